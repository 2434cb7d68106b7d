using Npgsql;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases.Tables;

/// <summary>
/// The table <c>promise_changes</c>: the cases whose promise the rollups count anew, because it may be kept, broken or compensated now.
/// </summary>
internal static class PromiseChangesTable
{
    private static readonly RowStatement<(int Unit, long Case)> Insert = new RowColumns<(int Unit, long Case)>()
        .Add("unit_id", row => row.Unit)
        .Add("case_id", row => row.Case)
        .Insert("promise_changes");

    public static void Write(NpgsqlBatch batch, IReadOnlyCollection<LockedCase> cases) =>
        Insert.AddTo(batch, [.. cases.SelectMany(Changes).Distinct()]);

    private static IEnumerable<(int Unit, long Case)> Changes(LockedCase changed)
    {
        var unit = changed.Definition.Unit;
        // The clock of a new case has only begun.
        if (changed.HasEndedOrReopened || (changed.Clock is not null && !changed.IsNew)) yield return (unit, changed.Id);
        if (changed is { IsNew: true, Parent: { IsForCompensation: true } parent }) yield return (unit, parent.Case);
    }
}
