using SopEngine.Engine.Reports;

namespace SopEngine.Engine.Timers;

/// <summary>Makes the offices' reports of months and quarters that are over.</summary>
internal sealed class MakeReports(PeriodReports reports) : IRecurringJob
{
    public async Task<JobResult> Run(string? place, CancellationToken cancellation) =>
        JobResult.Of("reports", await reports.MakeDue(cancellation));
}
