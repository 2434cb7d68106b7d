using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using SopEngine.Web;

namespace SopEngine.Benchmarks;

/// <summary>
/// The cost of a node without users, over a database with 100,000 open tasks of which none falls due: its CPU time, the CPU time of its
/// database, and its statements, including Hangfire's. Needs the embedded server, whose log counts the statements.
/// </summary>
internal static partial class IdleBenchmark
{
    private const int OpenTasks = 100_000;
    private const int Minutes = 5;
    private const int Shown = 12;

    /// <summary>Leaves out the node's start and compilation.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(75);

    public static async Task<int> Run(string[] args)
    {
        if (args is ["node", var connectionString]) return await Node(connectionString);

        var minutes = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : Minutes;
        Console.WriteLine($"Filling the database with {OpenTasks:N0} open tasks...");
        await using var database = await BenchmarkDatabase.Create(settings: new() { ["log_statement"] = "all" });
        if (database.ServerLog is not { } log)
            throw new InvalidOperationException("This benchmark reads the log of the embedded server: unset ConnectionStrings__Sop.");
        await StoredCases.Fill(database, OpenTasks);
        await database.Execute(
            "update tasks set alarms = array[now() + interval '1 day' + case_id * interval '1 second'] where closed_at is null");
        await database.Execute("vacuum (analyze) tasks");

        using var node = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(IdleBenchmark).Assembly.Location, "idle", "node", database.ConnectionString]))!;
        await Task.Delay(WarmUp);
        Console.WriteLine(Figures.Machine());
        var (from, cpu, server) = (new FileInfo(log).Length, Cpu(node), ServerCpu(database.ServerProcess!.Value));
        await Task.Delay(TimeSpan.FromMinutes(minutes));
        (cpu, server) = (Cpu(node) - cpu, ServerCpu(database.ServerProcess!.Value) - server);
        var statements = await Statements(log, from);
        node.Kill();
        await node.WaitForExitAsync();

        Figures.Row($"idle for {minutes} minutes", "a minute", "% of a core");
        Figures.Row("CPU s of the node", cpu.TotalSeconds / minutes, cpu / TimeSpan.FromMinutes(minutes) * 100);
        Figures.Row("CPU s of its database", server.TotalSeconds / minutes, server / TimeSpan.FromMinutes(minutes) * 100);
        Figures.Row("statements", (double)statements.Count / minutes, "");
        foreach (var group in statements.GroupBy(sql => sql).OrderByDescending(group => group.Count()).Take(Shown))
            Figures.Row("  " + group.Key, (double)group.Count() / minutes, "");
        return 0;
    }

    private static async Task<int> Node(string connectionString)
    {
        var builder = Server.Builder(["--environment", "Production"]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        await using var app = Server.Build(builder, connectionString);
        await app.StartAsync();
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    private static TimeSpan Cpu(Process node)
    {
        node.Refresh();
        return node.TotalProcessorTime;
    }

    /// <summary>The CPU time of the server with all its processes, including ended ones.</summary>
    private static TimeSpan ServerCpu(int server)
    {
        // /proc/<id>/stat after the name: state, parent, ..., and from the twelfth on utime, stime, cutime, cstime in 1/100 s.
        var ticks = 0L;
        var parent = server.ToString(CultureInfo.InvariantCulture);
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsDigit(Path.GetFileName(folder)[0])))
        {
            string[] stat;
            try
            {
                stat = File.ReadAllText(Path.Combine(folder, "stat")).Split(") ")[^1].Split(' ');
            }
            catch (IOException)
            {
                continue; // it has just ended
            }

            var isServer = Path.GetFileName(folder) == parent;
            if (isServer || stat[1] == parent) ticks += stat[11..(isServer ? 15 : 13)].Sum(long.Parse);
        }

        return TimeSpan.FromMilliseconds(ticks * 10);
    }

    /// <summary>The beginnings of the statements in the log after a place.</summary>
    private static async Task<List<string>> Statements(string log, long from)
    {
        await using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(from, SeekOrigin.Begin);
        using var reader = new StreamReader(file);
        // A statement of several lines goes on in lines that begin with a tab.
        return [.. Statement().Matches(await reader.ReadToEndAsync())
            .Select(match => Blanks().Replace(match.Groups[1].Value, " ").Trim())
            .Select(sql => sql[..Math.Min(sql.Length, 80)])];
    }

    [GeneratedRegex(@"LOG:  (?:statement|execute [^:]*): ((?:.*)(?:\n\t.*)*)")]
    private static partial Regex Statement();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
