using System.Collections.Concurrent;
using Hangfire.PostgreSql;
using Hangfire.Server;
using Hangfire.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Timers;

/// <summary>
/// Hangfire's storage, with two differences. A server that cannot be registered runs nevertheless: Hangfire would stop all its work until
/// then, and no task would be escalated while Hangfire's tables are locked or missing. And its locks are sessions' locks: Hangfire's rows
/// would outlive a node that dies, and no node would schedule a recurring job until they expire.
/// </summary>
internal sealed class SteadyStorage(SopDatabase database, ILogger<SteadyStorage> log)
    : PostgreSqlStorage(new Connections(database), Settings)
{
    /// <summary>A node wakes its own workers. Only jobs that a node queued and did not begin before it died wait for a poll.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(30);

    /// <summary>A job that died with its node is run again after this and a poll. Together they are less than a minute.</summary>
    private static readonly TimeSpan HeldFor = TimeSpan.FromSeconds(20);

    private static readonly PostgreSqlStorageOptions Settings = new()
    {
        // A migration makes the tables, as their owner.
        PrepareSchemaIfNecessary = false,
        StartupConnectionMaxRetries = 0,
        AllowDegradedModeWithoutStorage = false,
        QueuePollInterval = Poll,
        UseSlidingInvisibilityTimeout = true,
        InvisibilityTimeout = HeldFor,
        // For the only lock that is still a row: the one for deleting expired rows.
        DistributedLockTimeout = HeldFor,
        CountersAggregateInterval = TimeSpan.FromHours(1),
    };

    internal const string Scope = "sop.hangfire";

    private readonly ConcurrentDictionary<string, ServerContext> _servers = new();

    private readonly SopDatabase _database = database;

    public override IStorageConnection GetConnection() => new Connection(this);

    private sealed class Connection(SteadyStorage storage) : PostgreSqlConnection(storage)
    {
        public override IDisposable AcquireDistributedLock(string resource, TimeSpan timeout) =>
            SessionLock.TryTake(storage._database, Scope, resource, timeout, CancellationToken.None).GetAwaiter().GetResult()
            ?? throw new DistributedLockTimeoutException(resource);

        public override void AnnounceServer(string serverId, ServerContext context)
        {
            storage._servers[serverId] = context;
            // Not awaited: a locked table would hold up the start of everything.
            _ = Task.Run(() => Try(serverId, () => base.AnnounceServer(serverId, context)));
        }

        public override void Heartbeat(string serverId) => Try(serverId, () =>
        {
            try
            {
                base.Heartbeat(serverId);
            }
            catch (BackgroundServerGoneException)
            {
                base.AnnounceServer(serverId, storage._servers[serverId]);
            }
        });

        public override void RemoveServer(string serverId)
        {
            storage._servers.TryRemove(serverId, out _);
            base.RemoveServer(serverId);
        }

        private void Try(string server, Action register)
        {
            try
            {
                register();
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
            {
                storage.Unregistered(server, e);
            }
        }
    }

    private void Unregistered(string server, Exception e) =>
        log.LogWarning("Server {Server} cannot be registered in Hangfire's tables: {Message}", server, e.Message);

    private sealed class Connections(SopDatabase database) : IConnectionFactory
    {
        public NpgsqlConnection GetOrCreateConnection() => database.System.CreateConnection();
    }
}
