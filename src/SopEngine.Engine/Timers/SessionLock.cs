using System.Diagnostics;
using Dapper;
using Npgsql;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Timers;

/// <summary>An advisory lock of one database session. It ends with its node, also when that crashes.</summary>
internal sealed class SessionLock : IAsyncDisposable, IDisposable
{
    private const string Key = "hashtext(@scope), hashtext(@name)";

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    private readonly NpgsqlConnection _connection;
    private readonly object _key;

    private SessionLock(NpgsqlConnection connection, object key) => (_connection, _key) = (connection, key);

    /// <summary>Takes the lock; null when another session still has it at the end of the patience.</summary>
    public static async Task<SessionLock?> TryTake(
        SopDatabase database, string scope, string name, TimeSpan patience, CancellationToken cancellation)
    {
        var key = new { scope, name };
        var connection = await database.System.OpenConnectionAsync(cancellation);
        try
        {
            for (var waited = Stopwatch.StartNew(); ; await Task.Delay(Between, cancellation))
            {
                var take = new CommandDefinition($"select pg_try_advisory_lock({Key})", key, cancellationToken: cancellation);
                if (await connection.ExecuteScalarAsync<bool>(take)) return new SessionLock(connection, key);
                if (waited.Elapsed >= patience) break;
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _connection.ExecuteAsync($"select pg_advisory_unlock({Key})", _key);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The session is broken, and the lock is gone with it.
        }
        finally
        {
            await _connection.DisposeAsync();
        }
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
