using Dapper;
using NodaTime;
using SopEngine.Core.Assessments;
using SopEngine.Core.Rights;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Assessments;

/// <summary>
/// Reminds the people who assess SOPs of monitorings and evaluations: once some days before one is due, once when its day has passed.
/// Each gets one message a day for all SOPs of the office.
/// </summary>
public sealed class AssessmentReminders(SopDatabase database, AssessedSops sops, IClock clock)
{
    private const string Offices =
        "select distinct unit_id from definitions where is_published order by unit_id";

    private const string Note =
        """
        insert into assessment_reminders (unit_id, definition_id, kind, due_on, is_overdue, at)
        select @unit, id, kind, due, overdue, @now
        from unnest(@ids, @kinds, @dues, @overdue) as wanted (id, kind, due, overdue)
        on conflict do nothing returning definition_id
        """;

    private static readonly string Readers =
        $"""
        select id from people where unit_id = @unit and kind = 'staff' and deactivated_at is null
          and {RightsSql.Of(Right.AssessSops, "roles")}
        order by id
        """;

    /// <returns>The number of assessments that offices were reminded of.</returns>
    public async Task<int> RemindDue(CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var offices = (await connection.QueryAsync<int>(new CommandDefinition(Offices, cancellationToken: cancellation))).AsList();
        var reminded = 0;
        foreach (var unit in offices)
        {
            var office = await sops.Read(unit, null, cancellation);
            var due =
                from sop in office.Sops
                from kind in Enum.GetValues<AssessmentKind>()
                let day = sop.DueOn(kind)
                let standing = AssessmentCycle.Standing(day, office.Today)
                where standing != AssessmentStanding.Later
                select new Due(sop, kind, day, standing == AssessmentStanding.Overdue);
            reminded += await Remind(connection, unit, office.Today, [.. due], cancellation);
        }

        return reminded;
    }

    private async Task<int> Remind(
        Npgsql.NpgsqlConnection connection, int unit, LocalDate today, IReadOnlyList<Due> due, CancellationToken cancellation)
    {
        if (due.Count == 0) return 0;
        var now = clock.Now();
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var ids = (await connection.QueryAsync<string>(new CommandDefinition(Note, new
        {
            unit,
            now,
            ids = due.Select(item => item.Sop.Id).ToArray(),
            kinds = due.Select(item => AssessmentStore.Name(item.Kind)).ToArray(),
            dues = due.Select(item => item.On.ToDateOnly()).ToArray(),
            overdue = due.Select(item => item.IsOverdue).ToArray(),
        }, cancellationToken: cancellation))).AsList();
        if (ids.Count > 0)
        {
            var names = due.Select(item => item.Sop).Where(sop => ids.Contains(sop.Id)).Distinct()
                .Select(sop => sop.Number is { } number ? $"• {sop.Name} ({number})" : $"• {sop.Name}");
            var details = new Dictionary<string, string>
            {
                ["count"] = $"{ids.Distinct().Count()}",
                ["text"] = string.Join('\n', names),
            };
            var readers = await connection.QueryAsync<long>(new CommandDefinition(Readers, new { unit }, cancellationToken: cancellation));
            var telling = new Telling(unit, MessageKind.AssessmentsDue, $"assessments:{today:uuuu-MM-dd}", now, details);
            await Tellings.Tell(connection, [.. readers.Select(person => telling with { Person = person })], cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return ids.Count;
    }

    private sealed record Due(AssessedSop Sop, AssessmentKind Kind, LocalDate On, bool IsOverdue);
}
