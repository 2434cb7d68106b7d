using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SopEngine.Benchmarks.Soak;

/// <summary>The program as a process of its own. It can be killed and started again at the same address.</summary>
internal sealed class Node : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(5);

    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private Process? _process;
    private int _era = 1;

    public Node(string name, IReadOnlyDictionary<string, string> environment)
    {
        (Name, _environment) = (name, environment);
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
    }

    public string Name { get; }

    public Uri Address { get; }

    public NodeLog Log { get; } = new();

    /// <summary>Even while the node serves, odd while it does not. A failure is earned if this was odd, or changed meanwhile.</summary>
    public int Era => Volatile.Read(ref _era);

    public bool IsUp => Era % 2 == 0;

    /// <summary>The number of times that it ended by itself.</summary>
    public int Deaths { get; private set; }

    public long ResidentBytes
    {
        get
        {
            if (!IsUp || _process is not { } process) return 0;
            try
            {
                process.Refresh();
                return process.WorkingSet64;
            }
            catch (InvalidOperationException)
            {
                return 0; // killed just now
            }
        }
    }

    public static ProcessStartInfo Program(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var folder = AppContext.BaseDirectory;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "SopEngine.Web.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return start;
    }

    /// <summary>Starts the program and waits until it serves.</summary>
    public async Task Start()
    {
        var process = Process.Start(Program(_environment, "--demo", "--urls", Address.ToString()))!;
        _process = process;
        process.OutputDataReceived += (_, line) => Log.Take(line.Data);
        process.ErrorDataReceived += (_, line) => Log.Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (var since = Stopwatch.StartNew(); !await Serves(); await Task.Delay(100))
        {
            if (process.HasExited || since.Elapsed > StartsWithin)
                throw new InvalidOperationException($"Node {Name} did not start: {Log.Tail}");
        }

        Interlocked.Increment(ref _era);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => Ended(process);
        if (process.HasExited) Ended(process);
    }

    /// <summary>Ends the program with SIGKILL, which lets none of its code run any more.</summary>
    public async Task Kill()
    {
        if (!Leave()) return;
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Stops the program as a service manager does.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> Stop()
    {
        if (_process is not { HasExited: false } process) return _process?.ExitCode ?? 0;
        Leave();
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Leave();
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        _process?.Dispose();
        _http.Dispose();
    }

    /// <returns>True when it served until now.</returns>
    private bool Leave()
    {
        var era = Era;
        return era % 2 == 0 && Interlocked.CompareExchange(ref _era, era + 1, era) == era;
    }

    private void Ended(Process process)
    {
        if (process != _process || !Leave()) return;
        Deaths++;
        Log.Faults.Add($"Ended by itself, exit code {process.ExitCode}", Log.Tail);
    }

    private async Task<bool> Serves()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(Address, "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
