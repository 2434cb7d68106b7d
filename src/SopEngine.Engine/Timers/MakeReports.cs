using Quartz;
using SopEngine.Engine.Reports;

namespace SopEngine.Engine.Timers;

/// <summary>Makes the offices' reports of months and quarters that are over.</summary>
[DisallowConcurrentExecution]
internal sealed class MakeReports(PeriodReports reports) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var made = await reports.MakeDue(cancellationToken);
        context.Result = made == 0 ? JobRunReport.Skipped() : JobRunReport.Succeeded().With("reports", made);
    }
}
