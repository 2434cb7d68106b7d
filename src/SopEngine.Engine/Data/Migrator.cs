using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace SopEngine.Engine.Data;

/// <summary>A numbered script of <c>Migrations/</c>. Once released it is never changed: databases were made by it.</summary>
internal sealed record Migration(int Version, string Name, string Sql)
{
    private const string Extension = ".sql";

    /// <summary>The scripts of this program, oldest first.</summary>
    public static IReadOnlyList<Migration> All { get; } = [.. Load()];

    /// <summary>SHA-256 of the script.</summary>
    public byte[] Checksum => SHA256.HashData(Encoding.UTF8.GetBytes(Sql));

    private static IEnumerable<Migration> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var names = assembly.GetManifestResourceNames().Where(name => name.EndsWith(Extension, StringComparison.Ordinal));
        foreach (var resource in names.Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var version = int.Parse(resource.AsSpan(0, 4), CultureInfo.InvariantCulture);
            // Git may write other line ends on another system.
            yield return new Migration(version, resource[..^Extension.Length], reader.ReadToEnd().ReplaceLineEndings("\n"));
        }
    }
}

/// <summary>
/// Brings a database's schema up to date: runs the migrations that it lacks, each in a transaction of its own, once. Nodes that start
/// together wait for each other.
/// </summary>
public static class Migrator
{
    /// <summary>Any number; all nodes must lock the same.</summary>
    private const long AdvisoryLock = 0x536F70456E67;

    /// <summary>The newest schema that this program knows.</summary>
    public static int NewestVersion => Migration.All[^1].Version;

    /// <param name="connectionString">The connection string of the database's owner.</param>
    /// <exception cref="DatabaseUnusableException">
    /// The schema is newer than this program, was made by other scripts, or the user lacks a script's rights.
    /// </exception>
    public static Task Migrate(string connectionString, CancellationToken cancellation) =>
        Migrate(connectionString, Migration.All, cancellation);

    internal static async Task Migrate(string connectionString, IReadOnlyList<Migration> migrations, CancellationToken cancellation)
    {
        // A connection of its own: the pool must not keep one that has no role set.
        var ownConnection = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0 };
        await using var connection = new NpgsqlConnection(ownConnection.ConnectionString);
        await connection.OpenAsync(cancellation);
        await connection.ExecuteNonQueryAsync($"select pg_advisory_lock({AdvisoryLock})", cancellation);
        await connection.ExecuteNonQueryAsync(
            """
            create table if not exists schema_version
              (version int primary key, name text not null, checksum bytea, applied_at timestamptz not null default now());
            alter table schema_version add column if not exists checksum bytea
            """,
            cancellation);

        var applied = await Applied(connection, cancellation);
        foreach (var (version, checksum) in applied) Check(version, checksum);
        foreach (var migration in migrations.Where(migration => !applied.ContainsKey(migration.Version)))
            await Apply(connection, migration, cancellation);

        void Check(int version, byte[]? checksum)
        {
            if (checksum is null)
            {
                throw new DatabaseUnusableException(
                    "The database was made before the first release, whose schema begins anew. Start with a new database.");
            }

            if (version > migrations[^1].Version)
            {
                throw new DatabaseUnusableException(
                    $"The database has schema version {version}, but this program knows only {migrations[^1].Version}. "
                    + "Run a newer SopEngine.");
            }

            if (migrations.FirstOrDefault(migration => migration.Version == version) is not { } own
                || !own.Checksum.SequenceEqual(checksum))
            {
                throw new DatabaseUnusableException(
                    $"Migration {version} of the database is not the one of this program. Run the SopEngine that made the database, or a "
                    + "newer release.");
            }
        }
    }

    private static async Task<SortedDictionary<int, byte[]?>> Applied(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var applied = new SortedDictionary<int, byte[]?>();
        await using var command = new NpgsqlCommand("select version, checksum from schema_version", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var checksum = await reader.IsDBNullAsync(1, cancellation) ? null : await reader.GetFieldValueAsync<byte[]>(1, cancellation);
            applied.Add(reader.GetInt32(0), checksum);
        }

        return applied;
    }

    private static async Task Apply(NpgsqlConnection connection, Migration migration, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        try
        {
            await connection.ExecuteNonQueryAsync(migration.Sql, cancellation);
            const string Sql = "insert into schema_version (version, name, checksum) values ($1, $2, $3)";
            await using var record = new NpgsqlCommand(Sql, connection)
            {
                Parameters =
                {
                    new() { Value = migration.Version },
                    new() { Value = migration.Name },
                    new() { Value = migration.Checksum },
                },
            };
            await record.ExecuteNonQueryAsync(cancellation);
            await transaction.CommitAsync(cancellation);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new DatabaseUnusableException(
                $"The database user may not run migration {migration.Name}: {e.MessageText}. "
                + "It must own the database and either have CREATEROLE or be a member of the roles sop_app and sop_system.", e);
        }
    }
}

/// <summary>The database cannot be used; the message says in one line why and what to do.</summary>
public sealed class DatabaseUnusableException(string message, Exception? inner = null) : Exception(message, inner);
