using System.Globalization;
using Microsoft.Extensions.Logging;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Timers;

/// <summary>
/// Replays a number of stored cases a night against their history. Each night goes on where the last one stopped; after the last case it
/// begins again.
/// </summary>
internal sealed class VerifyHistory(SopDatabase database, FlowCache flows, ILogger<VerifyHistory> log) : IRecurringJob
{
    /// <summary>About a minute of one core.</summary>
    private const int CasesANight = 50_000;

    private const string Beginning = "0/0";

    public async Task<JobResult> Run(string? place, CancellationToken cancellation)
    {
        var verifier = new HistoryVerifier(database, flows) { Last = Read(place) };
        var differences = 0;
        await foreach (var found in verifier.Verify(CasesANight, cancellation))
        {
            differences++;
            log.LogError("Unit {Unit}, case {Case}: {What}", found.Unit, found.Case, found.What);
        }

        var end = differences > 0 ? JobEnd.Failed : verifier.Compared == 0 ? JobEnd.Nothing : JobEnd.Succeeded;
        var counts = new Dictionary<string, long> { ["cases"] = verifier.Compared, ["differences"] = differences };
        return new JobResult(end, counts, verifier.Compared < CasesANight ? Beginning : Write(verifier.Last));
    }

    private static string Write((int Unit, long Case) place) => string.Create(CultureInfo.InvariantCulture, $"{place.Unit}/{place.Case}");

    private static (int Unit, long Case) Read(string? place)
    {
        var parts = (place ?? Beginning).Split('/');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
