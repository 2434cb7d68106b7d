using SopEngine.Engine.Asking;

namespace SopEngine.Engine.Timers;

/// <summary>Finishes citizens' requests that a crash has left between their case and its first step.</summary>
internal sealed class FinishRequests(AskedCases asked) : IRecurringJob
{
    public async Task<JobResult> Run(string? place, CancellationToken cancellation) =>
        JobResult.Of("finished", await asked.Finish(cancellation));
}
