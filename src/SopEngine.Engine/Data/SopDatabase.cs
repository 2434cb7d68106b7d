using System.Data;
using System.Globalization;
using Dapper;
using Npgsql;

namespace SopEngine.Engine.Data;

/// <summary>
/// The database, seen through its two roles. As <see cref="App"/>, row-level security shows only the units that a transaction names;
/// as <see cref="System"/> all of them. Sessions keep no state between uses, so they are not reset when they return to the pool.
/// </summary>
/// <remarks>
/// Statements are prepared explicitly, never by Npgsql's automatism: a statement that fails in the very use that auto-prepares it leaves
/// the client without the statement's description, and each later use of that connection reads the results of another statement
/// (npgsql#6391). Explicit preparation has a round trip of its own, once a connection, in which nothing is bound or run.
/// </remarks>
public sealed class SopDatabase : IAsyncDisposable
{
    /// <summary>
    /// Part of a select list that binds a transaction to units. The role is set with them, so that no transaction depends on the earlier
    /// use of its connection. <c>@sopUnits</c> is a text of <see cref="Units"/>.
    /// </summary>
    public const string BindToUnits = "set_config('role', 'sop_app', true), set_config('sop.units', @sopUnits, true) as units";

    /// <summary>The same as a statement of a batch, with the units as its first parameter.</summary>
    internal const string BindBatch = "select set_config('role', 'sop_app', true), set_config('sop.units', $1, true) as units";

    /// <summary>Bounds the server's memory: it keeps plans for each connection, and some pages compose their statements.</summary>
    private const int MostPrepared = 300;

    /// <summary>Npgsql's default, in seconds.</summary>
    private const int UsualTimeout = 15;

    /// <summary>In seconds: for opening a connection and for preparing statements on it.</summary>
    internal const int ShortTimeout = 5;

    /// <summary>Npgsql's default. Both roles of two nodes would be more than a server's usual 100.</summary>
    private const int UsualPool = 100;
    private const int AppPool = 30;
    private const int SystemPool = 15;

    private readonly string _unpooled;
    private readonly HashSet<string> _prepared = [];
    private readonly Lock _lock = new();

    static SopDatabase() => SqlTypes.Register();

    public SopDatabase(string connectionString)
    {
        App = DataSource(connectionString, "sop_app");
        System = DataSource(connectionString, "sop_system");
        _unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
    }

    /// <summary>Connections for work within units; see <see cref="Units"/>.</summary>
    public NpgsqlDataSource App { get; }

    /// <summary>Connections for work across units.</summary>
    public NpgsqlDataSource System { get; }

    /// <summary>The value of <c>sop.units</c> that opens these units to a transaction.</summary>
    public static string Units(params IEnumerable<int> units) =>
        string.Join(',', units.Select(unit => unit.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Runs a query within one unit, in one round trip. The statement sees <c>@unit</c>.</summary>
    public Task<List<T>> Query<T>(int unit, string sql, object? parameters, CancellationToken cancellation) =>
        QueryMany(unit, sql, parameters, async results => (await results.ReadAsync<T>()).AsList(), cancellation);

    /// <inheritdoc cref="Query{T}"/>
    public async Task<T?> QuerySingle<T>(int unit, string sql, object? parameters, CancellationToken cancellation) =>
        (await Query<T>(unit, sql, parameters, cancellation)).SingleOrDefault();

    /// <summary>Runs several queries within one unit, in one round trip, and reads their results in order.</summary>
    /// <param name="read">Reads every result, or returns null before it has.</param>
    /// <exception cref="MisreadException">The connection answered another question than the one asked.</exception>
    public async Task<TResult> QueryMany<TResult>(
        int unit, string sql, object? parameters, Func<SqlMapper.GridReader, Task<TResult>> read, CancellationToken cancellation)
    {
        await using var connection = await App.OpenConnectionAsync(cancellation);
        try
        {
            await using var results = await connection.QueryMultipleAsync(Command(unit, sql, parameters, cancellation));
            var (_, units) = await results.ReadSingleAsync<(string Role, string Units)>();
            if (units != Units(unit)) throw Misread();
            var result = await read(results);
            if (!results.IsConsumed && result is not null) throw Misread();
            return result;
        }
        catch (InvalidOperationException e) when (connection.State != ConnectionState.Open)
        {
            throw new NpgsqlException("The connection broke off between two results.", e);
        }
    }

    /// <summary>Runs a statement within one unit, in one round trip and one transaction.</summary>
    public async Task Execute(int unit, string sql, object? parameters, CancellationToken cancellation)
    {
        await using var connection = await App.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(Command(unit, sql, parameters, cancellation));
    }

    /// <summary>
    /// True when the database answers a fresh connection in time. Asks on a thread of its own: on the shared ones, the question would also
    /// wait for whatever keeps them busy.
    /// </summary>
    public Task<bool> Answers(int seconds)
    {
        var answers = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => answers.SetResult(Ask())) { IsBackground = true, Name = "database watch" }.Start();
        return answers.Task;

        bool Ask()
        {
            var own = new NpgsqlConnectionStringBuilder(_unpooled) { Timeout = seconds, CommandTimeout = seconds };
            using var connection = new NpgsqlConnection(own.ConnectionString);
            try
            {
                connection.Open();
                using var nothing = new NpgsqlCommand("select 1", connection);
                nothing.ExecuteNonQuery();
                return true;
            }
            catch (Exception)
            {
                // Any fault: one that left a thread of its own would end the process.
                return false;
            }
        }
    }

    /// <summary>Closes every connection that is idle, and each busy one when it comes back.</summary>
    public void Clear()
    {
        App.Clear();
        System.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await System.DisposeAsync();
    }

    private MisreadException Misread()
    {
        Clear();
        return new MisreadException();
    }

    /// <summary>Both statements go out together and are one transaction of their own, so the settings end with them.</summary>
    private CommandDefinition Command(int unit, string sql, object? parameters, CancellationToken cancellation)
    {
        var all = new DynamicParameters(parameters);
        all.Add("sopUnits", Units(unit));
        all.Add("unit", unit);
        return new CommandDefinition(
            $"select {BindToUnits};{sql}", IsPrepared(sql) ? new PreparedParameters(all) : all, cancellationToken: cancellation);
    }

    private bool IsPrepared(string sql)
    {
        lock (_lock) return _prepared.Contains(sql) || (_prepared.Count < MostPrepared && _prepared.Add(sql));
    }

    private static NpgsqlDataSource DataSource(string connectionString, string role)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        var settings = builder.ConnectionStringBuilder;
        settings.NoResetOnClose = true;
        settings.MaxAutoPrepare = 0;
        settings.ApplicationName ??= "SopEngine";
        if (settings.Timeout == UsualTimeout) settings.Timeout = ShortTimeout;
        if (settings.MaxPoolSize == UsualPool) settings.MaxPoolSize = role == "sop_app" ? AppPool : SystemPool;
        // One plan is good for all parameters of a statement; planning each time anew would cost more than running it. No statement runs
        // long enough to be worth compiling, but the server may compile a plan whose limit it does not know.
        var begin = $"set role {role}; set plan_cache_mode = force_generic_plan; set jit = off";
        builder.UsePhysicalConnectionInitializer(
            connection => connection.Execute(begin), connection => connection.ExecuteNonQueryAsync(begin));
        return builder.Build();
    }

    /// <summary>
    /// Prepares the command when Dapper has given it its parameters. The first use of a statement on a connection blocks its thread for a
    /// round trip, since Dapper's hook is synchronous; every later use finds the statement prepared.
    /// </summary>
    private sealed class PreparedParameters(SqlMapper.IDynamicParameters parameters) : SqlMapper.IDynamicParameters
    {
        public void AddParameters(IDbCommand command, SqlMapper.Identity identity)
        {
            parameters.AddParameters(command, identity);
            // As BatchBuilding.PrepareSoon does it.
            var patience = command.CommandTimeout;
            command.CommandTimeout = ShortTimeout;
            command.Prepare();
            command.CommandTimeout = patience;
        }
    }
}

/// <summary>
/// A connection answered another question than the one asked. Its results may not be shown or stored, and all connections are made anew.
/// </summary>
public sealed class MisreadException()
    : Exception("A connection to the database answered another question than was asked. All connections are made anew.");
