using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Cases;

/// <summary>Tasks of a person who may no longer hold them.</summary>
public sealed class HeldTasks(SopDatabase database, CaseEngine engine)
{
    /// <summary>
    /// Puts them back into the queues of their lanes, each by an event of its case. A task that is done meanwhile is left as it is.
    /// </summary>
    /// <param name="lanes">Only tasks of these lanes; null for all.</param>
    public async Task PutBack(Person by, long holder, IReadOnlyList<string>? lanes, CancellationToken cancellation)
    {
        var tasks = await database.Query<(long Case, int No)>(
            by.UnitId,
            "select case_id, no from tasks "
            + "where unit_id = @unit and holder_id = @holder and (@lanes::text[] is null or lane = any (@lanes))",
            new { holder, lanes = lanes?.ToArray() }, cancellation);
        await Release(tasks);
        // Held ones stand for the others whom a disposition chose once they are released, and for this person no more.
        await Release(await database.Query<(long Case, int No)>(
            by.UnitId,
            "select case_id, no from tasks where unit_id = @unit and chosen @> array[@holder] and closed_at is null and holder_id is null "
            + "and (@lanes::text[] is null or lane = any (@lanes))",
            new { holder, lanes = lanes?.ToArray() }, cancellation));

        Task Release(IEnumerable<(long Case, int No)> all) => Task.WhenAll(all.Select(task =>
            engine.Execute(new AdvanceCase(by.UnitId, task.Case, new TaskReleased(task.No, holder), by.Id), cancellation)));
    }
}
