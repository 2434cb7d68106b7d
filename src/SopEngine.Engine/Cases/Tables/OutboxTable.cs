using System.Text.Json;
using Npgsql;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases.Tables;

internal readonly record struct OutboxRow(int Unit, long Case, OutboxMessage Message, DateTime At);

/// <summary>The table <c>outbox</c>: work outside their case that decisions asked for, carried out after the commit.</summary>
internal sealed class OutboxTable
{
    private static readonly RowStatement<OutboxRow> Insert = new RowColumns<OutboxRow>()
        .Add("unit_id", row => row.Unit)
        .Add("case_id", row => row.Case)
        .Add("kind", row => row.Message.Kind)
        .Add("message", row => JsonSerializer.Serialize(row.Message, row.Message.GetType(), OutboxMessage.Json), "json")
        .Add("created_at", row => row.At)
        .Add("next_at", row => row.At)
        .Insert("outbox");

    private readonly List<OutboxRow> _rows = [];

    public void Add(OutboxRow row) => _rows.Add(row);

    public void Write(NpgsqlBatch batch) => Insert.AddTo(batch, _rows);
}
