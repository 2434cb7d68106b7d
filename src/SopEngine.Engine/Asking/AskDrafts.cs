using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Documents;

namespace SopEngine.Engine.Asking;

/// <summary>A citizen's request that is being written, or was sent.</summary>
/// <param name="Form">Values by the name of the form's part.</param>
/// <param name="IsSending">True once it was sent: nothing of it can be changed any more.</param>
/// <param name="Case">The case that it became; null while there is none.</param>
public sealed record AskDraft(
    long Id, string Definition, IReadOnlyDictionary<string, string[]> Form, Instant SavedAt, Instant ExpiresAt, bool IsSending, long? Case)
{
    public IReadOnlyList<AskFile> Files { get; init; } = [];

    /// <summary>Of the receipt's secret, once it was sent.</summary>
    public byte[]? SecretHash { get; init; }
}

/// <summary>A file of such a request.</summary>
/// <param name="Field">The field of the form that it is for.</param>
public sealed record AskFile(
    long Id, string Field, string Name, byte[] Hash, string MediaType, long Size, bool IsUnscanned, string? Harm, DateTime AddedAt);

/// <summary>
/// Keeps the drafts of citizens' requests. Their readers have no account: a draft is found by its secret alone, of which the database has
/// the hash.
/// </summary>
public sealed class AskDrafts(SopDatabase database, DocumentStore documents, IClock clock)
{
    public static readonly Duration Lasts = Duration.FromDays(30);

    /// <summary>The most files of one draft.</summary>
    public const int MostFiles = 30;

    public const int TokenLength = 43;

    private const string Read =
        """
        select id, definition_id as definition, form::text as form, saved_at, expires_at, sending_at is not null as is_sending,
          case_id as "case", secret_hash
        from ask_drafts where unit_id = @unit and token_hash = @hash and expires_at > @now;

        select f.id, f.field, f.name, f.hash, c.media_type, c.size, c.is_unscanned, c.harm, f.added_at
        from ask_files f join contents c on c.unit_id = f.unit_id and c.hash = f.hash
        where f.unit_id = @unit and f.draft_id = (select id from ask_drafts where unit_id = @unit and token_hash = @hash) order by f.id
        """;

    /// <summary>A new secret for an address or a cookie.</summary>
    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <returns>Null for a text that opens no draft of the office, and for one that is over: nobody learns which.</returns>
    public async Task<AskDraft?> Find(int unit, string? token, CancellationToken cancellation)
    {
        if (token is not { Length: TokenLength }) return null;
        var (row, files) = await database.QueryMany(
            unit, Read, new { hash = Hash(token), now = clock.Now() },
            async results => (await results.ReadSingleOrDefaultAsync<Row>(), (await results.ReadAsync<AskFile>()).ToList()), cancellation);
        return row is null ? null : row.Draft with { Files = files };
    }

    /// <returns>The secret of the new draft.</returns>
    public async Task<string> Make(
        int unit, string definition, IReadOnlyDictionary<string, string[]> form, CancellationToken cancellation)
    {
        var token = NewToken();
        var now = clock.Now();
        await database.Execute(
            unit,
            """
            insert into ask_drafts (unit_id, token_hash, definition_id, form, made_at, saved_at, expires_at)
            values (@unit, @hash, @definition, @form::json, @now, @now, @until)
            """,
            new { hash = Hash(token), definition, form = JsonSerializer.Serialize(form), now, until = now + Lasts }, cancellation);
        return token;
    }

    /// <summary>Keeps what is filled in by now. A draft that was sent stays as it is.</summary>
    public Task Save(int unit, long id, IReadOnlyDictionary<string, string[]> form, CancellationToken cancellation) => database.Execute(
        unit,
        """
        update ask_drafts set form = @form::json, saved_at = @now, expires_at = @until
        where unit_id = @unit and id = @id and sending_at is null
        """,
        new { id, form = JsonSerializer.Serialize(form), now = clock.Now(), until = clock.Now() + Lasts }, cancellation);

    /// <summary>Keeps a file; its content is checked already.</summary>
    public async Task<long> AddFile(
        int unit, long draft, string field, string name, FileType type, Stream content, bool isUnscanned, CancellationToken cancellation)
    {
        var hash = await documents.Keep(unit, type, content, isUnscanned, cancellation);
        return await database.QuerySingle<long>(
            unit,
            """
            insert into ask_files (unit_id, draft_id, field, name, hash, added_at)
            select @unit, id, @field, @name, @hash, @now from ask_drafts where unit_id = @unit and id = @draft and sending_at is null
            returning id
            """,
            new { draft, field, name, hash, now = clock.Now() }, cancellation);
    }

    public Task RemoveFile(int unit, long draft, long id, CancellationToken cancellation) => database.Execute(
        unit,
        """
        delete from ask_files f using ask_drafts d
        where f.unit_id = @unit and f.draft_id = @draft and f.id = @id and d.unit_id = f.unit_id and d.id = f.draft_id
          and d.sending_at is null
        """,
        new { draft, id }, cancellation);

    public Stream Open(int unit, AskFile file) => documents.Open(unit, file.Hash, file.Size);

    /// <summary>Closes the draft for changes. The first call counts, so that a form sent twice makes one request.</summary>
    public Task BeginSending(int unit, long id, AskedRequest request, CancellationToken cancellation) => database.Execute(
        unit,
        """
        update ask_drafts set sending_at = @now, customer_id = @Customer, title = @Title, outcome = @Outcome, data = @data::json,
          checks = @checks::json, secret_hash = @SecretHash, sealed = @Sealed
        where unit_id = @unit and id = @id and sending_at is null
        """,
        new
        {
            id,
            now = clock.Now(),
            request.Customer,
            request.Title,
            request.Outcome,
            data = request.Data.ValueKind == JsonValueKind.Undefined ? null : request.Data.GetRawText(),
            checks = request.Checks is null ? null : JsonSerializer.Serialize(request.Checks),
            request.SecretHash,
            request.Sealed,
        }, cancellation);

    private sealed class Row
    {
        public long Id { get; init; }
        public string Definition { get; init; } = "";
        public string Form { get; init; } = "";
        public DateTime SavedAt { get; init; }
        public DateTime ExpiresAt { get; init; }
        public bool IsSending { get; init; }
        public long? Case { get; init; }
        public byte[]? SecretHash { get; init; }

        public AskDraft Draft => new(
            Id, Definition, JsonSerializer.Deserialize<Dictionary<string, string[]>>(Form)!, SavedAt.ToInstant(), ExpiresAt.ToInstant(),
            IsSending, Case)
        { SecretHash = SecretHash };
    }
}

/// <summary>What a citizen asks for, as it will be done.</summary>
/// <param name="Title">Its subject; null for the service's own name.</param>
/// <param name="Outcome">The choice of the first step; null for a step with one way on.</param>
/// <param name="Data">The first step's form, with the numbers of the draft's files.</param>
/// <param name="Checks">The first step's requirements as the citizen found them; null for none.</param>
/// <param name="Sealed">The receipt's secret under the service's keys, for the receipt by mail.</param>
public sealed record AskedRequest(
    long Customer, string? Title, string? Outcome, JsonElement Data, IReadOnlyList<RequirementCheck>? Checks, byte[] SecretHash,
    string Sealed);
