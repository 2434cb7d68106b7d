using SopEngine.Engine.Reports;
using SopEngine.Engine.Surveys;

namespace SopEngine.Engine.Timers;

/// <summary>
/// Makes the offices' reports of periods that are over: how they kept their standards, and how satisfied their customers were.
/// </summary>
internal sealed class MakeReports(PeriodReports reports, SurveyReports surveys) : IRecurringJob
{
    public async Task<JobResult> Run(string? place, CancellationToken cancellation) =>
        JobResult.Of("reports", await reports.MakeDue(cancellation) + await surveys.MakeDue(cancellation));
}
