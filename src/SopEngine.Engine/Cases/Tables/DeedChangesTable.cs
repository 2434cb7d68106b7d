using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases.Tables;

/// <summary>The table <c>deed_changes</c>: the events that the rollups count as deeds that hold a case up.</summary>
internal sealed class DeedChangesTable
{
    private static readonly RowStatement<TaskKey> Insert = new RowColumns<TaskKey>()
        .Add("unit_id", row => row.Unit)
        .Add("case_id", row => row.Case)
        .Add("seq", row => row.No)
        .Insert("deed_changes");

    private readonly List<TaskKey> _rows = [];

    public void Add(LockedCase changed, CaseEvent happened)
    {
        if (happened is TaskSentBack or TaskExtended or TaskHandedOver or CasePaused) _rows.Add(changed.KeyOf(changed.Seq));
    }

    public void Write(NpgsqlBatch batch) => Insert.AddTo(batch, _rows);
}
