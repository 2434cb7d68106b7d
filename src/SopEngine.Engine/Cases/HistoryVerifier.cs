using System.Runtime.CompilerServices;
using System.Text.Json;
using Dapper;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Bills;
using SopEngine.Engine.Cases.Tables;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Cases;

/// <summary>A difference between a stored case and the replay of its history.</summary>
public sealed record Discrepancy(int Unit, long Case, string What);

/// <summary>
/// Replays the history of every stored case and compares the chain of hashes, the state, and the tasks that follow from it.
/// </summary>
public sealed class HistoryVerifier(SopDatabase database, FlowCache flows)
{
    private const int CasesAtOnce = 500;

    /// <summary>The number of cases compared so far.</summary>
    public long Compared { get; private set; }

    /// <summary>The last compared case; the next run continues after it.</summary>
    public (int Unit, long Case) Last { get; set; }

    public IAsyncEnumerable<Discrepancy> Verify(CancellationToken cancellation = default) => Verify(long.MaxValue, cancellation);

    /// <param name="most">The number of cases after which it stops, rounded up to a whole batch.</param>
    public async IAsyncEnumerable<Discrepancy> Verify(long most, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        while (Compared < most)
        {
            // One snapshot for a case and its rows: both may change meanwhile.
            await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
            var cases = (await connection.QueryAsync<StoredCase>(new CommandDefinition(
                """
                select unit_id, id, definition_id, version, status, state::text, seq, hash, paused_at is not null as is_paused from cases
                where (unit_id, id) > (@Unit, @Case) order by unit_id, id limit @CasesAtOnce
                """,
                new { Last.Unit, Last.Case, CasesAtOnce }, cancellationToken: cancellation))).AsList();
            if (cases.Count == 0) yield break;

            var range = new { FromUnit = cases[0].UnitId, FromCase = cases[0].Id, ToUnit = cases[^1].UnitId, ToCase = cases[^1].Id };
            var history = await Rows<HistoryEntry>(
                connection, "unit_id, case_id, seq, at, actor_id, event::text, hash", "history", "seq", range, cancellation);
            var tasks = await Rows<StoredTask>(
                connection, "unit_id, case_id, no, version, holder_id, level::int, closed_at is null as is_open, chosen::text", "tasks",
                "no", range, cancellation);
            var bills = await Rows<StoredBill>(connection, StoredBill.Columns, "bills b", "no", range, cancellation);
            var samples = await Rows<StoredSample>(
                connection, "unit_id, case_id, line, code, details::text, withdrawn_at is not null as is_withdrawn", "samples", "line",
                range, cancellation);
            foreach (var stored in cases)
            {
                var key = (stored.UnitId, stored.Id);
                var rows = new StoredRows([.. history[key]], [.. tasks[key]], [.. bills[key]], [.. samples[key]]);
                foreach (var what in await TryCompare(stored, rows, cancellation))
                    yield return new Discrepancy(stored.UnitId, stored.Id, what);
                Compared++;
            }

            Last = (cases[^1].UnitId, cases[^1].Id);
        }
    }

    /// <summary>Reports an unreadable case as a finding, so that the others are compared nonetheless.</summary>
    private async Task<List<string>> TryCompare(StoredCase stored, StoredRows rows, CancellationToken cancellation)
    {
        var found = new List<string>();
        try
        {
            await foreach (var what in Compare(stored, rows, cancellation)) found.Add(what);
        }
        catch (Exception e) when (e is not (OperationCanceledException or NpgsqlException))
        {
            found.Add($"it cannot be read: {e.Message.ReplaceLineEndings(" ")}");
        }

        return found;
    }

    private async IAsyncEnumerable<string> Compare(
        StoredCase stored, StoredRows rows, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var history = rows.History;
        var current = new DefinitionVersion(stored.UnitId, stored.DefinitionId, stored.Version);
        var replay = new HistoryReplay(
            await flows.Get(StoredHistory.FirstVersion(current, history.Select(entry => entry.Event)), cancellation));
        var (hash, followed) = (CaseHash.Start, new ReplayedSamples());
        var issued = new Dictionary<int, CaseBill>();
        foreach (var entry in history)
        {
            hash = CaseHash.Next(hash, stored.UnitId, stored.Id, entry.Seq, entry.At.ToInstant(), entry.ActorId, entry.Event);
            if (!hash.AsSpan().SequenceEqual(entry.Hash))
            {
                yield return $"event {entry.Seq}: the hash does not fit the chain";
                yield break;
            }

            var decision = await StoredHistory.Next(replay, flows, current, new StoredEvent(entry.At, entry.Event), cancellation);
            foreach (var changed in decision.Effects.OfType<BillChanged>()) issued[changed.Bill.No] = changed.Bill;
            if (decision.Refusal is { } refusal)
            {
                yield return $"event {entry.Seq}: replay refuses it ({refusal.Reason} {refusal.Subject})";
                yield break;
            }

            followed.Follow(decision.Effects);
        }

        var (flow, state) = (replay.Flow, replay.State);
        if (history.Length != stored.Seq || !hash.AsSpan().SequenceEqual(stored.Hash))
            yield return $"the case counts {stored.Seq} events, its history {history.Length}";
        if (flow.Definition.Version != stored.Version)
            yield return $"the case runs on version {stored.Version}, its history ends on version {flow.Definition.Version}";
        if (!IsSame(state, stored.State)) yield return "the replayed state is another";
        if (LockedCase.Text(state.Status) != stored.Status) yield return $"the status is {stored.Status}, the replayed one {state.Status}";

        if (state.IsPaused != stored.IsPaused)
            yield return stored.IsPaused
                ? "the case is put off, but not in the replayed state"
                : "the replayed state is put off, the case is not";

        var open = state.Waits(flow).Where(wait => wait.Kind == WaitKind.Task)
            .ToDictionary(wait => wait.Number, wait => (wait.Holder, wait.Level, wait.Chosen));
        foreach (var task in rows.Tasks.Where(task => task.IsOpen))
        {
            if (task.Version != stored.Version) yield return $"task {task.No} is of version {task.Version}";
            if (!open.Remove(task.No, out var replayed)) yield return $"task {task.No} is open, but not in the replayed state";
            else if (replayed.Holder != task.HolderId)
                yield return $"task {task.No} is held by {task.HolderId}, in the replayed state by {replayed.Holder}";
            else if (replayed.Level != task.Level)
                yield return $"task {task.No} is at level {task.Level}, in the replayed state at {replayed.Level}";
            else if (ChosenPeople.Write(replayed.Chosen) != task.Chosen)
                yield return $"task {task.No} is for other people in the replayed state";
        }

        foreach (var bill in rows.Bills)
        {
            if (!issued.Remove(bill.No, out var replayed)) yield return $"bill {bill.No} is stored, but not in the replayed history";
            else if (replayed != bill.Bill) yield return $"bill {bill.No} is another in the replayed history";
        }

        foreach (var missing in issued.Keys) yield return $"bill {missing} is in the replayed history, but not stored";

        foreach (var what in followed.Compare(rows.Samples.Select(row => row.Sample))) yield return what;
        foreach (var missing in open.Keys) yield return $"task {missing} is open in the replayed state, but not stored as open";
    }

    /// <summary>Compares states, not their texts alone: an earlier release may have written the same state in another form.</summary>
    private static bool IsSame(CaseState replayed, string stored)
    {
        var text = CaseStateJson.Write(replayed);
        if (text == stored) return true;
        try
        {
            return text == CaseStateJson.Write(CaseStateJson.Read(stored));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static async Task<ILookup<(int, long), T>> Rows<T>(
        NpgsqlConnection connection, string columns, string table, string order, object range, CancellationToken cancellation)
        where T : IOfCase
    {
        var rows = await connection.QueryAsync<T>(new CommandDefinition(
            $"""
            select {columns} from {table} where (unit_id, case_id) >= (@FromUnit, @FromCase) and (unit_id, case_id) <= (@ToUnit, @ToCase)
            order by unit_id, case_id, {order}
            """,
            range, cancellationToken: cancellation));
        return rows.ToLookup(row => (row.UnitId, row.CaseId));
    }

    private sealed record StoredCase(int UnitId, long Id, string DefinitionId, int Version, string Status, string State, int Seq,
        byte[] Hash, bool IsPaused);

    private sealed record HistoryEntry(int UnitId, long CaseId, int Seq, DateTime At, long? ActorId, string Event, byte[] Hash) : IOfCase;

    private sealed record StoredSample(int UnitId, long CaseId, int Line, string Code, string Details, bool IsWithdrawn) : IOfCase
    {
        public ReplayedSamples.Sample Sample => new(Line, Code, Details, IsWithdrawn);
    }

    /// <summary>The rows of one case.</summary>
    private sealed record StoredRows(HistoryEntry[] History, StoredTask[] Tasks, StoredBill[] Bills, StoredSample[] Samples);

    private sealed record StoredTask(int UnitId, long CaseId, int No, int Version, long? HolderId, int Level, bool IsOpen, string? Chosen)
        : IOfCase;
}

/// <summary>A row that belongs to a case.</summary>
public interface IOfCase
{
    int UnitId { get; }
    long CaseId { get; }
}
