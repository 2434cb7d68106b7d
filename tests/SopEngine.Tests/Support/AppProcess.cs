using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SopEngine.Tests.Support;

/// <summary>The program as a process of its own, as a user starts it; it can be killed.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool _isDisposed;

    private AppProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    public string Output
    {
        get
        {
            lock (_output) return string.Join('\n', _output);
        }
    }

    /// <summary>Starts the program and waits until it serves or has ended.</summary>
    /// <param name="arguments">Arguments of a command; null to serve.</param>
    /// <param name="folder">The working directory; null for the program's own folder.</param>
    /// <param name="settings">Environment variables; those of the test process about the database are removed.</param>
    public static async Task<AppProcess> Start(Dictionary<string, string> settings, string[]? arguments = null, int? port = null,
        bool demo = false, string? folder = null)
    {
        var address = new Uri($"http://127.0.0.1:{port ?? FreePort()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SopEngine.Web.dll"),
            .. arguments ?? [.. demo ? ["--demo"] : Array.Empty<string>(), "--urls", address.ToString()]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? AppContext.BaseDirectory,
        };
        start.Environment.Remove("ConnectionStrings__Sop");
        foreach (var (name, value) in settings) start.Environment[name] = value;

        var app = new AppProcess(Process.Start(start)!, address);
        await Task.WhenAny(app._ready.Task, app._process.WaitForExitAsync()).WaitAsync(TimeSpan.FromMinutes(3));
        return app;
    }

    public async Task<ApiClient> Client(string userName)
    {
        Assert.That(_process.HasExited, Is.False, () => Output);
        var client = new ApiClient(Address);
        await client.SignIn(userName, TestApp.Password);
        return client;
    }

    /// <summary>Kills the process with SIGKILL: no code of the program runs any more.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Ends the process with SIGTERM, as a service manager does; a background process may ignore SIGINT.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> Stop()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        return await Exit();
    }

    /// <summary>Waits for the program's end. Returns its exit code.</summary>
    public async Task<int> Exit()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        if (!_process.HasExited) await Stop();
        _process.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Take(string? line)
    {
        if (line is null) return;
        lock (_output) _output.Add(line);
        if (line.StartsWith("Ctrl-C", StringComparison.Ordinal)) _ready.TrySetResult();
    }
}
