using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace SopEngine.Benchmarks;

/// <summary>
/// The server's time for moving from task to task through a queue of a hundred thousand open tasks: the list, each task behind the one
/// before, and the next page of the list where it ends. Goal: 150 ms.
/// </summary>
internal static partial class MovesBenchmark
{
    private const int WarmUp = 20;

    public static async Task<int> Run(string[] args)
    {
        var open = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
        var moves = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 300;
        await using var office = await SignedInOffice.Open("moves", open);
        var (lists, tasks) = (new List<double>(), new List<double>());
        var next = "/inbox?list=queue";
        for (var done = 0; done < moves + WarmUp;)
        {
            var list = await Timed(next, lists);
            var links = TaskLink().Matches(list);
            if (links.Count == 0) throw new InvalidOperationException($"{next} lists no task");
            foreach (var task in links.Select(match => match.Groups[1].Value))
            {
                await Timed(task, done < WarmUp ? [] : tasks);
                if (++done == moves + WarmUp) break;
            }

            next = WebUtility.HtmlDecode(NextLink().Match(list).Groups[1].Value);
        }

        Console.WriteLine(Figures.Machine());
        Console.WriteLine($"{open:N0} open tasks, {tasks.Count} moves");
        Figures.Row("page", "p50 ms", "p95 ms", "most ms");
        foreach (var (name, times) in new[] { ("next task", tasks), ("page of the queue", lists) })
            Figures.Row(name, Figures.Percentile(times, 0.5), Figures.Percentile(times, 0.95), times.Max());
        return Figures.Percentile(tasks, 0.95) < 150 ? 0 : 1;

        async Task<string> Timed(string page, List<double> times)
        {
            var started = Stopwatch.GetTimestamp();
            var text = await office.Text(page);
            times.Add(Figures.Milliseconds(started));
            return text;
        }
    }

    [GeneratedRegex("""class="task-link"[^>]*href="(/tasks/[^"]+)""")]
    private static partial Regex TaskLink();

    [GeneratedRegex("""rel="next"\s+href="([^"]+)""")]
    private static partial Regex NextLink();
}
