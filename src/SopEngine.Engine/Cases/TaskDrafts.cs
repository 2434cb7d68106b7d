using System.Text.Json;
using Dapper;
using NodaTime;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases;

/// <summary>
/// Keeps half-filled forms of open steps, so that nothing is lost when people are called away or signed out.
/// </summary>
public sealed class TaskDrafts(SopDatabase database, IClock clock)
{
    /// <param name="Form">Values by the name of the form's part.</param>
    public sealed record Draft(IReadOnlyDictionary<string, string[]> Form, Instant SavedAt);

    public Task Save(
        int unit, long caseId, int no, long person, IReadOnlyDictionary<string, string[]> form,
        CancellationToken cancellation) => database.Execute(
        unit,
        """
        insert into task_drafts (unit_id, case_id, no, person_id, form, saved_at) values (@unit, @caseId, @no, @person, @form::json, @now)
        on conflict (unit_id, case_id, no, person_id) do update set form = excluded.form, saved_at = excluded.saved_at
        """,
        new { caseId, no, person, form = JsonSerializer.Serialize(form), now = clock.Now() }, cancellation);

    public async Task<Draft?> Find(int unit, long caseId, int no, long person, CancellationToken cancellation) =>
        await database.QuerySingle<Row>(
            unit,
            """
            select form::text as form, saved_at from task_drafts
            where unit_id = @unit and case_id = @caseId and no = @no and person_id = @person
            """,
            new { caseId, no, person }, cancellation) is { } row
            ? new Draft(JsonSerializer.Deserialize<Dictionary<string, string[]>>(row.Form)!, row.SavedAt.ToInstant())
            : null;

    public Task Remove(int unit, long caseId, int no, long person, CancellationToken cancellation) => database.Execute(
        unit, "delete from task_drafts where unit_id = @unit and case_id = @caseId and no = @no and person_id = @person",
        new { caseId, no, person }, cancellation);

    /// <summary>Removes the drafts of closed tasks. Called now and then, on any node.</summary>
    public async Task<int> RemoveOld(CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            delete from task_drafts d using tasks t
            where t.unit_id = d.unit_id and t.case_id = d.case_id and t.no = d.no and t.closed_at is not null
            """, cancellationToken: cancellation));
    }

    private sealed record Row(string Form, DateTime SavedAt);
}
