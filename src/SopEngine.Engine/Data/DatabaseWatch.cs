using Microsoft.Extensions.Logging;
using Npgsql;

namespace SopEngine.Engine.Data;

/// <summary>
/// Knows whether the database answers, so that requests can be refused at once while it does not: each would otherwise wait for a
/// connection of its own. It asks only after a failure, or beside a request that takes long, and then until there is an answer.
/// </summary>
public sealed class DatabaseWatch(SopDatabase database, ILogger<DatabaseWatch> log) : IDisposable
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(500);

    /// <summary>In seconds, after a failure.</summary>
    private const int Patience = 2;

    /// <summary>In seconds, without a failure: a busy machine takes long, too.</summary>
    private const int PatienceWhenSlow = 5;

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private Task<bool>? _answer;
    private int _isAsking;
    private volatile bool _isAway;
    private volatile CancellationTokenSource _answering = new();

    public bool IsAway => _isAway;

    /// <summary>Cancelled when the database is found to be away.</summary>
    public CancellationToken WhileAnswering => _answering.Token;

    /// <summary>
    /// True when the database is away, starting, stopping, full or out of connections. The same request may succeed later.
    /// </summary>
    public static bool IsFault(Exception exception) => exception switch
    {
        PostgresException { SqlState: var state } =>
            state is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.IoError
            // Insufficient resources: connections, memory, disk.
            || state.StartsWith("53", StringComparison.Ordinal),
        NpgsqlException or MisreadException => true,
        _ => false,
    };

    /// <summary>Notes a fault of a request. One question on a fresh connection decides whether the database is away.</summary>
    public void Report(Exception fault)
    {
        if (Interlocked.Exchange(ref _isAsking, 1) == 1) return;
        // The other connections of the pools broke with this one, unless all were only in use.
        if (fault is NpgsqlException { InnerException: not TimeoutException }) database.Clear();
        _ = AskUntilAnswered(Patience);
    }

    /// <summary>Asks about the database because a request takes long: it may have stopped without closing its connections.</summary>
    public void Suspect()
    {
        if (Interlocked.Exchange(ref _isAsking, 1) == 0) _ = AskUntilAnswered(PatienceWhenSlow);
    }

    /// <summary>
    /// True when the database takes a connection and answers on it, each within two seconds. Callers at the same time share one question.
    /// </summary>
    public Task<bool> Answers()
    {
        lock (_lock) return _answer is { IsCompleted: false } ? _answer : _answer = database.Answers(Patience);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _answering.Dispose();
    }

    private async Task AskUntilAnswered(int patience)
    {
        while (!await database.Answers(patience) && !_stopping.IsCancellationRequested)
        {
            patience = Patience;
            if (!_isAway) log.LogError("The database does not answer. Requests are refused until it does");
            _isAway = true;
            await _answering.CancelAsync();
            await Task.Delay(AskAgain, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (_isAway) log.LogInformation("The database answers again");
        if (_isAway) _answering = new CancellationTokenSource();
        _isAway = false;
        Interlocked.Exchange(ref _isAsking, 0);
    }
}
