using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Core.Documents;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Documents;

/// <summary>A document with its places filled.</summary>
/// <param name="Pictures">The pictures in its blocks, made ready for paper, by the documents that hold them.</param>
/// <param name="Number">Null for a document without one.</param>
internal sealed record FilledDocument(
    DocumentDraft Draft, DocumentFacts Facts, DocumentData Data, IReadOnlyList<Block> Blocks, IReadOnlyDictionary<long, byte[]> Pictures,
    string? Number, string Token)
{
    public Letter Letter() => Facts.Letter(Draft.Name, Number, DocumentPaper.Of(Blocks, Pictures));

    public MemoryStream Pdf() => PdfWriter.Write(Letter());
}

/// <summary>
/// Fills documents and keeps them, in a transaction of the caller's: number, document and event are committed together or not at all, so
/// numbers have no gaps and do not repeat.
/// </summary>
internal static class DocumentFilling
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The lock on the counter's row makes a second transaction wait for the commit of the first.</summary>
    private const string NextNumber =
        """
        insert into document_counters as counter (unit_id, kind, year, last) values (@unit, @Kind, @year, 1)
        on conflict (unit_id, kind, year) do update set last = counter.last + 1
        returning last
        """;

    private const string ForeseenNumber =
        "select coalesce((select last from document_counters where unit_id = @unit and kind = @Kind and year = @year), 0) + 1";

    private const string InsertIssued =
        """
        insert into issued_documents (unit_id, document_id, token, issued_on, template_version, content, filled, form_key)
        values (@unit, @Id, @Token, @on, @version, @content, @filled::json, @formKey)
        """;

    /// <summary>The number that comes next, given for good; null for a document without one.</summary>
    public static Task<string?> Number(
        NpgsqlConnection connection, int unit, DocumentDraft draft, DocumentFacts facts, CancellationToken cancellation) =>
        Number(NextNumber, connection, unit, draft, facts, cancellation);

    /// <summary>The number that would come next.</summary>
    public static Task<string?> Foreseen(
        NpgsqlConnection connection, int unit, DocumentDraft draft, DocumentFacts facts, CancellationToken cancellation) =>
        Number(ForeseenNumber, connection, unit, draft, facts, cancellation);

    /// <param name="by">The name of the person who issues it; empty for the system.</param>
    /// <param name="replaced">The document that it takes the place of; null for none.</param>
    public static async Task<FilledDocument> Fill(
        NpgsqlConnection connection, FlowCache flows, int unit, DocumentDraft draft, DocumentFacts facts,
        IReadOnlyDictionary<string, DocumentValue> values, string? number, string by, ReplacedDocument? replaced,
        DocumentSources sources, CancellationToken cancellation)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        var named = new Dictionary<string, DocumentValue>(await WithNames(connection, unit, values, cancellation));
        if (facts.CaseId is { } caseId && DocumentText.Places(draft.Text).Contains(DocumentText.Dispositions.Name))
            named.TryAdd(DocumentText.Dispositions.Name,
                await CaseDispositions.Read(connection, flows, unit, caseId, facts.Zone, cancellation));
        var filled = facts.Fill(named, number ?? "", by, replaced?.Citation ?? "");
        await AddFigures(connection, unit, draft.Text, facts, filled, sources, cancellation);
        var data = new DocumentData(
            filled, DocumentText.Has(draft.Text, MarkKind.Signature) ? await facts.Sign(connection, unit, draft.Post, cancellation) : null,
            DocumentText.Has(draft.Text, MarkKind.Code) ? sources.To(token) : null);
        var blocks = Blocks(draft.Text, data);
        var pictures = await CasePictures.Read(connection, unit, facts.CaseId, blocks, cancellation);
        return new FilledDocument(draft, facts, data, blocks, pictures, number, token);
    }

    /// <summary>
    /// The blocks of a text. A document that takes the place of another says so, whether its text has a place for it or not.
    /// </summary>
    public static IReadOnlyList<Block> Blocks(string text, DocumentData data)
    {
        var blocks = DocumentText.Read(text, data);
        if (data.Values.GetValueOrDefault("menggantikan") is not { Text: { Length: > 0 } citation }
            || DocumentText.Places(text).Contains("menggantikan")) return blocks;
        // Below the title; a heading belongs to what follows it.
        var at = blocks.TakeWhile(block => block.Kind is BlockKind.Title).Count();
        return [.. blocks.Take(at), new Block(BlockKind.Paragraph, "", [new Span(citation, false)]), .. blocks.Skip(at)];
    }

    /// <summary>
    /// Puts the figures of the months that the text names among the values, as they are now: kept with the document, they stay as they
    /// were issued.
    /// </summary>
    private static async Task AddFigures(
        NpgsqlConnection connection, int unit, string text, DocumentFacts facts, Dictionary<string, DocumentValue> values,
        DocumentSources sources, CancellationToken cancellation)
    {
        foreach (var field in DocumentText.Months(text))
        {
            var month = DocumentText.DayOf(values.GetValueOrDefault(field)?.Text ?? "") is { Year: > 1900 and < 9000 } day
                ? day : facts.Today.PlusMonths(-1);
            if (sources.Figures is { } figures)
                values[Performance.Place(field)] = new DocumentValue("") { Table = await figures(connection, unit, month, cancellation) };
            if (values.GetValueOrDefault(Performance.Period) is not { Text.Length: > 0 })
                values[Performance.Period] = DocumentText.ShowMonth(month);
        }
    }

    /// <summary>Keeps a document with the case.</summary>
    /// <param name="by">Null for the system.</param>
    /// <param name="formKey">Null for a document that no form asked for.</param>
    public static async Task<CaseDocument> Keep(
        NpgsqlConnection connection, int unit, long caseId, FilledDocument filled, long? by, string? formKey, Instant now,
        CancellationToken cancellation)
    {
        using var pdf = filled.Pdf();
        var draft = filled.Draft;
        var document = await DocumentStore.Insert(
            connection, unit,
            new NewDocument(caseId, null, FileName.Clean(draft.Name + ".pdf"), FileType.Pdf, by, draft.Kind, filled.Number,
                draft.ForCustomer, IsAttached: true),
            pdf, now, cancellation);
        await connection.ExecuteAsync(new CommandDefinition(InsertIssued, new
        {
            unit,
            document.Id,
            filled.Token,
            on = filled.Facts.Today.ToDateOnly(),
            version = draft.Version,
            content = draft.Version is null ? draft.Text : null,
            filled = JsonSerializer.Serialize(filled.Data, Json),
            formKey,
        }, cancellationToken: cancellation));
        return document;
    }

    private static async Task<string?> Number(
        string sql, NpgsqlConnection connection, int unit, DocumentDraft draft, DocumentFacts facts, CancellationToken cancellation)
    {
        if (draft.Numbering.Length == 0 || NumberRule.Parse(draft.Numbering) is not { } rule) return null;
        var year = rule.IsYearly ? facts.Today.Year : 0;
        var seq = await connection.ExecuteScalarAsync<int>(
            new CommandDefinition(sql, new { unit, draft.Kind, year }, cancellationToken: cancellation));
        return rule.Number(seq, facts.ShortName, draft.Class, facts.Today);
    }

    /// <summary>The values, with the names of the people in them.</summary>
    private static async Task<IReadOnlyDictionary<string, DocumentValue>> WithNames(
        NpgsqlConnection connection, int unit, IReadOnlyDictionary<string, DocumentValue> values, CancellationToken cancellation)
    {
        var people = values.Values.SelectMany(People).Distinct().ToArray();
        if (people.Length == 0) return values;
        var names = (await connection.QueryAsync<(long Id, string Name)>(new CommandDefinition(
            "select id, name from people where unit_id = @unit and id = any (@people)", new { unit, people },
            cancellationToken: cancellation))).ToDictionary(person => person.Id, person => person.Name);
        return values.ToDictionary(
            value => value.Key,
            // Names have commas of their own, before their degrees.
            value => People(value.Value) is { Count: > 0 } named
                ? new DocumentValue(string.Join("; ", named.Select(person => names.GetValueOrDefault(person, "")))) : value.Value);

        static IReadOnlyList<long> People(DocumentValue value) =>
            value.People ?? (value.Person is { } person ? [person] : []);
    }
}

/// <summary>An issued document that another one takes the place of.</summary>
internal sealed record ReplacedDocument(long Id, string Name, string? Number, LocalDate IssuedOn)
{
    /// <summary>"Menggantikan nomor 3/BPCU/2026 tanggal 30 November 2026".</summary>
    public string Citation => Number is null
        ? $"Menggantikan {Name} tanggal {DocumentText.Show(IssuedOn)}"
        : $"Menggantikan nomor {Number} tanggal {DocumentText.Show(IssuedOn)}";
}
