using SopEngine.Engine.Schedules;

namespace SopEngine.Engine.Timers;

/// <summary>Starts the SOPs whose time has come. The offices' own tables hold the due times, and each is served once.</summary>
internal sealed class StartSops(DueSchedules schedules) : IRecurringJob
{
    public async Task<JobResult> Run(string? place, CancellationToken cancellation) =>
        JobResult.Of("started", await schedules.StartDue(cancellation));
}
