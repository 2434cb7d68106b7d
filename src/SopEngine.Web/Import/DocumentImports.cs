using System.Security.Cryptography;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Engine.Import;

namespace SopEngine.Web.Import;

/// <summary>The documents that an office brought, and what was read of them.</summary>
public sealed class DocumentImports(SopDatabase database, IClock clock)
{
    private const int MostTries = 3;

    public sealed record Item(long Id, string Name, string State, string? Reason, string BroughtBy, Instant BroughtAt, int Drafts);

    public sealed record Taken(string Name, byte[] Content);

    /// <summary>A document with its reading; the reading is null until there is one.</summary>
    public sealed record Document(long Id, string Name, string State, string? Reason, string? Reading, byte[] Sha256);

    public sealed record Draft(int Sop, string DefinitionId);

    private sealed record Kept(long Id, bool IsNew);

    public Task<List<Item>> List(int unit, CancellationToken cancellation) => database.Query<Item>(unit,
        """
        select i.id, i.name, i.state, i.reason, p.name as brought_by, i.brought_at,
          (select count(*)::int from document_import_drafts d where d.unit_id = i.unit_id and d.import_id = i.id) as drafts
        from document_imports i join people p on p.unit_id = i.unit_id and p.id = i.brought_by
        where i.unit_id = @unit order by i.id desc limit 200
        """, null, cancellation);

    /// <summary>Keeps a document to be read; one that the office brought before is the same again.</summary>
    public async Task<(long Id, bool IsNew)> Bring(int unit, long person, string name, byte[] content, CancellationToken cancellation)
    {
        var kept = await database.QuerySingle<Kept>(unit,
            """
            with brought as (
              insert into document_imports (unit_id, name, sha256, content, brought_at, brought_by)
              values (@unit, @name, @sha256, @content, @now, @person) on conflict (unit_id, sha256) do nothing returning id)
            select id, true as is_new from brought
            union all
            select id, false from document_imports where unit_id = @unit and sha256 = @sha256 and not exists (select from brought)
            limit 1
            """, new { name, sha256 = SHA256.HashData(content), content, person, now = clock.GetCurrentInstant() }, cancellation);
        return kept is null ? (0, false) : (kept.Id, kept.IsNew);
    }

    /// <summary>The document when it still waits. One whose reading died three times waits no more.</summary>
    public Task<Taken?> Take(int unit, long id, CancellationToken cancellation) => database.QuerySingle<Taken>(unit,
        """
        update document_imports set tries = tries + 1,
          state = case when tries >= @most then 'failed' else state end, reason = case when tries >= @most then 'TooLong' else reason end
        where unit_id = @unit and id = @id and state = 'waiting' returning name, content
        """, new { id, most = MostTries }, cancellation);

    public Task Keep(int unit, long id, ReadDocument read, CancellationToken cancellation) => database.Execute(unit,
        """
        update document_imports set state = @state, reason = @reason, reading = @reading, read_at = @now
        where unit_id = @unit and id = @id and state = 'waiting'
        """,
        new
        {
            id,
            state = read.Reason is null ? "read" : "failed",
            reason = read.Reason,
            reading = read.ToJson(),
            now = clock.GetCurrentInstant()
        }, cancellation);

    public Task<Document?> Find(int unit, long id, CancellationToken cancellation) => database.QuerySingle<Document>(unit,
        "select id, name, state, reason, reading, sha256 from document_imports where unit_id = @unit and id = @id", new { id },
            cancellation);

    public Task<List<Draft>> Drafts(int unit, long id, CancellationToken cancellation) => database.Query<Draft>(unit,
        "select sop, definition_id from document_import_drafts where unit_id = @unit and import_id = @id order by sop", new { id },
            cancellation);

    /// <summary>Two people who make the draft of one SOP make one: the second gets the first's.</summary>
    public async Task<string> Note(int unit, long person, long id, int sop, string definition, CancellationToken cancellation) =>
        (await database.QuerySingle<Draft>(unit,
            """
            with noted as (
              insert into document_import_drafts (unit_id, import_id, sop, definition_id, made_at, made_by)
              values (@unit, @id, @sop, @definition, @now, @person) on conflict do nothing returning sop, definition_id)
            select sop, definition_id from noted
            union all
            select sop, definition_id from document_import_drafts where unit_id = @unit and import_id = @id and sop =
                @sop and not exists (select from noted)
            limit 1
            """, new { id, sop, definition, person, now = clock.GetCurrentInstant() }, cancellation))!.DefinitionId;

    public Task Remove(int unit, long id, CancellationToken cancellation) => database.Execute(unit,
        "delete from document_imports where unit_id = @unit and id = @id", new { id }, cancellation);
}
