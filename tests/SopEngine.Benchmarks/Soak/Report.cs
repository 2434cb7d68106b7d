using System.Globalization;

namespace SopEngine.Benchmarks.Soak;

/// <summary>Prints a short table, the failures by kind, and a line for each claim.</summary>
internal sealed class Report(SoakSettings settings, Nodes nodes, Traffic traffic, Samples samples)
{
    private const int KindsShown = 25;

    /// <summary>The growth from the second to the last quarter that is no leak yet.</summary>
    private const double Tolerated = 1.10;

    private bool _hasFailed;

    /// <returns>The exit code.</returns>
    public int Print(LedgerCheck ledger, Groups? serverErrors, (int ExitCode, string Output) history, (int ExitCode, string Output) rollups)
    {
        Figures.Row("requests", "sent", "broken off", "malformed", "503", "earned", "unearned", "kills");
        int[] requests =
            [traffic.Sent, traffic.BrokenOff, traffic.Malformed, traffic.Busy, traffic.Earned, traffic.Unearned.Total, nodes.Kills];
        Figures.Row(["", .. requests.Select(Number)]);
        Figures.Row("milliseconds", "p50 first", "p50 last", "p95 first", "p95 last", "p99 first", "p99 last");
        PrintTimes("pages", isApi: false);
        PrintTimes("API", isApi: true);
        Figures.Row("quarters", "first", "second", "last", "slope/h");
        var memory = samples.Steady;
        PrintCourse("node 1, RSS MB", memory);
        PrintCourse("node 2, killed, RSS MB", samples.Killed);
        PrintCourse("open connections", samples.Connections);
        Figures.Row("deeds", "known", "unsettled", "lost", "twice", "denied");
        int[] deeds = [ledger.Acknowledged, ledger.Unsettled, ledger.Lost.Count, ledger.Twice.Count, ledger.Denied.Count];
        Figures.Row(["", .. deeds.Select(Number)]);

        PrintGroups("Unearned errors", traffic.Unearned);
        PrintGroups("Pages that show another's", traffic.Foreign);
        PrintGroups("Answers that the client could not read", traffic.Unreadable);
        PrintList("Lost", ledger.Lost);
        PrintList("Twice", ledger.Twice);
        PrintList("Refused, and yet done", ledger.Denied);
        foreach (var node in nodes.All)
        {
            PrintGroups($"Errors in the log of node {node.Name}", node.Log.Faults);
            PrintGroups($"Warnings in the log of node {node.Name}", node.Log.Warnings);
        }

        if (serverErrors is null) Console.WriteLine("\nThe database server is not our own: its log was not read.");
        else PrintGroups("Statements that failed on the server", serverErrors);
        PrintGroups("Malformed requests, by answer", traffic.ToMalformed, isBrief: true);
        PrintGroups("Proper requests that were refused", traffic.Refusals);
        Console.WriteLine($"\nverify-history: {history.Output}\nverify-rollups: {rollups.Output}\n");

        Verdict("no unearned 5xx", traffic.Unearned.Total == 0, Number(traffic.Unearned.Total));
        Verdict("every answer is as described", traffic.Unreadable.Total == 0, Number(traffic.Unreadable.Total));
        Verdict("no node ended by itself", nodes.All.Sum(node => node.Deaths) == 0, Number(nodes.All.Sum(node => node.Deaths)));
        Verdict("no page shows another office or case", traffic.Foreign.Total == 0, Number(traffic.Foreign.Total));
        Verdict("nothing lost", ledger.Lost.Count == 0, $"{ledger.Lost.Count} of {ledger.Acknowledged}");
        Verdict("nothing twice", ledger.Twice.Count == 0, Number(ledger.Twice.Count));
        if (settings.Minutes < SoakSettings.LongEnoughForMemory) Console.WriteLine("-     memory flat: the run was too short to tell");
        else Verdict("memory flat", memory.Last <= memory.Second * Tolerated, $"{memory.Second:0} MB, then {memory.Last:0} MB");
        Verdict("verify-history", history.ExitCode == 0, $"exit code {history.ExitCode}");
        Verdict("verify-rollups", rollups.ExitCode == 0, $"exit code {rollups.ExitCode}");
        return _hasFailed ? 1 : 0;
    }

    private void PrintTimes(string name, bool isApi)
    {
        var (first, last) = (traffic.Latencies.Of(isApi, 0), traffic.Latencies.Of(isApi, 3));
        double[] shares = [0.5, 0.95, 0.99];
        var times = shares.SelectMany(share => new object[] { Figures.Percentile(first, share), Figures.Percentile(last, share) });
        Figures.Row([name, .. times]);
    }

    private static void PrintCourse(string name, Samples.Course course) =>
        Figures.Row(name, course.First, course.Second, course.Last, course.Slope);

    private static void PrintGroups(string title, Groups groups, bool isBrief = false)
    {
        if (groups.Total == 0) return;
        Console.WriteLine($"\n{title}: {groups.Total}");
        foreach (var (kind, count, example) in groups.ByCount().Take(KindsShown))
        {
            Console.WriteLine($"  {count,6} x {kind}");
            if (!isBrief) Console.WriteLine($"           {example.ReplaceLineEndings(" | ")}");
        }
    }

    private static void PrintList(string title, List<string> lines)
    {
        if (lines.Count == 0) return;
        Console.WriteLine($"\n{title}: {lines.Count}");
        foreach (var line in lines.Take(KindsShown)) Console.WriteLine($"  {line}");
    }

    private void Verdict(string claim, bool holds, string seen)
    {
        _hasFailed |= !holds;
        Console.WriteLine($"{(holds ? "ok" : "FAILS"),-5} {claim}: {seen}");
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
