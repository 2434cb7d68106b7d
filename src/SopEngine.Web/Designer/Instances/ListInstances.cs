using System.Globalization;
using System.Text.Json.Serialization;
using SopEngine.Engine.Data;

namespace SopEngine.Web.Designer.Instances;

/// <summary>
/// The unit's cases as the Studio's list asks for them. Every page that shows the list polls it, so its cost is bounded however many cases
/// there are: it looks at the newest cases of an index, and counts no further than a person would turn pages.
/// </summary>
internal static class ListInstances
{
    private const int MostLookedAt = 10_000;
    private const int MostListed = 1_000;
    private const int LargestPage = 200;

    /// <summary>The request of the Studio, with those of its filters that mean something here.</summary>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    public sealed record Filter(
        int? Page, int? PageSize, string? SearchTerm, string? DefinitionId, IReadOnlyList<string>? DefinitionIds, string? CorrelationId,
        int? Version, bool? HasIncidents, string? Status, IReadOnlyList<string>? Statuses, string? SubStatus,
        IReadOnlyList<string>? SubStatuses, string? OrderBy, string? OrderDirection, IReadOnlyList<TimestampFilter>? TimestampFilters);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    public sealed record TimestampFilter(string? Column, string? Operator, DateTimeOffset? Timestamp);

    public static async Task<object> Read(SopDatabase database, int unit, Filter filter, CancellationToken cancellation)
    {
        var definitions = Definitions(filter);
        var statuses = Statuses(filter);
        var term = filter.SearchTerm?.Trim() ?? "";
        var size = Math.Clamp(filter.PageSize ?? 10, 1, LargestPage);
        var rows = await database.Query<Row>(unit, SqlFor(filter), new
        {
            definitions,
            statuses,
            filter.Version,
            filter.CorrelationId,
            term,
            pattern = "%" + term.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%",
            number = long.TryParse(term, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1,
            size,
            skip = Math.Clamp(filter.Page ?? 0, 0, MostListed) * size,
            first = Moment(filter, 0),
            second = Moment(filter, 1),
        }, cancellation);
        return new { items = rows.Select(row => InstanceView.Summary(row.Head)), totalCount = rows.Count == 0 ? 0 : rows[0].Total };
    }

    /// <summary>Our states that both of the Studio's filters let through; all of them is no filter.</summary>
    private static string[] Statuses(Filter filter)
    {
        var wanted = (filter.Statuses ?? []).Append(filter.Status).OfType<string>().ToHashSet();
        var wantedBelow = (filter.SubStatuses ?? []).Append(filter.SubStatus).OfType<string>().ToHashSet();
        (string Ours, string Status, string SubStatus)[] all =
        [
            ("running", "Running", "Suspended"), ("finished", "Finished", "Finished"), ("cancelled", "Finished", "Cancelled"),
            ("faulted", "Finished", "Faulted"),
        ];
        return [.. all.Where(state => (wanted.Count == 0 || wanted.Contains(state.Status))
            && (wantedBelow.Count == 0 || wantedBelow.Contains(state.SubStatus))
            && (filter.HasIncidents is not { } has || has == (state.Ours == "faulted"))).Select(state => state.Ours)];
    }

    private static string[] Definitions(Filter filter) =>
        [.. (filter.DefinitionIds ?? []).Append(filter.DefinitionId).OfType<string>().Where(id => id.Length > 0)];

    internal static string SqlFor(Filter filter)
    {
        var statuses = Statuses(filter);
        // Written out word for word, so that PostgreSQL finds the partial indexes.
        var indexed = statuses switch
        {
            { Length: 4 } => "",
            ["running"] => "and status = 'running'",
            { Length: > 0 } when statuses.All(status => status is "faulted" or "cancelled") => "and status in ('faulted', 'cancelled')",
            _ => "",
        };
        var times = Times(filter).Select((time, i) => (Column(time.Column), Operator(time.Operator), Name: i == 0 ? "@first" : "@second"))
            .Where(time => time is { Item1: not null, Item2: not null }).Select(time => $"and {time.Item1} {time.Item2} {time.Name}");
        return
            $"""
            with newest as (
              select * from cases
              where unit_id = @unit and put_away_at is null
                {(Definitions(filter).Length > 0 ? "and definition_id = any (@definitions)" : "")} {indexed}
              order by id desc limit {MostLookedAt}
            ), found as (
              select * from newest
              where {(statuses.Length == 4 ? "true" : "status = any (@statuses)")}
                {(filter.Version is null ? "" : "and version = @Version")}
                {(string.IsNullOrEmpty(filter.CorrelationId) ? "" : "and correlation_id = @CorrelationId")}
                {(string.IsNullOrWhiteSpace(filter.SearchTerm) ? ""
                    : "and (id = @number or title ilike @pattern or definition_id ilike @pattern or correlation_id = @term)")}
                {string.Join(' ', times)}
              limit {MostListed}
            )
            select f.id, d.id as version_id, f.definition_id, f.version, f.title, f.status, f.seq, f.correlation_id,
              f.started_at, f.updated_at, f.ended_at, f.total
            from (select *, count(*) over () as total from found order by {Order(filter)} limit @size offset @skip) f
            join definitions d on d.unit_id = @unit and d.definition_id = f.definition_id and d.version = f.version
            order by {Order(filter)}
            """;
    }

    private static string Order(Filter filter)
    {
        var column = filter.OrderBy switch
        {
            "Name" => "title",
            "LastExecuted" => "updated_at",
            "Finished" => "ended_at",
            _ => "started_at",
        };
        var direction = filter.OrderDirection == "Ascending" ? "asc" : "desc";
        return $"{column} {direction} nulls last, id {direction}".Replace("title", "lower(title)", StringComparison.Ordinal);
    }

    private static string? Column(string? name) => name switch
    {
        "CreatedAt" => "started_at",
        "UpdatedAt" => "updated_at",
        "FinishedAt" => "ended_at",
        _ => null,
    };

    private static string? Operator(string? name) => name switch
    {
        "Is" => "=",
        "IsNot" => "<>",
        "GreaterThan" => ">",
        "GreaterThanOrEqual" => ">=",
        "LessThan" => "<",
        "LessThanOrEqual" => "<=",
        _ => null,
    };

    private static DateTime Moment(Filter filter, int i) =>
        (Times(filter).ElementAtOrDefault(i)?.Timestamp ?? DateTimeOffset.UnixEpoch).UtcDateTime;

    private static IEnumerable<TimestampFilter> Times(Filter filter) => (filter.TimestampFilters ?? []).OfType<TimestampFilter>().Take(2);

    private sealed record Row(
        long Id, string VersionId, string DefinitionId, int Version, string Title, string Status, int Seq, string? CorrelationId,
        DateTime StartedAt, DateTime UpdatedAt, DateTime? EndedAt, long Total)
    {
        public CaseHead Head => new(Id, VersionId, DefinitionId, Version, Title, Status, Seq, CorrelationId, StartedAt, UpdatedAt, EndedAt);
    }
}
