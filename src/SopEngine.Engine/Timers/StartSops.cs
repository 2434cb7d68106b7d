using Quartz;
using SopEngine.Engine.Schedules;

namespace SopEngine.Engine.Timers;

/// <summary>Starts the SOPs whose time has come. Quartz wakes it; what is due, and that it is served once, stands in the offices' own tables.</summary>
[DisallowConcurrentExecution]
internal sealed class StartSops(DueSchedules schedules) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var started = await schedules.StartDue(cancellationToken);
        context.Result = started == 0 ? JobRunReport.Skipped() : JobRunReport.Succeeded().With("started", started);
    }
}
