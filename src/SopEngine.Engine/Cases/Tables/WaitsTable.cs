using Npgsql;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases.Tables;

internal readonly record struct WaitRow(TaskKey Key, DateTime? DueAt, string? EventName);

/// <summary>The table <c>waits</c>: the alarms and events that cases wait for.</summary>
internal sealed class WaitsTable
{
    private static readonly RowStatement<WaitRow> Insert = new RowColumns<WaitRow>()
        .AddKey(row => row.Key)
        .Add("due_at", row => row.DueAt)
        .Add("event_name", row => row.EventName)
        .Insert("waits");

    private static readonly RowStatement<TaskKey> Delete = new RowColumns<TaskKey>().AddKey(key => key).Statement(columns =>
        $"delete from waits w using {columns.Rows} where w.unit_id = new.unit_id and w.case_id = new.case_id and w.no = new.no");

    private readonly Dictionary<TaskKey, WaitRow> _rows = [];
    private readonly List<TaskKey> _ended = [];

    public void Add(WaitRow row) => _rows[row.Key] = row;

    public void End(TaskKey key)
    {
        if (!_rows.Remove(key)) _ended.Add(key);
    }

    public void Write(NpgsqlBatch batch)
    {
        Insert.AddTo(batch, _rows.Values);
        Delete.AddTo(batch, _ended);
    }
}
