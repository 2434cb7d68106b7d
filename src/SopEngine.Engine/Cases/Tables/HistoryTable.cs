using Npgsql;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases.Tables;

internal readonly record struct HistoryRow(int Unit, long Case, int Seq, DateTime At, long? Actor, string Event, string? Key, byte[] Hash);

/// <summary>The table <c>history</c>: the events of cases, which are only added, never changed.</summary>
internal sealed class HistoryTable
{
    /// <summary>All of a case's events, in their order.</summary>
    public const string ReadCase = "select at, event::text from history where unit_id = $1 and case_id = $2 order by seq";

    /// <summary>
    /// The answers to commands with these keys. A statement of its own after the locks, so that it sees the commits of earlier holders of
    /// a lock.
    /// </summary>
    public const string ReadKeys =
        """
        select h.unit_id as key_unit, h.request_key, h.case_id, h.seq, h.at, h.event::text,
          c.definition_id, c.customer_id, d.name, case when readable(c.state) ->> 'name' is null then c.title end
        from unnest($1::int[], $2::text[]) as wanted (unit_id, request_key)
        join history h using (unit_id, request_key)
        left join cases c on c.unit_id = h.unit_id and c.id = h.case_id and h.seq = 1
        left join definitions d on d.unit_id = c.unit_id and d.definition_id = c.definition_id and d.version = c.version
        """;

    private static readonly RowStatement<HistoryRow> Insert = new RowColumns<HistoryRow>()
        .Add("unit_id", row => row.Unit)
        .Add("case_id", row => row.Case)
        .Add("seq", row => row.Seq)
        .Add("at", row => row.At)
        .Add("actor_id", row => row.Actor)
        .Add("event", row => row.Event, "json")
        .Add("request_key", row => row.Key)
        .Add("hash", row => row.Hash)
        .Insert("history");

    private readonly List<HistoryRow> _rows = [];

    public void Add(HistoryRow row) => _rows.Add(row);

    /// <summary>The events of a case in this transaction so far.</summary>
    public IEnumerable<StoredEvent> Of(LockedCase target) =>
        _rows.Where(row => row.Unit == target.Definition.Unit && row.Case == target.Id).Select(row => new StoredEvent(row.At, row.Event));

    public void Write(NpgsqlBatch batch) => Insert.AddTo(batch, _rows);

    /// <summary>Reads <see cref="ReadKeys"/>.</summary>
    public static (int Unit, string Key, KeptAnswer Answer) ReadAnswer(RowCursor row)
    {
        var (unit, key) = (row.Next<int>(), row.Next<string>());
        var done = new CaseResult.Done(row.Next<long>(), row.Next<int>(), row.Next<DateTime>().ToInstant());
        var happened = row.Next<string>();
        return (unit, key, new KeptAnswer(
            done, happened,
            row.IsNull ? null : new StartedCase(row.Next<string>(), row.NextOrNull<long>(), row.Next<string>(), row.NextText())));
    }
}
