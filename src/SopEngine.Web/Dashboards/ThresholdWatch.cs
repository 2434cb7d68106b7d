using System.Globalization;
using Dapper;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Background;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;

namespace SopEngine.Web.Dashboards;

/// <summary>
/// Tells people, once, of a figure that has reached its threshold, on whichever node sees it first; and again only after it had fallen
/// below.
/// </summary>
internal sealed class ThresholdWatch(SopDatabase database, OpenCounts counts, IClock clock, ILogger<ThresholdWatch> log)
    : DueWork(apart: TimeSpan.FromMinutes(1), atMost: TimeSpan.FromMinutes(5), log)
{
    private const string Units = "select distinct unit_id from thresholds";

    private const string Read =
        """
        select t.id, t.figure, t.definition_id, t.lane, t.at_least, t.people, t.told_at,
          (select name from definitions d where d.unit_id = t.unit_id and d.definition_id = t.definition_id
            order by is_published desc, version desc limit 1) as sop
        from thresholds t where t.unit_id = @unit order by t.id
        """;

    /// <summary>The row decides which node tells.</summary>
    private const string Mark =
        """
        update thresholds set told_at = @now
        where unit_id = @unit and id = @id and (told_at is null) = (@now::timestamptz is not null)
        """;

    /// <summary>The chosen people who still see dashboards.</summary>
    private static readonly string Receivers =
        $"""
        select id from people where unit_id = @unit and id = any (@people) and kind = 'staff' and deactivated_at is null
          and {RightsSql.Of(Right.SeeDashboards, "roles")} order by id
        """;

    protected override async Task<TimeSpan> RunOnce(CancellationToken cancellation)
    {
        await Look(cancellation);
        return TimeSpan.FromMinutes(5);
    }

    /// <returns>The number of thresholds told of.</returns>
    public async Task<int> Look(CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var told = 0;
        foreach (var unit in (await connection.QueryAsync<int>(new CommandDefinition(Units, cancellationToken: cancellation))).AsList())
        {
            var count = await counts.Read(unit).WaitAsync(cancellation);
            var today = count.At.InZone(DateTimeZone.Utc).Date;
            var all = new DashboardFilter(null, null, null, today, today, null, Standing.Open) { Reach = null };
            foreach (var row in (await connection.QueryAsync<Watched>(
                new CommandDefinition(Read, new { unit }, cancellationToken: cancellation))).AsList())
            {
                if (Thresholds.Read(row.Figure) is not { } figure) continue;
                var filter = all with { Standing = figure, Sop = row.DefinitionId, Lane = row.Lane };
                var number = count.Of(filter);
                if (number >= row.AtLeast == row.ToldAt is not null) continue;

                await using var transaction = await connection.BeginTransactionAsync(cancellation);
                DateTime? now = number >= row.AtLeast ? clock.Now().ToDateTimeUtc() : null;
                if (await connection.ExecuteAsync(new CommandDefinition(
                    Mark, new { unit, id = row.Id, now }, cancellationToken: cancellation)) == 1 && now is not null)
                {
                    var people = await connection.QueryAsync<long>(
                        new CommandDefinition(Receivers, new { unit, people = row.People }, cancellationToken: cancellation));
                    await Tellings.Tell(connection, [.. people.Select(person => Of(unit, row, filter, number, person))], cancellation);
                    told++;
                }

                await transaction.CommitAsync(cancellation);
            }
        }

        return told;
    }

    private Telling Of(int unit, Watched row, DashboardFilter filter, int number, long person)
    {
        var now = clock.Now();
        return new Telling(unit, MessageKind.Threshold, $"threshold:{row.Id}:{now.ToUnixTimeTicks()}", now, new Dictionary<string, string>
        {
            ["figure"] = filter.Standing.ToString(),
            ["count"] = number.ToString(CultureInfo.InvariantCulture),
            ["limit"] = row.AtLeast.ToString(CultureInfo.InvariantCulture),
            ["sop"] = row.Sop ?? "",
            ["list"] = filter.Address("/dashboard/list"),
        })
        { Person = person };
    }

    private sealed record Watched : Thresholds.Row
    {
        /// <summary>Name of the SOP; null for all.</summary>
        public string? Sop { get; init; }
    }
}
