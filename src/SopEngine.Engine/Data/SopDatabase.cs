using System.Globalization;
using Dapper;
using Npgsql;

namespace SopEngine.Engine.Data;

/// <summary>
/// The database, seen through its two roles. As <see cref="App"/>, row-level security shows only the units that a transaction names;
/// as <see cref="System"/> all of them. Sessions keep no state between uses, so they are not reset when they return to the pool.
/// </summary>
public sealed class SopDatabase : IAsyncDisposable
{
    private const string BindToUnit = "select set_config('sop.units', @sopUnits, true);";

    static SopDatabase() => SqlTypes.Register();

    public SopDatabase(string connectionString)
    {
        App = DataSource(connectionString, "sop_app");
        System = DataSource(connectionString, "sop_system");
    }

    /// <summary>For work within units; see <see cref="Units"/>.</summary>
    public NpgsqlDataSource App { get; }

    /// <summary>For work across units.</summary>
    public NpgsqlDataSource System { get; }

    /// <summary>The value of <c>sop.units</c> that opens these units to a transaction.</summary>
    public static string Units(IEnumerable<int> units) => string.Join(',', units.Select(unit => unit.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Runs a query within one unit, in one round trip. The statement sees <c>@unit</c>.</summary>
    public async Task<List<T>> Query<T>(int unit, string sql, object? parameters, CancellationToken cancellation)
    {
        await using var connection = await App.OpenConnectionAsync(cancellation);
        await using var results = await Multiple(connection, unit, sql, parameters, cancellation);
        return (await results.ReadAsync<T>()).AsList();
    }

    /// <inheritdoc cref="Query{T}"/>
    public async Task<T?> QuerySingle<T>(int unit, string sql, object? parameters, CancellationToken cancellation) =>
        (await Query<T>(unit, sql, parameters, cancellation)).SingleOrDefault();

    /// <summary>Runs several queries within one unit, in one round trip, and reads their results in order.</summary>
    public async Task<TResult> QueryMany<TResult>(
        int unit, string sql, object? parameters, Func<SqlMapper.GridReader, Task<TResult>> read, CancellationToken cancellation)
    {
        await using var connection = await App.OpenConnectionAsync(cancellation);
        await using var results = await Multiple(connection, unit, sql, parameters, cancellation);
        return await read(results);
    }

    /// <summary>Runs a statement within one unit, in one round trip and one transaction.</summary>
    public async Task Execute(int unit, string sql, object? parameters, CancellationToken cancellation)
    {
        await using var connection = await App.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(Command(unit, sql, parameters, cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await System.DisposeAsync();
    }

    private static async Task<SqlMapper.GridReader> Multiple(NpgsqlConnection connection, int unit, string sql, object? parameters, CancellationToken cancellation)
    {
        var results = await connection.QueryMultipleAsync(Command(unit, sql, parameters, cancellation));
        await results.ReadAsync<string>();
        return results;
    }

    /// <summary>Both statements go out together and are one transaction of their own, so the setting ends with them.</summary>
    private static CommandDefinition Command(int unit, string sql, object? parameters, CancellationToken cancellation)
    {
        var all = new DynamicParameters(parameters);
        all.Add("sopUnits", Units([unit]));
        all.Add("unit", unit);
        return new CommandDefinition(BindToUnit + sql, all, cancellationToken: cancellation);
    }

    private static NpgsqlDataSource DataSource(string connectionString, string role)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        builder.ConnectionStringBuilder.MaxAutoPrepare = 200;
        builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        builder.ConnectionStringBuilder.ApplicationName ??= "SopEngine";
        // Every statement is written so that one plan is good for all its parameters; planning each time anew would cost more than running it.
        // Nor is any long enough to be worth compiling, which a server may think of a plan whose limit it does not know.
        var begin = $"set role {role}; set plan_cache_mode = force_generic_plan; set jit = off";
        builder.UsePhysicalConnectionInitializer(connection => connection.Execute(begin), connection => connection.ExecuteNonQueryAsync(begin));
        return builder.Build();
    }
}
