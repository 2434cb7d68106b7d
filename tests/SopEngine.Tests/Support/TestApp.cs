using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web;

namespace SopEngine.Tests.Support;

/// <summary>The whole service on a port of its own, with its own database of the demo offices.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    public const string Password = "kata-sandi-uji-coba";

    private readonly WebApplication _app;
    private readonly string _connectionString;
    private bool _isFirst = true;

    private TestApp(WebApplication app, string connectionString)
    {
        _app = app;
        _connectionString = connectionString;
        Address = new Uri(app.Urls.Single());
    }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    public SopDatabase Database => Services.GetRequiredService<SopDatabase>();

    public static Task<TestApp> Start(params string[] settings) => Start(prepare: null, settings);

    /// <param name="services">Adds or replaces services.</param>
    public static async Task<TestApp> Start(Action<IServiceCollection> services) =>
        await Serve(await PostgresServer.CreateWithDemo(), [], services);

    /// <param name="prepare">Fills the database before the service starts; null for nothing.</param>
    /// <param name="settings">Arguments of the command line: <c>--Smtp:Host=...</c>.</param>
    public static async Task<TestApp> Start(Func<string, Task>? prepare, params string[] settings)
    {
        var connectionString = await PostgresServer.CreateWithDemo();
        if (prepare is not null) await prepare(connectionString);
        return await Serve(connectionString, settings);
    }

    /// <summary>A node with another connection string to the same database. Stop it first.</summary>
    public async Task<TestApp> NodeBy(Func<string, string> way)
    {
        var node = await Serve(way(_connectionString), []);
        node._isFirst = false;
        return node;
    }

    /// <summary>A second node over the same database. Stop it first.</summary>
    public async Task<TestApp> AnotherNode()
    {
        var node = await Serve(_connectionString, []);
        node._isFirst = false;
        return node;
    }

    private static async Task<TestApp> Serve(string connectionString, string[] settings, Action<IServiceCollection>? services = null)
    {
        var builder = Server.Builder(["--environment", "Development", .. settings]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.UseStaticWebAssets();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        services?.Invoke(builder.Services);
        var app = Server.Build(builder, connectionString);
        await app.StartAsync();
        return new TestApp(app, connectionString);
    }

    /// <summary>A client of the API, signed in unless the name is null.</summary>
    public async Task<ApiClient> Client(string? userName = null)
    {
        var client = new ApiClient(Address);
        if (userName is not null) await client.SignIn(userName, Password);
        return client;
    }

    public async Task<int> Unit(string code) =>
        (await Scalar<int?>("select id from units where code = @code", new { code }))!.Value;

    /// <summary>Id of the person with this user name.</summary>
    public async Task<long> Person(string userName) =>
        (await Scalar<long?>("select id from people where user_name = @userName", new { userName }))!.Value;

    /// <summary>Runs statements as the database's owner.</summary>
    public async Task Owner(string sql)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await Dapper.SqlMapper.ExecuteAsync(connection, sql);
    }

    public async Task<T?> Scalar<T>(string sql, object? parameters = null)
    {
        await using var connection = await Database.System.OpenConnectionAsync();
        return await Dapper.SqlMapper.ExecuteScalarAsync<T>(connection, sql, parameters);
    }

    public async Task<List<Discrepancy>> Verify()
    {
        var found = new List<Discrepancy>();
        await foreach (var discrepancy in new HistoryVerifier(Database, Services.GetRequiredService<FlowCache>()).Verify())
            found.Add(discrepancy);
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_isFirst) await PostgresServer.Drop(new NpgsqlConnectionStringBuilder(_connectionString).Database!);
    }
}
