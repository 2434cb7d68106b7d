using Npgsql;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases.Tables;

internal readonly record struct EndedDraft(int Unit, long Draft, long Case, DateTime At);

/// <summary>
/// The end of citizens' drafts, <c>ask_drafts</c>, in the transaction that opens their cases, and the secrets of their receipts,
/// <c>follow_secrets</c>: a draft never makes two cases, and no case is without its secret when its receipt goes out.
/// </summary>
internal sealed class DraftsTable
{
    private static readonly RowStatement<EndedDraft> Statement = new RowColumns<EndedDraft>()
        .Add("unit_id", row => row.Unit)
        .Add("draft_id", row => row.Draft)
        .Add("case_id", row => row.Case)
        .Add("at", row => row.At)
        .Statement(columns =>
            $"""
            with ended as (
              update ask_drafts d set case_id = new.case_id from {columns.Rows}
              where d.unit_id = new.unit_id and d.id = new.draft_id
              returning d.unit_id, d.case_id, d.secret_hash, d.sealed, new.at)
            insert into follow_secrets (unit_id, case_id, secret_hash, sealed, made_at)
            select unit_id, case_id, secret_hash, sealed, at from ended
            """);

    private readonly List<EndedDraft> _rows = [];

    public void End(LockedCase of, long draft) => _rows.Add(new EndedDraft(of.Definition.Unit, draft, of.Id, of.StartedAt.ToSql()));

    public void Write(NpgsqlBatch batch) => Statement.AddTo(batch, _rows);
}
