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
        await Task.WhenAll(tasks.Select(task =>
            engine.Execute(new AdvanceCase(by.UnitId, task.Case, new TaskReleased(task.No, holder), by.Id), cancellation)));
    }
}
