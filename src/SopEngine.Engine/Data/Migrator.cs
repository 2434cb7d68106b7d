using System.Globalization;
using System.Reflection;
using Npgsql;

namespace SopEngine.Engine.Data;

/// <summary>
/// Brings a database's schema up to date: the numbered scripts of <c>Migrations/</c>, each in a transaction of its own, once.
/// Nodes that start together wait for each other.
/// </summary>
public static class Migrator
{
    /// <summary>Any number; all nodes must lock the same.</summary>
    private const long AdvisoryLock = 0x536F70456E67;

    private static readonly (int Version, string Name, string Sql)[] Scripts = [.. Load()];

    /// <summary>The newest schema that this program knows.</summary>
    public static int NewestVersion => Scripts[^1].Version;

    /// <param name="connectionString">Of the database's owner.</param>
    /// <exception cref="DatabaseUnusableException">The schema is newer than this program, or the user may not do what a script needs.</exception>
    public static async Task Migrate(string connectionString, CancellationToken cancellation)
    {
        // A connection of its own: the pool must not keep one that has no role set.
        var ownConnection = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0 };
        await using var connection = new NpgsqlConnection(ownConnection.ConnectionString);
        await connection.OpenAsync(cancellation);
        await connection.ExecuteNonQueryAsync($"select pg_advisory_lock({AdvisoryLock})", cancellation);
        await connection.ExecuteNonQueryAsync(
            "create table if not exists schema_version (version int primary key, name text not null, applied_at timestamptz not null default now())", cancellation);

        var applied = await Applied(connection, cancellation);
        if (applied > NewestVersion)
            throw new DatabaseUnusableException($"The database has schema version {applied}, but this program knows only {NewestVersion}. Run a newer SopEngine.");

        foreach (var script in Scripts.Where(script => script.Version > applied)) await Apply(connection, script, cancellation);
    }

    private static async Task<int> Applied(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select coalesce(max(version), 0) from schema_version", connection);
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task Apply(NpgsqlConnection connection, (int Version, string Name, string Sql) script, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        try
        {
            await connection.ExecuteNonQueryAsync(script.Sql, cancellation);
            await using var record = new NpgsqlCommand("insert into schema_version (version, name) values ($1, $2)", connection)
            {
                Parameters = { new() { Value = script.Version }, new() { Value = script.Name } },
            };
            await record.ExecuteNonQueryAsync(cancellation);
            await transaction.CommitAsync(cancellation);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new DatabaseUnusableException(
                $"The database user may not run migration {script.Name}: {e.MessageText}. It must own the database and either have CREATEROLE or be a member of the roles sop_app and sop_system.", e);
        }
    }

    private static IEnumerable<(int Version, string Name, string Sql)> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (int.Parse(resource.AsSpan(0, 4), CultureInfo.InvariantCulture), Path.GetFileNameWithoutExtension(resource), reader.ReadToEnd());
        }
    }
}

/// <summary>The database cannot be used; the message says in one line why and what to do.</summary>
public sealed class DatabaseUnusableException(string message, Exception? inner = null) : Exception(message, inner);
