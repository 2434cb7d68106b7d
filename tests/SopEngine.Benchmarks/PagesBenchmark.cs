using System.Diagnostics;
using System.Globalization;

namespace SopEngine.Benchmarks;

/// <summary>
/// The server's time for the pages of a day's work at ten thousand and at five million tasks, and the bytes that a browser fetches for
/// them: the page as sent, and at the first visit the assets of a published program, all in brotli. Cases are searched by a word of one
/// case, of the most cases that are still looked through one by one, of all cases, by the last two words together, and by a word of none.
/// </summary>
internal static class PagesBenchmark
{
    private const int WarmUp = 20;

    public static async Task<int> Run(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 200;
        await using var small = await SignedInOffice.Open("small", 2_000);
        await using var large = await SignedInOffice.Open(
            "large", args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000);
        Console.WriteLine(Figures.Machine());
        Console.WriteLine($"First visit of /inbox: {await large.FirstVisit("/inbox?list=queue") / 1024.0:0.0} kB");
        Figures.Row("page", "kB", $"p95 ms {small.Label}", $"p95 ms {large.Label}", "ratio");
        foreach (var page in new[]
        {
            "/inbox", "/inbox?list=queue", "/inbox?list=queue&standing=OnTime", "/inbox?list=escalated", "/inbox?list=waiting",
            "/inbox?list=done", "/inbox?list=queue&q=tiada", "/inbox?list=done&q=tiada", "/inbox?list=queue&standing=Warned",
            $"/tasks/1000-{StoredCases.OpenTask}", "/cases/1000", "/cases", "/sops",
            "/cases?q=berkas1000", "/cases?q=rombongan0x", "/cases?q=kinerja", "/cases?q=kinerja+rombongan0x", "/cases?q=tiada",
        })
        {
            var (before, after) = (new List<double>(), new List<double>());
            var bytes = 0;
            for (var round = 0; round < rounds + WarmUp; round++)
            {
                // In turns, so that other load of the machine falls on both.
                foreach (var (office, times) in new[] { (small, before), (large, after) })
                {
                    var started = Stopwatch.GetTimestamp();
                    bytes = await office.Get(page);
                    if (round >= WarmUp) times.Add(Figures.Milliseconds(started));
                }
            }

            var (first, second) = (Figures.Percentile(before, 0.95), Figures.Percentile(after, 0.95));
            Figures.Row(page.Length > 26 ? page[..26] : page, bytes / 1024.0, first, second, second / first);
        }

        return 0;
    }
}
