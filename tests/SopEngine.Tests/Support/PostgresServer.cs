using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Schedules;
using SopEngine.Engine.Units;
using SopEngine.Tests.Support;
using SopEngine.Web.Accounts;
using SopEngine.Web.Demo;
using SopEngine.Web.Offices;

namespace SopEngine.Tests;

/// <summary>
/// The server of all tests: <c>ConnectionStrings__Sop</c> when set, otherwise an embedded one. Every test
/// fixture gets a database of its own, copied from one that is migrated once.
/// </summary>
[SetUpFixture]
public sealed class PostgresServer
{
    private static EmbeddedPostgres? _embedded;
    private static string _folder = "";
    private static string _server = "";
    private static string _template = "";
    private static int _databases;

    [OneTimeSetUp]
    public async Task Start()
    {
        if (Environment.GetEnvironmentVariable("ConnectionStrings__Sop") is { Length: > 0 } given)
        {
            _server = given;
        }
        else
        {
            _folder = Path.Combine(Path.GetTempPath(), $"sop-tests-{Environment.ProcessId}");
            // Nothing here has to survive a power cut.
            var settings = new Dictionary<string, string> { ["fsync"] = "off", ["full_page_writes"] = "off", ["max_connections"] = "400" };
            _embedded = await EmbeddedPostgres.Start(_folder, NullLogger.Instance, CancellationToken.None, settings);
            _server = _embedded.ConnectionString;
        }

        _template = $"sop_test_{Environment.ProcessId}";
        await Execute($"create database {_template}");
        await Migrator.Migrate(Of(_template, pooling: false), CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await Chromium.Stop();
        NpgsqlConnection.ClearAllPools();
        await Drop(_template + "_demo");
        await Drop(_template);
        if (_embedded is null) return;
        await _embedded.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Connection string of a new database with the newest schema and nothing in it.</summary>
    public static async Task<string> Create()
    {
        var name = $"{_template}_{Interlocked.Increment(ref _databases)}";
        await Execute($"create database {name} template {_template}");
        return Of(name, pooling: true);
    }

    /// <summary>Connection string of a new database with the demo offices, their people and their SOPs.</summary>
    public static async Task<string> CreateWithDemo()
    {
        await Demo.Value;
        var name = $"{_template}_{Interlocked.Increment(ref _databases)}";
        await Execute($"create database {name} template {_template}_demo");
        return Of(name, pooling: true);
    }

    /// <summary>Connection string of a new database without any schema.</summary>
    public static async Task<string> CreateEmpty()
    {
        var name = $"{_template}_{Interlocked.Increment(ref _databases)}";
        await Execute($"create database {name}");
        return Of(name, pooling: true);
    }

    public static Task Drop(string database) => Execute($"drop database if exists {database} with (force)");

    // Made once: hashing and publishing take longer than copying a database.
    private static readonly Lazy<Task> Demo = new(async () =>
    {
        await Execute($"create database {_template}_demo template {_template}");
        await using var database = new SopDatabase(Of(_template + "_demo", pooling: false));
        var offices = new OfficeStore(database, new PasswordHasher<Account>());
        var clock = NodaTime.SystemClock.Instance;
        var schedules = new ScheduleStore(database, new UnitCalendars(database), clock);
        await new DemoOffices(offices, new DefinitionStore(database, clock), schedules, database, clock)
            .Create(TestApp.Password, CancellationToken.None);
    });

    private static string Of(string database, bool pooling) =>
        new NpgsqlConnectionStringBuilder(_server) { Database = database, Pooling = pooling, MaxPoolSize = 20 }.ConnectionString;

    /// <summary>Runs a statement on the server, outside the tests' databases.</summary>
    public static async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 60 };
        await command.ExecuteNonQueryAsync();
    }
}
