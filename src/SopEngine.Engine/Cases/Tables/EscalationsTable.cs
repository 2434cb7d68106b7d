using Npgsql;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases.Tables;

/// <param name="Target">A lane's id, or one of <see cref="Escalated"/>.</param>
internal readonly record struct EscalationRow(TaskKey Key, int Level, string Target, int Percent, string Mode, DateTime At);

/// <summary>The table <c>escalations</c>: the levels that tasks reached, and the inboxes that each level put its task into.</summary>
internal sealed class EscalationsTable
{
    private const string OfTask = "e.unit_id = new.unit_id and e.case_id = new.case_id and e.no = new.no";

    private static readonly RowStatement<EscalationRow> Insert = new RowColumns<EscalationRow>()
        .AddKey(row => row.Key)
        .Add("level", row => (short)row.Level)
        .Add("target", row => row.Target)
        .Add("percent", row => row.Percent)
        .Add("mode", row => row.Mode)
        .Add("at", row => row.At)
        .Insert("escalations");

    private static readonly RowStatement<TaskKey> Delete = Keys().Statement(columns =>
        $"delete from escalations e using {columns.Rows} where {OfTask}");

    private static readonly RowStatement<TaskKey> Closing = Keys().Statement(columns =>
        $"update escalations e set is_open = false from {columns.Rows} where {OfTask} and e.is_open");

    private static readonly RowStatement<TaskKey> Reopening = Keys().Statement(columns =>
        $"""
        update escalations e set is_open = true
        from {columns.Rows} join tasks t using (unit_id, case_id, no)
        where {OfTask} and e.level <= t.level
        """);

    private readonly List<EscalationRow> _rows = [];
    private readonly List<TaskKey> _closed = [];

    public void Add(IEnumerable<EscalationRow> rows) => _rows.AddRange(rows);

    /// <summary>Removes an escalated task from the inboxes of its levels.</summary>
    public void Close(TaskKey key) => _closed.Add(key);

    public void Reopen(TaskKey key) => _closed.Remove(key);

    /// <summary>Discards the levels that this transaction gave a task, since its ladder begins anew.</summary>
    public void BeginAnew(TaskKey key) => _rows.RemoveAll(row => row.Key == key);

    /// <param name="reopened">The tasks that are open again.</param>
    /// <param name="begunAnew">The tasks whose ladder begins anew. Their earlier levels stay in the cases' histories.</param>
    public void Write(NpgsqlBatch batch, IReadOnlyCollection<TaskKey> reopened, IReadOnlyCollection<TaskKey> begunAnew)
    {
        Reopening.AddTo(batch, reopened);
        Delete.AddTo(batch, begunAnew);
        Insert.AddTo(batch, _rows);
        Closing.AddTo(batch, _closed);
    }

    private static RowColumns<TaskKey> Keys() => new RowColumns<TaskKey>().AddKey(key => key);
}
