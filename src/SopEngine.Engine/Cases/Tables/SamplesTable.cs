using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases.Tables;

internal readonly record struct SampleNote(int Unit, long Case, SampleRow Sample, bool IsReceived, long? By, DateTime At)
{
    public (int, long, int) Key => (Unit, Case, Sample.Line);
}

internal readonly record struct SampleWithdrawal(int Unit, long Case, string Code, DateTime At);

/// <summary>
/// The table <c>samples</c>, and in <c>sample_moves</c> the receipt of those that the office has from the beginning. A case's transaction
/// writes what the form says; where a sample is, people write later.
/// </summary>
internal sealed class SamplesTable
{
    private static readonly RowStatement<SampleNote> Insert = Rows()
        .Add("code", row => row.Sample.Code)
        .Add("name", row => row.Sample.Look.Name)
        .Add("quantity", row => row.Sample.Look.Quantity)
        .Add("condition", row => row.Sample.Look.Condition)
        .Add("details", row => row.Sample.Text, "json")
        .Add("noted_at", row => row.At)
        .Add("state", row => row.IsReceived ? "received" : "awaited")
        .Add("holder_id", row => row.IsReceived ? row.By : null)
        .Add("received_at", row => row.IsReceived ? row.At : (DateTime?)null)
        .Insert("samples");

    private static readonly RowStatement<SampleNote> Receive = Rows()
        .Add("no", _ => 1)
        .Add("kind", _ => "received")
        .Add("at", row => row.At)
        .Add("person_id", row => row.By)
        .Add("condition", row => row.Sample.Look.Condition)
        .Insert("sample_moves");

    /// <summary>A condition that is not written in the form stays as it was noted at the receipt.</summary>
    private static readonly RowStatement<SampleNote> Change = Rows()
        .Add("name", row => row.Sample.Look.Name)
        .Add("quantity", row => row.Sample.Look.Quantity)
        .Add("condition", row => row.Sample.Look.Condition)
        .Add("details", row => row.Sample.Text, "json")
        .Statement(columns =>
            $"""
            update samples s set name = new.name, quantity = new.quantity, details = new.details, revision = s.revision + 1,
              condition = case when new.condition = '' then s.condition else new.condition end
            from {columns.Rows}
            where s.unit_id = new.unit_id and s.case_id = new.case_id and s.line = new.line and s.details::text <> new.details::text
            """);

    private static readonly RowStatement<SampleWithdrawal> Withdraw = new RowColumns<SampleWithdrawal>()
        .Add("unit_id", row => row.Unit)
        .Add("code", row => row.Code)
        .Add("at", row => row.At)
        .Statement(columns =>
            $"""
            update samples s set withdrawn_at = new.at, revision = s.revision + 1
            from {columns.Rows} where s.unit_id = new.unit_id and s.code = new.code and s.withdrawn_at is null
            """);

    private readonly List<SampleNote> _new = [];
    private readonly List<SampleNote> _changed = [];
    private readonly List<SampleWithdrawal> _withdrawn = [];

    /// <param name="by">The person who completed the step; null for the engine.</param>
    public void Keep(LockedCase of, SamplesKept kept, long? by, DateTime at)
    {
        var unit = of.Definition.Unit;
        foreach (var row in kept.Rows) (row.IsNew ? _new : _changed).Add(new SampleNote(unit, of.Id, row, kept.AreReceived, by, at));
        _withdrawn.AddRange(kept.Withdrawn.Select(code => new SampleWithdrawal(unit, of.Id, code, at)));
    }

    /// <summary>A row that several steps of this transaction changed is written as the last one left it.</summary>
    public void Write(NpgsqlBatch batch)
    {
        Insert.AddTo(batch, _new);
        Receive.AddTo(batch, [.. _new.Where(row => row.IsReceived)]);
        Change.AddTo(batch, [.. _changed.GroupBy(row => row.Key).Select(same => same.Last())]);
        Withdraw.AddTo(batch, _withdrawn);
    }

    private static RowColumns<SampleNote> Rows() => new RowColumns<SampleNote>()
        .Add("unit_id", row => row.Unit)
        .Add("case_id", row => row.Case)
        .Add("line", row => row.Sample.Line);
}
