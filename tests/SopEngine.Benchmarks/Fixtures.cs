using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Data;

namespace SopEngine.Benchmarks;

/// <summary>Definitions and form values for the benchmarks.</summary>
internal static class Fixtures
{
    /// <summary>The folder of the shipped definitions.</summary>
    public static string Workflows
    {
        get
        {
            var at = new DirectoryInfo(AppContext.BaseDirectory);
            while (!Directory.Exists(Path.Combine(at.FullName, "workflows"))) at = at.Parent!;
            return Path.Combine(at.FullName, "workflows");
        }
    }

    /// <summary>Values that a step's form accepts.</summary>
    public static JsonElement Form(Step step) => step.Fields.Count == 0
        ? default
        : JsonSerializer.SerializeToElement(step.Fields.Where(field => field.Required).ToDictionary(field => field.Name, Value));

    /// <summary>No two bills of an office have the same code, and no two payments the same number.</summary>
    private static int _codes;

    private static object Value(FormField field) => field.Type switch
    {
        FieldType.Number or FieldType.Money => 3,
        FieldType.DateTime => Moment(field.Name),
        FieldType.Table => new[]
        {
            field.Columns.Where(column => column.Required).ToDictionary(column => column.Name, Value),
        },
        FieldType.Text when field.Name == "kodeBilling" => $"8202{Interlocked.Increment(ref _codes):00000000000}",
        FieldType.Text when field.Name == "ntpn" => $"A1B2C3D4{Interlocked.Increment(ref _codes):00000000}",
        FieldType.Text when field.Format is { } format => format.Example,
        FieldType.Boolean => true,
        FieldType.Date => "2026-11-23",
        FieldType.Choice => field.Options[0],
        _ => "isian",
    };

    /// <summary>A bill ends in a week; all else is now.</summary>
    internal static string Moment(string field) => FormMoments.DateTime.Format(
        (SystemClock.Instance.GetCurrentInstant() + (field == "jatuhTempo" ? Duration.FromDays(7) : Duration.Zero))
            .InZone(DateTimeZoneProviders.Tzdb["Asia/Jakarta"]).LocalDateTime);
}

/// <summary>A new database for one benchmark, on the server of <c>ConnectionStrings__Sop</c> or on an embedded one.</summary>
internal sealed class BenchmarkDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _server;
    private readonly string _folder;
    private readonly string _maintenance;
    private readonly string _name;

    private BenchmarkDatabase(EmbeddedPostgres? server, string folder, string maintenance, string name)
    {
        _server = server;
        _folder = folder;
        _maintenance = maintenance;
        _name = name;
    }

    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(_maintenance) { Database = _name, MaxPoolSize = 64 }.ConnectionString;

    /// <summary>The log of the embedded server; null for another server.</summary>
    public string? ServerLog => _server is null ? null : Path.Combine(_server.Folder, "cluster", "server.log");

    /// <summary>The process id of the embedded server; null for another server.</summary>
    public int? ServerProcess => _server?.ProcessId;

    /// <param name="label">Tells the databases of one benchmark apart.</param>
    public static async Task<BenchmarkDatabase> Create(string label = "one", Dictionary<string, string>? settings = null)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"sop-benchmark-{Environment.ProcessId}-{label}");
        var given = Environment.GetEnvironmentVariable("ConnectionStrings__Sop");
        // A long-running server reuses its log segments; a new one would fill each with zeros first, while all transactions wait.
        settings = new Dictionary<string, string>(settings ?? [])
        {
            ["shared_buffers"] = "2GB",
            ["max_wal_size"] = "16GB",
            ["wal_init_zero"] = "off",
        };
        var server = string.IsNullOrEmpty(given)
            ? await EmbeddedPostgres.Start(folder, NullLogger.Instance, CancellationToken.None, settings)
            : null;
        var database = new BenchmarkDatabase(
            server, folder, server?.ConnectionString ?? given!, $"sop_benchmark_{Environment.ProcessId}_{label}");
        await database.Maintain($"create database {database._name}");
        await Migrator.Migrate(database.ConnectionString, CancellationToken.None);
        return database;
    }

    /// <summary>Runs statements as the owner. Row-level security binds an owner without superuser rights: set the system role.</summary>
    public async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await Maintain($"drop database {_name} with (force)");
        if (_server is null) return;
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task Maintain(string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_maintenance) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
