using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using SopEngine.Core.Workflows.Expressions;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Units;

namespace SopEngine.Engine.Cases;

/// <summary>
/// Executes all commands on cases. Commands that arrive while earlier ones are being written share one transaction, so that many people
/// working at once share the cost of a commit; a single command starts at once. A command answered with <see cref="CaseResult.Done"/> is
/// on disk.
/// </summary>
public sealed class CaseEngine : IAsyncDisposable
{
    /// <summary>More transactions at once make each carry fewer commands; fewer leave the database idle while one commits.</summary>
    private static readonly int Writers = Environment.ProcessorCount * 2;

    private const int MostInOneTransaction = 64;
    private const int MostWaiting = 10_000;

    /// <summary>
    /// How long a command's scripts may hold up others of its transaction. One that takes longer is decided again in <see
    /// cref="SlowLane"/>.
    /// </summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    private readonly SopDatabase _database;
    private readonly FlowCache _flows;
    private readonly UnitCalendars _calendars;
    private readonly IClock _clock;
    private readonly ILogger<CaseEngine> _log;
    private readonly Channel<Pending> _waiting = Channel.CreateBounded<Pending>(MostWaiting);
    private readonly SlowLane _slow = new();
    private readonly Task[] _writers;

    public CaseEngine(SopDatabase database, FlowCache flows, UnitCalendars calendars, IClock clock, ILogger<CaseEngine> log)
    {
        _database = database;
        _flows = flows;
        _calendars = calendars;
        _clock = clock;
        _log = log;
        _writers = [.. Enumerable.Range(0, Writers).Select(_ => Task.Run(Write))];
    }

    /// <summary>Raised after a commit for each changed case. Handlers must be quick: the writer waits for them.</summary>
    public event Action<int, long>? CaseChanged;

    /// <summary>Executes a command in a transaction of its own or together with others.</summary>
    /// <param name="cancellation">Ends the wait, not the command, which may happen nonetheless.</param>
    /// <exception cref="EngineBusyException">Too many commands wait already.</exception>
    /// <exception cref="NpgsqlException">The database failed; with an idempotency key the command can be sent again.</exception>
    /// <exception cref="ScriptTimeoutException">A script of the definition ran out of time. Nothing happened.</exception>
    public Task<CaseResult> Execute(CaseCommand command, CancellationToken cancellation)
    {
        var pending = new Pending(command);
        if (_slow.TryJoin(command.Unit, () => WriteAlone(pending, CaseTransaction.LongestWait)))
            return pending.Answer.WaitAsync(cancellation);
        return _waiting.Writer.TryWrite(pending) ? pending.Answer.WaitAsync(cancellation) : throw new EngineBusyException();
    }

    /// <summary>True when a command of this person with this key has been carried out.</summary>
    public Task<bool> IsCarriedOut(int unit, long actor, string key, CancellationToken cancellation) => _database.QuerySingle<bool>(
        unit, "select true from history where unit_id = @unit and request_key = @key", new { key = CaseCommand.KeyOf(actor, key) },
        cancellation);

    /// <summary>
    /// Executes commands at past moments, in their order and in one transaction, to fill a database with a history. None may be about a
    /// case that another of them starts.
    /// </summary>
    public Task<CaseResult[]> ExecutePast(IReadOnlyList<(Instant At, CaseCommand Command)> past) =>
        past.Count == 0
            ? Task.FromResult<CaseResult[]>([])
            : WriteGroup(
                [.. past.Select(one => one.Command)], CaseTransaction.LongestWait, [.. past.Select(one => one.At.ToMicroseconds())]);

    /// <summary>A transaction for commands that the caller has claimed on this connection; see <see cref="CaseTransaction"/>.</summary>
    internal CaseTransaction Transaction(NpgsqlConnection connection) => new(connection, _flows, _calendars, _clock.Now());

    /// <summary>
    /// Tells the listeners of a committed transaction. It throws nothing: the caller would take the commands for not written.
    /// </summary>
    internal void Committed(CaseTransaction transaction)
    {
        foreach (var line in transaction.Lines) _log.LogInformation("{Line}", line);
        foreach (var listener in Delegate.EnumerateInvocationList(CaseChanged))
        {
            foreach (var (unit, changed) in transaction.Changed) Tell(listener, unit, changed);
        }
    }

    private void Tell(Action<int, long> listener, int unit, long changed)
    {
        try
        {
            listener(unit, changed);
        }
        catch (Exception e)
        {
            _log.LogError(e, "A listener failed behind a commit, which stands");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await Task.WhenAll(_writers);
        await _slow.DisposeAsync();
    }

    private async Task Write()
    {
        var group = new List<Pending>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (group.Count < MostInOneTransaction && _waiting.Reader.TryRead(out var pending)) group.Add(pending);
            if (group.Count == 0) continue;

            await WriteTogether(group);
            group.Clear();
        }
    }

    private async Task WriteTogether(List<Pending> group)
    {
        while (group.Count > 0)
        {
            try
            {
                var results = await WriteGroup([.. group.Select(pending => pending.Command)], Moment);
                for (var i = 0; i < results.Length; i++) group[i].Done(results[i]);
                return;
            }
            catch (SlowCommandException slow)
            {
                // In their order: commands of one office may be about one case.
                foreach (var pending in group.Where(pending => pending.Command.Unit == slow.Unit)) PutAside(pending);
                group.RemoveAll(pending => pending.Command.Unit == slow.Unit);
            }
            catch (AnswerLostException lost)
            {
                // A command with a key finds its own answer if the commit held. A command without a key might be written a second time.
                foreach (var pending in group)
                {
                    if (pending.Command.RequestKey is null) pending.Failed(lost.InnerException!);
                    else await WriteAlone(pending, Moment);
                }

                return;
            }
            catch (Exception e)
            {
                _log.LogDebug(e, "A transaction of {Count} commands failed; each is tried alone", group.Count);
                // One command cannot be written. Alone, each gets its own answer.
                foreach (var pending in group) await WriteAlone(pending, Moment);
                return;
            }
        }
    }

    private void PutAside(Pending pending) => _slow.Add(pending.Command.Unit, () => WriteAlone(pending, CaseTransaction.LongestWait));

    private async Task WriteAlone(Pending pending, TimeSpan patience)
    {
        for (var again = false; ; again = true)
        {
            try
            {
                pending.Done((await WriteGroup([pending.Command], patience))[0]);
            }
            catch (SlowCommandException) when (patience == Moment)
            {
                PutAside(pending);
            }
            catch (PostgresException e) when (!again
                && e.SqlState is (PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected
                    or PostgresErrorCodes.SerializationFailure))
            {
                // Another node used the same key at the same moment: after its commit, the answer can be read.
                continue;
            }
            catch (Exception e)
            {
                pending.Failed(e is SlowCommandException or AnswerLostException ? e.InnerException! : e);
            }

            return;
        }
    }

    /// <param name="moments">The moment of each command; null for the present.</param>
    private async Task<CaseResult[]> WriteGroup(CaseCommand[] commands, TimeSpan patience, Instant[]? moments = null)
    {
        // No caller's cancellation may stop a transaction that other callers wait for.
        var cancellation = CancellationToken.None;
        await using var connection = await _database.App.OpenConnectionAsync(cancellation);
        var transaction = Transaction(connection);
        transaction.Patience = patience;
        var results = new CaseResult[commands.Length];
        // Deputies are read as of the first moment: a simulation has not set the clock yet.
        if (moments is not null) transaction.Now = moments[0];
        try
        {
            await transaction.Read(commands, begin: true, cancellation);
            for (var i = 0; i < commands.Length; i++)
            {
                if (moments is not null) transaction.Now = moments[i];
                results[i] = await Decide(transaction, commands[i], cancellation);
            }

            await Commit(transaction, cancellation);
        }
        catch
        {
            await Abandon(connection);
            throw;
        }

        Committed(transaction);
        return results;
    }

    private static async Task Commit(CaseTransaction transaction, CancellationToken cancellation)
    {
        try
        {
            await transaction.Commit(cancellation);
        }
        catch (NpgsqlException e) when (e is not PostgresException)
        {
            throw new AnswerLostException(e);
        }
    }

    private static async ValueTask<CaseResult> Decide(CaseTransaction transaction, CaseCommand command, CancellationToken cancellation)
    {
        try
        {
            return await transaction.Decide(command, cancellation);
        }
        catch (ScriptTimeoutException e)
        {
            throw new SlowCommandException(command.Unit, e);
        }
    }

    /// <summary>Rolls back. A failure of it must not hide the one that led to it.</summary>
    internal static async Task Abandon(NpgsqlConnection connection)
    {
        try
        {
            await connection.ExecuteNonQueryAsync("rollback");
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is broken, and the transaction is gone with it.
        }
    }

    private sealed class SlowCommandException(int unit, Exception inner) : Exception("A command's scripts take too long.", inner)
    {
        public int Unit => unit;
    }

    /// <summary>The connection broke during a commit, so it is unknown whether the commit holds.</summary>
    private sealed class AnswerLostException(NpgsqlException inner) : Exception("The answer to a commit was lost.", inner);

    private sealed class Pending(CaseCommand command)
    {
        // Callers continue on other threads: the writer must not run their code.
        private readonly TaskCompletionSource<CaseResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CaseCommand Command => command;

        public Task<CaseResult> Answer => _answer.Task;

        public void Done(CaseResult result) => _answer.TrySetResult(result);

        public void Failed(Exception exception) => _answer.TrySetException(exception);
    }
}

/// <summary>More commands wait than the engine takes on. Nothing happened; trying again a little later may succeed.</summary>
public sealed class EngineBusyException() : Exception("Too many commands are waiting.");
