using System.Security.Cryptography;
using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Documents;

/// <summary>A stored document without its content.</summary>
/// <param name="Task">The number of the task at which it was sent; null for a document of no step.</param>
/// <param name="Kind">The kind of a document made by the system; null for others.</param>
/// <param name="AddedBy">Null for the system.</param>
/// <param name="IsAttached">True once an event of the case has attached it; until then it can be removed.</param>
/// <param name="CustomerId">The case's customer; null for none.</param>
/// <param name="IsUnscanned">True when it was stored while the scanner was away, and has not been scanned since.</param>
/// <param name="Harm">The harm that a later scan found; null for none.</param>
public sealed record StoredDocument(
    long Id, long Case, int? Task, string Name, byte[] Hash, string MediaType, long Size, string? Kind, string? Number, bool ForCustomer,
    Instant AddedAt, long? AddedBy, string? AddedByName, bool IsAttached, long? CustomerId, bool IsUnscanned, string? Harm)
{
    /// <summary>The field of the task's form for which it was sent; null for none.</summary>
    public string? Field { get; init; }

    /// <summary>The kind of document, in the words of the form's author; null for none.</summary>
    public string? Label { get; init; }

    public string Sha256 => Convert.ToHexStringLower(Hash);

    /// <summary>The state of a document that the office issued; null for other documents.</summary>
    public Issuance? Issued { get; init; }

    public FileType Type => FileType.Of(MediaType)!;

    public CaseDocument AsOfCase => new(Id, Name, Sha256);
}

/// <summary>The state of an issued document: valid, replaced or cancelled.</summary>
/// <param name="Token">The end of the address by which anybody verifies it.</param>
/// <param name="TemplateVersion">Null for a text of the SOP's own.</param>
/// <param name="ReplacedBy">The document that took its place, with its number, if it has one.</param>
/// <param name="Reason">Of one that was cancelled; null for others.</param>
public sealed record Issuance(string Token, int? TemplateVersion, long? ReplacedBy, string? ReplacedByNumber, string? Reason)
{
    public bool IsValid => ReplacedBy is null && Reason is null;
}

/// <summary>A document to be stored.</summary>
/// <param name="Name">Clean already; see <see cref="FileName"/>.</param>
public sealed record NewDocument(
    long Case, int? Task, string Name, FileType Type, long? AddedBy, string? Kind = null, string? Number = null, bool ForCustomer = false,
    bool IsAttached = false, bool IsUnscanned = false, string? Field = null);

/// <summary>The documents of cases, with their contents, in the database: one backup has it all.</summary>
public sealed class DocumentStore(SopDatabase database, IClock clock)
{
    private const string Select =
        """
        select d.id, d.case_id as "case", d.task_no as task, d.name, d.hash, c.media_type, c.size, d.kind, d.number, d.for_customer,
          d.added_at, d.added_by, p.name as added_by_name, d.attached_at is not null as is_attached, ca.customer_id, c.is_unscanned, c.harm,
          d.field, d.label, i.token, i.template_version, i.replaced_by, r.number as replaced_by_number, i.reason
        from documents d join contents c on c.unit_id = d.unit_id and c.hash = d.hash
          join cases ca on ca.unit_id = d.unit_id and ca.id = d.case_id
          left join people p on p.unit_id = d.unit_id and p.id = d.added_by
          left join issued_documents i on i.unit_id = d.unit_id and i.document_id = d.id
          left join documents r on r.unit_id = i.unit_id and r.id = i.replaced_by
        where d.unit_id = @unit and 
        """;

    private const string InsertContent =
        """
        insert into contents (unit_id, hash, size, media_type, used_at, is_unscanned)
        values (@unit, @hash, @size, @mediaType, @now, @isUnscanned)
        on conflict (unit_id, hash) do update set used_at = excluded.used_at, is_unscanned = contents.is_unscanned and excluded.is_unscanned
        returning xmax = 0
        """;

    private const string InsertPart = "insert into content_parts (unit_id, hash, no, bytes) values (@unit, @hash, @no, @bytes)";

    private const string InsertDocument =
        """
        insert into documents (unit_id, case_id, task_no, name, hash, kind, number, for_customer, added_at, added_by, attached_at,
          field)
        values (@unit, @Case, @Task, @Name, @hash, @Kind, @Number, @ForCustomer, @now, @AddedBy, case when @IsAttached then @now end,
          @Field)
        returning id
        """;

    public Task<List<StoredDocument>> OfCase(int unit, long caseId, CancellationToken cancellation) =>
        Read(unit, "d.case_id = @caseId order by d.id", new { caseId }, cancellation);

    public async Task<StoredDocument?> Find(int unit, long id, CancellationToken cancellation) =>
        (await Read(unit, "d.id = @id", new { id }, cancellation)).SingleOrDefault();

    /// <summary>Opens a document's content.</summary>
    public Stream Open(int unit, StoredDocument document) => Open(unit, document.Hash, document.Size);

    public Stream Open(int unit, byte[] hash, long size) => new ContentStream(database, unit, hash, size);

    /// <summary>Keeps a content that is no document yet.</summary>
    /// <param name="content">A seekable stream.</param>
    /// <returns>The hash by which it is known.</returns>
    public async Task<byte[]> Keep(int unit, FileType type, Stream content, bool isUnscanned, CancellationToken cancellation)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync($"select {SopDatabase.BindToUnits}", new { sopUnits = SopDatabase.Units(unit) });
        var hash = await InsertContentOf(connection, unit, type, content, isUnscanned, clock.Now(), cancellation);
        await transaction.CommitAsync(cancellation);
        return hash;
    }

    /// <summary>Stores a document. A content that the unit has already is not stored again.</summary>
    /// <param name="content">A seekable stream.</param>
    public async Task<CaseDocument> Add(int unit, NewDocument document, Stream content, CancellationToken cancellation)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync($"select {SopDatabase.BindToUnits}", new { sopUnits = SopDatabase.Units(unit) });
        var stored = await Insert(connection, unit, document, content, clock.Now(), cancellation);
        await transaction.CommitAsync(cancellation);
        return stored;
    }

    /// <summary>Stores a document within the caller's transaction.</summary>
    internal static async Task<CaseDocument> Insert(
        NpgsqlConnection connection, int unit, NewDocument document, Stream content, Instant now, CancellationToken cancellation)
    {
        var hash = await InsertContentOf(connection, unit, document.Type, content, document.IsUnscanned, now, cancellation);
        var id = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            InsertDocument,
            new
            {
                unit,
                document.Case,
                document.Task,
                document.Name,
                hash,
                document.Kind,
                document.Number,
                document.ForCustomer,
                now,
                document.AddedBy,
                document.IsAttached,
                document.Field,
            },
            cancellationToken: cancellation));
        return new CaseDocument(id, document.Name, Convert.ToHexStringLower(hash));
    }

    /// <summary>Removes a document that no event has attached.</summary>
    public Task Remove(int unit, long id, CancellationToken cancellation) => database.Execute(
        unit, "delete from documents where unit_id = @unit and id = @id and attached_at is null", new { id }, cancellation);

    /// <summary>Stores the scanner's verdict on a content that was stored unscanned.</summary>
    /// <param name="harm">The harm found; null for none.</param>
    public Task Scanned(int unit, byte[] hash, string? harm, CancellationToken cancellation) => database.Execute(
        unit, "update contents set is_unscanned = false, harm = @harm where unit_id = @unit and hash = @hash",
        new { hash, harm }, cancellation);

    /// <summary>Shows a document to the case's customer, or hides it.</summary>
    public Task Show(int unit, long id, bool forCustomer, CancellationToken cancellation) => database.Execute(
        unit, "update documents set for_customer = @forCustomer where unit_id = @unit and id = @id", new { id, forCustomer }, cancellation);

    /// <summary>
    /// Removes documents that were sent a day ago for a step that has closed without them, and every content without a document. Called
    /// now and then, on any node.
    /// </summary>
    /// <returns>The number of removed documents and contents.</returns>
    public async Task<int> RemoveOrphans(CancellationToken cancellation)
    {
        const string Documents =
            """
            delete from documents d where d.attached_at is null and d.added_at < @before
              and not exists (select from tasks t where t.unit_id = d.unit_id and t.case_id = d.case_id and t.no = d.task_no
                and t.closed_at is null)
            """;
        const string Contents =
            """
            delete from contents c where c.used_at < @before
              and not exists (select from documents d where d.unit_id = c.unit_id and d.hash = c.hash)
              and not exists (select from ask_files f where f.unit_id = c.unit_id and f.hash = c.hash)
            """;
        var before = clock.Now() - Duration.FromDays(1);
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(new CommandDefinition(Documents, new { before }, cancellationToken: cancellation))
            + await connection.ExecuteAsync(new CommandDefinition(Contents, new { before }, cancellationToken: cancellation));
    }

    private static async Task<byte[]> InsertContentOf(
        NpgsqlConnection connection, int unit, FileType type, Stream content, bool isUnscanned, Instant now, CancellationToken cancellation)
    {
        content.Position = 0;
        var hash = await SHA256.HashDataAsync(content, cancellation);
        var isNew = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            InsertContent, new { unit, hash, size = content.Length, mediaType = type.MediaType, now, isUnscanned },
            cancellationToken: cancellation));
        if (isNew) await InsertParts(connection, unit, hash, content, cancellation);
        return hash;
    }

    private static async Task InsertParts(
        NpgsqlConnection connection, int unit, byte[] hash, Stream content, CancellationToken cancellation)
    {
        content.Position = 0;
        var buffer = new byte[ContentStream.PartSize];
        for (var no = 0; ; no++)
        {
            var length = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
            if (length == 0) return;
            await connection.ExecuteAsync(new CommandDefinition(
                InsertPart, new { unit, hash, no, bytes = buffer[..length] }, cancellationToken: cancellation));
        }
    }

    private async Task<List<StoredDocument>> Read(int unit, string where, object parameters, CancellationToken cancellation) =>
        [.. (await database.Query<Row>(unit, Select + where, parameters, cancellation)).Select(row => row.ToDocument())];

    private sealed record Row(
        long Id, long Case, int? Task, string Name, byte[] Hash, string MediaType, long Size, string? Kind, string? Number,
        bool ForCustomer, DateTime AddedAt, long? AddedBy, string? AddedByName, bool IsAttached, long? CustomerId, bool IsUnscanned,
        string? Harm, string? Field, string? Label, string? Token, int? TemplateVersion, long? ReplacedBy, string? ReplacedByNumber,
        string? Reason)
    {
        public StoredDocument ToDocument() =>
            new(Id, Case, Task, Name, Hash, MediaType, Size, Kind, Number, ForCustomer, AddedAt.ToInstant(), AddedBy, AddedByName,
                IsAttached, CustomerId, IsUnscanned, Harm)
            {
                Field = Field,
                Label = Label,
                Issued = Token is null ? null : new(Token, TemplateVersion, ReplacedBy, ReplacedByNumber, Reason),
            };
    }
}
