using System.Globalization;
using Microsoft.Extensions.Logging;
using Quartz;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Timers;

/// <summary>Replays stored cases against their history, so many a night: each night goes on where the last one stopped, and begins again behind the last case.</summary>
[DisallowConcurrentExecution, PersistJobDataAfterExecution]
internal sealed class VerifyHistory(SopDatabase database, FlowCache flows, ILogger<VerifyHistory> log) : IJob
{
    /// <summary>About a minute of one core.</summary>
    private const int CasesANight = 50_000;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var place = context.JobDetail.JobDataMap;
        var verifier = new HistoryVerifier(database, flows) { Last = ((int)Read(place, "unit"), Read(place, "case")) };
        var differences = 0;
        await foreach (var found in verifier.Verify(CasesANight, cancellationToken))
        {
            differences++;
            log.LogError("Unit {Unit}, case {Case}: {What}", found.Unit, found.Case, found.What);
        }

        var (unit, last) = verifier.Compared < CasesANight ? (0, 0) : verifier.Last;
        place["unit"] = unit.ToString(CultureInfo.InvariantCulture);
        place["case"] = last.ToString(CultureInfo.InvariantCulture);
        var report = differences > 0 ? JobRunReport.Failed() : verifier.Compared == 0 ? JobRunReport.Skipped() : JobRunReport.Succeeded();
        context.Result = report.With("cases", verifier.Compared).With("differences", differences);
    }

    private static long Read(JobDataMap place, string name) =>
        place.TryGetValue(name, out var value) && long.TryParse(value as string, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
