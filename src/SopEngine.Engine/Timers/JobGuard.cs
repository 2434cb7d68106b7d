using Dapper;
using Npgsql;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Timers;

/// <summary>Lets one node at a time run a job. The lock is the session's, so it ends with its node, however that dies.</summary>
internal sealed class JobGuard : IAsyncDisposable
{
    private const int Tries = 20;
    private const string Key = "hashtext('sop.jobs'), hashtext(@name)";

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    private readonly NpgsqlConnection _connection;
    private readonly string _name;

    private JobGuard(NpgsqlConnection connection, string name) => (_connection, _name) = (connection, name);

    /// <summary>Waits a moment for a run that is about to end. Null when the job still runs elsewhere.</summary>
    public static async Task<JobGuard?> TryTake(SopDatabase database, string name, CancellationToken cancellation)
    {
        var connection = await database.System.OpenConnectionAsync(cancellation);
        try
        {
            for (var tries = 0; tries < Tries; tries++)
            {
                if (tries > 0) await Task.Delay(Between, cancellation);
                if (await connection.ExecuteScalarAsync<bool>(
                    new CommandDefinition($"select pg_try_advisory_lock({Key})", new { name }, cancellationToken: cancellation))) return new JobGuard(connection, name);
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
            await _connection.ExecuteAsync($"select pg_advisory_unlock({Key})", new { name = _name });
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The session is broken, and with it the lock gone.
        }
        finally
        {
            await _connection.DisposeAsync();
        }
    }
}
