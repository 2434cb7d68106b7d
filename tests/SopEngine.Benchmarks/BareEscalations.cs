using NpgsqlTypes;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;

namespace SopEngine.Benchmarks;

/// <summary>
/// Writes the rows of escalations, batch by batch, with nothing claimed, read or decided: the limit of this server.
/// </summary>
internal sealed class BareEscalations(string state)
{
    private const int Batch = 500;
    private const int Cases = 100_000;

    private readonly string _event = CaseEventJson.Write(new TaskEscalated(StoredCases.OpenTask, 1));
    private readonly byte[] _hash = new byte[32];

    /// <returns>False when there is no such batch.</returns>
    public async Task<bool> Write(SopDatabase store, int number)
    {
        var ids = Enumerable.Range((number * Batch) + 1, Batch).Where(id => id <= Cases).Select(id => (long)id).ToList();
        if (ids.Count == 0) return false;

        var now = DateTime.UtcNow;
        const int seq = StoredCases.OpenTask + 1;
        await using var connection = await store.System.OpenConnectionAsync();
        await using var batch = connection.CreateBatch();
        batch.Add("begin");
        batch.Add(
            """
            update cases c set title = new.title, status = 'running', state = new.state::json, seq = $5, hash = $6, updated_at = $7
            from unnest($1::int[], $2::bigint[], $3::text[], $4::text[]) as new (unit_id, id, title, state)
            where c.unit_id = new.unit_id and c.id = new.id
            """)
            .With(NpgsqlDbType.Integer, ids.Select(_ => StoredCases.Unit)).With(NpgsqlDbType.Bigint, ids)
            .With(NpgsqlDbType.Text, ids.Select(_ => "Pengukuran Kinerja")).With(NpgsqlDbType.Text, ids.Select(_ => state))
            .With(seq).With(_hash).With(now);
        batch.Add(
            """
            insert into history (unit_id, case_id, seq, at, event, hash)
            select $1, id, $2, $3, event::json, $4 from unnest($5::bigint[], $6::text[]) as new (id, event)
            """)
            .With(StoredCases.Unit).With(seq).With(now).With(_hash).With(NpgsqlDbType.Bigint, ids)
            .With(NpgsqlDbType.Text, ids.Select(_ => _event));
        batch.Add(
            "update tasks t set level = 1 from unnest($1::bigint[]) as new (id) where t.unit_id = $2 and t.case_id = new.id and t.no = $3")
            .With(NpgsqlDbType.Bigint, ids).With(StoredCases.Unit).With(StoredCases.OpenTask);
        batch.Add(
            """
            insert into escalations (unit_id, case_id, no, level, target, percent, mode, at)
            select $1, id, $2, 1, '@holder', 75, 'notify', $3 from unnest($4::bigint[]) as new (id)
            """)
            .With(StoredCases.Unit).With(StoredCases.OpenTask).With(now).With(NpgsqlDbType.Bigint, ids);
        batch.Add("commit");
        await batch.PrepareAsync();
        await batch.ExecuteNonQueryAsync();
        return true;
    }
}
