using Npgsql;

namespace SopEngine.Engine.Data;

/// <summary>
/// Detects a pooler that lends a server session for one transaction only, as PgBouncer does in its transaction mode. Notifications,
/// prepared statements and the lock of migrations need a session that stays.
/// </summary>
public static class Pooler
{
    private const int Tries = 5;

    /// <exception cref="DatabaseUnusableException">Such a pooler stands before the database.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public static async Task Refuse(string connectionString, CancellationToken cancellation)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
        await using var first = await Open(unpooled, cancellation);
        await using var second = await Open(unpooled, cancellation);
        for (var i = 0; i < Tries; i++)
        {
            // Two clients share one server session: the second gets the session that the first has just given back.
            if (await Backend(first, cancellation) != await Backend(second, cancellation)) continue;
            throw new DatabaseUnusableException(
                "ConnectionStrings__Sop leads to a pooler that lends a session for one transaction only "
                + "(PgBouncer's pool_mode = transaction). "
                + "Connect to PostgreSQL itself or to a pool with pool_mode = session.");
        }
    }

    private static async Task<NpgsqlConnection> Open(string connectionString, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        return connection;
    }

    private static async Task<int> Backend(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select pg_backend_pid()", connection);
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
