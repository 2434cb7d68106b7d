using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases.Tables;

internal readonly record struct AttachedRow(int Unit, long Case, long Id, bool ForCustomer, string? Label, DateTime At);

internal readonly record struct HandedRow(int Unit, long Case, string Kind);

/// <summary>The table <c>documents</c>. A case's transaction only attaches documents to the case.</summary>
internal sealed class DocumentsTable
{
    private static readonly RowStatement<AttachedRow> Attaching = new RowColumns<AttachedRow>()
        .Add("unit_id", row => row.Unit)
        .Add("case_id", row => row.Case)
        .Add("id", row => row.Id)
        .Add("for_customer", row => row.ForCustomer)
        .Add("label", row => row.Label)
        .Add("at", row => row.At)
        .Statement(columns =>
            $"""
            update documents d set attached_at = new.at, for_customer = d.for_customer or new.for_customer, label = new.label
            from {columns.Rows}
            where d.unit_id = new.unit_id and d.case_id = new.case_id and d.id = new.id and d.attached_at is null
            """);

    /// <summary>The valid documents of a kind that the office issued for the case.</summary>
    private static readonly RowStatement<HandedRow> HandingOver = new RowColumns<HandedRow>()
        .Add("unit_id", row => row.Unit)
        .Add("case_id", row => row.Case)
        .Add("kind", row => row.Kind)
        .Statement(columns =>
            $"""
            update documents d set for_customer = true
            from {columns.Rows}
            join issued_documents i on i.unit_id = new.unit_id and i.replaced_by is null and i.cancelled_at is null
            where d.unit_id = new.unit_id and d.case_id = new.case_id and d.kind = new.kind and d.id = i.document_id
            """);

    private readonly List<AttachedRow> _rows = [];
    private readonly List<HandedRow> _handed = [];

    public void Attach(LockedCase to, DocumentsAttached attached, DateTime at) =>
        _rows.AddRange(attached.Documents.Select(document =>
            new AttachedRow(to.Definition.Unit, to.Id, document.Id, attached.ForCustomer || document.ForCustomer, document.Label,
                at)));

    public void HandOver(LockedCase of, IReadOnlyList<string> kinds) =>
        _handed.AddRange(kinds.Select(kind => new HandedRow(of.Definition.Unit, of.Id, kind)));

    /// <summary>A document that a form names in two places is one row: an update takes either of two.</summary>
    public void Write(NpgsqlBatch batch)
    {
        Attaching.AddTo(batch, [.. _rows.GroupBy(row => (row.Unit, row.Case, row.Id)).Select(same =>
            same.First() with
            {
                ForCustomer = same.Any(row => row.ForCustomer),
                Label = same.Select(row => row.Label).FirstOrDefault(label => label is not null),
            })]);
        HandingOver.AddTo(batch, _handed);
    }
}
