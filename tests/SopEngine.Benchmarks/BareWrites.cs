using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;

namespace SopEngine.Benchmarks;

/// <summary>Writes the rows of a completed step, computed beforehand, as one pipelined batch: the limit of this server.</summary>
internal sealed class BareWrites
{
    private readonly SopDatabase _store;
    private readonly string _definition;
    private readonly Dictionary<int, Rows> _rows = [];
    private readonly byte[] _hash = new byte[32];

    public BareWrites(SopDatabase store, StoredCases stored)
    {
        _store = store;
        _definition = stored.Flow.Definition.DefinitionId;
        var state = stored.State;
        for (var task = StoredCases.OpenTask; task < StoredCases.OpenTask + StoredCases.Passes; task++)
        {
            var completed = new TaskCompleted(task, StoredCases.Person);
            var decision = Interpreter.Advance(stored.Flow, state, completed, SystemClock.Instance.GetCurrentInstant());
            var opened = decision.Effects.OfType<TaskOpened>().Single();
            state = decision.State;
            _rows[task] = new Rows(CaseStateJson.Write(state), CaseEventJson.Write(completed), opened.Activity, opened.Lane!);
        }
    }

    public async Task Complete(StoredTask task)
    {
        var now = DateTime.UtcNow;
        var rows = _rows[task.No];
        var seq = task.No + 1;
        await using var connection = await _store.App.OpenConnectionAsync();
        await using var batch = connection.CreateBatch();
        batch.Add("begin");
        batch.Add("select set_config('sop.units', $1, true)").With("1");
        batch.Add(
            """
            update cases set title = $3, status = $4, state = $5::json, seq = $6, hash = $7, correlation_id = $8, updated_at = $9,
              ended_at = $10 where unit_id = $1 and id = $2
            """)
            .With(StoredCases.Unit).With(task.Case).With("Pengukuran Kinerja").With("running").With(rows.State).With(seq).With(_hash)
            .With<string?>(null).With(now).With<DateTime?>(null);
        batch.Add(
            """
            insert into history (unit_id, case_id, seq, at, actor_id, event, request_key, hash)
            values ($1, $2, $3, $4, $5, $6::json, $7, $8)
            """)
            .With(StoredCases.Unit).With(task.Case).With(seq).With(now).With(StoredCases.Person).With(rows.Event).With<string?>(null)
            .With(_hash);
        batch.Add(
            """
            insert into tasks (unit_id, case_id, no, definition_id, version, activity, lane, title, opened_at, opened_seq, time_limit,
              calendar_version, due_at, alarms)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
              array[$13 + interval '1 day', $13 + interval '2 days', $13 + interval '3 days'])
            """)
            .With(StoredCases.Unit).With(task.Case).With(task.No + 1).With(_definition).With(1).With(rows.Activity).With(rows.Lane)
            .With<string?>(null).With(now).With(seq).With("180 menit").With(1).With(now);
        batch.Add(
            """
            update tasks set holder_id = $4, closed_at = $5, closed_seq = $6, closed_by = $7, outcome = $8
            where unit_id = $1 and case_id = $2 and no = $3
            """)
            .With(StoredCases.Unit).With(task.Case).With(task.No)
            .With<long?>(null).With(now).With(seq).With(StoredCases.Person).With("Done");
        batch.Add("commit");
        await batch.PrepareAsync();
        await batch.ExecuteNonQueryAsync();
    }

    private sealed record Rows(string State, string Event, int Activity, string Lane);
}
