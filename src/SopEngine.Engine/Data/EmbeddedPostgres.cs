using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace SopEngine.Engine.Data;

/// <summary>
/// A private PostgreSQL server, used when no connection string is set: made at the first start, reachable only through a Unix socket in
/// a folder closed to other users. It restarts by itself when it dies; a server left behind by a crash of this program is stopped at the
/// next start. As root it runs as the user <c>nobody</c>, because PostgreSQL refuses to run as root.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const string User = "sop";
    private const string Name = "sop";
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly ServerAccount _account;
    private readonly string _binaries;
    private readonly string _cluster;
    private readonly string _sockets;
    private readonly FileStream _lock;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private Task _watch = Task.CompletedTask;

    private EmbeddedPostgres(
        ServerAccount account, string folder, string binaries, FileStream fileLock, IReadOnlyDictionary<string, string> settings,
        ILogger log)
    {
        _account = account;
        _binaries = binaries;
        _cluster = Path.Combine(folder, "cluster");
        _sockets = Directory.CreateTempSubdirectory("sop-").FullName;
        _lock = fileLock;
        _settings = settings;
        _log = log;
        Folder = folder;
    }

    /// <summary>The data folder.</summary>
    public string Folder { get; }

    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = _sockets,
        Username = User,
        Database = Name,
    }.ConnectionString;

    /// <summary>The server's process id, from its <c>postmaster.pid</c>; null without one.</summary>
    public int? ProcessId =>
        int.TryParse(ReadFirstLine(Path.Combine(_cluster, "postmaster.pid")), CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>Starts the server on a data folder, and makes the folder if there is none.</summary>
    /// <param name="settings">Server settings over the defaults.</param>
    /// <exception cref="DatabaseUnusableException">Another program uses the folder, or the server cannot be started.</exception>
    public static async Task<EmbeddedPostgres> Start(
        string folder, ILogger log, CancellationToken cancellation, IReadOnlyDictionary<string, string>? settings = null)
    {
        if (OperatingSystem.IsWindows())
            throw new DatabaseUnusableException(
                "The embedded PostgreSQL runs on Linux and macOS. Set ConnectionStrings__Sop to the connection string of a server.");

        var account = ServerAccount.OfThisProcess();
        folder = await account.Reachable(Path.GetFullPath(folder), cancellation);
        var fileLock = Lock(folder);
        try
        {
            var binaries = await account.ReachableCopy(PostgresBinaries.Find(), Path.Combine(folder, "server"), cancellation);
            var server = new EmbeddedPostgres(account, folder, binaries, fileLock, settings ?? new Dictionary<string, string>(), log);
            await server.StopLeftover(cancellation);
            await server.Initialise(cancellation);
            await server.StartServer(cancellation);
            await server.CreateDatabase(cancellation);
            server._watch = server.Watch();
            return server;
        }
        catch
        {
            await fileLock.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watch;
        await PgCtl(["stop", "-m", "fast", "-w", "-t", "30"], CancellationToken.None);
        Directory.Delete(_sockets, recursive: true);
        await _lock.DisposeAsync();
        _stopping.Dispose();
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseUnusableException(
                $"The data directory {folder} is in use by another SopEngine. Stop that one, or set Sop__DataDirectory to another folder.",
                e);
        }
    }

    /// <summary>Stops a server whose program has died: this process holds the lock, so no other program uses it.</summary>
    private async Task StopLeftover(CancellationToken cancellation)
    {
        if (!File.Exists(Path.Combine(_cluster, "postmaster.pid"))) return;
        await PgCtl(["stop", "-m", "fast", "-w", "-t", "30"], cancellation);
    }

    private async Task Initialise(CancellationToken cancellation)
    {
        if (File.Exists(Path.Combine(_cluster, "PG_VERSION"))) return;

        // Made aside and moved into place: a crash in between leaves no half-made cluster.
        var unfinished = _cluster + ".unfinished";
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        Directory.CreateDirectory(unfinished);
        await _account.Own(unfinished, cancellation);
        var made = await _account.Run(
            Program("initdb"),
            ["-D", unfinished, "-U", User, "-A", "trust", "-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
            cancellation);
        if (made.ExitCode != 0) throw new DatabaseUnusableException($"The embedded PostgreSQL could not be made: {made.LastLine}");
        Directory.Move(unfinished, _cluster);
    }

    private async Task StartServer(CancellationToken cancellation)
    {
        await _account.Own(_sockets, cancellation);
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "",
            ["unix_socket_directories"] = _sockets,
            ["max_connections"] = "200",
            ["shared_buffers"] = "256MB",
            ["max_wal_size"] = "2GB",
        };
        foreach (var (name, value) in _settings) settings[name] = value;

        var log = Path.Combine(_cluster, "server.log");
        var options = string.Join(' ', settings.Select(setting => $"-c {setting.Key}='{setting.Value}'"));
        var started = await PgCtl(["start", "-w", "-t", "60", "-l", log, "-o", options], cancellation);
        if (started.ExitCode != 0)
            throw new DatabaseUnusableException($"The embedded PostgreSQL in {Folder} did not start: {LastLine(log) ?? started.LastLine}");
    }

    private async Task CreateDatabase(CancellationToken cancellation)
    {
        var maintenance = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(maintenance.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var exists = new NpgsqlCommand($"select 1 from pg_database where datname = '{Name}'", connection);
        if (await exists.ExecuteScalarAsync(cancellation) is null)
            await connection.ExecuteNonQueryAsync($"create database {Name}", cancellation);
    }

    private async Task Watch()
    {
        using var timer = new PeriodicTimer(LookEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                if (IsAlive()) continue;
                _log.LogWarning("The embedded PostgreSQL is gone; starting it again");
                try
                {
                    await StartServer(_stopping.Token);
                }
                catch (DatabaseUnusableException e)
                {
                    _log.LogError("{Message}", e.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private bool IsAlive()
    {
        if (ProcessId is not { } id) return false;
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private Task<ServerAccount.Outcome> PgCtl(string[] arguments, CancellationToken cancellation) =>
        _account.Run(Program("pg_ctl"), [.. arguments, "-D", _cluster], cancellation);

    private string Program(string name) => Path.Combine(_binaries, "bin", name);

    private static string? ReadFirstLine(string file) => File.Exists(file) ? File.ReadLines(file).FirstOrDefault() : null;

    private static string? LastLine(string file) => File.Exists(file) ? File.ReadLines(file).LastOrDefault() : null;
}
