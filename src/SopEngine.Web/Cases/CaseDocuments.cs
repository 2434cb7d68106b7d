using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Documents;
using SopEngine.Engine.Documents.Pictures;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>The size limits of uploads.</summary>
/// <param name="LargestFile">In bytes.</param>
public sealed record DocumentRules(long LargestFile)
{
    private const int Megabyte = 1024 * 1024;

    public int LargestMegabytes => (int)(LargestFile / Megabyte);

    /// <summary>Of a form with several files.</summary>
    public long LargestForm => Math.Min(4 * LargestFile, 120L * Megabyte) + Megabyte;

    public static DocumentRules From(IConfiguration configuration) =>
        new((long)Math.Max(1, configuration.GetValue("Sop:Documents:LargestMegabytes", 20)) * Megabyte);

    public static ScannerSettings Scanner(IConfiguration configuration)
    {
        var scanner = configuration.GetSection("Sop:Scanner");
        return new(
            ScannerSettings.Read(scanner["Address"]),
            TimeSpan.FromSeconds(Math.Clamp(scanner.GetValue("TimeoutSeconds", 30), 1, 300)),
            (scanner["WhenAway"] ?? "refuse") switch
            {
                "refuse" => false,
                "accept" => true,
                var other => throw new FormatException($"Sop:Scanner:WhenAway is neither refuse nor accept: {other}"),
            });
    }
}

/// <summary>Takes in the files that people send with a case, and finds its documents for people who may see them.</summary>
public sealed class CaseDocuments(
    DocumentStore store, DocumentRules rules, VirusScanner scanner, Problems problems, IStringLocalizer<Texts> texts,
    ILogger<CaseDocuments> log)
{
    /// <summary>More than any case needs; keeps abuse small.</summary>
    private const int MostInCase = 500;

    /// <param name="IsForScanner">True when nothing is wrong with the file, but it cannot be scanned now.</param>
    private sealed record Refusal(string Message, bool IsForScanner = false);

    /// <summary>The files that were kept, and the problem with the others.</summary>
    public sealed record Received(IReadOnlyList<CaseDocument> Documents, Problem? Problem)
    {
        /// <exception cref="ProblemException">A file could not be kept.</exception>
        public IReadOnlyList<CaseDocument> All() => Problem is null ? Documents : throw new ProblemException(Problem);
    }

    /// <summary>Keeps each file that may be kept. The caller has checked that the person may send it here.</summary>
    /// <param name="field">The field of the task's form that the files are for; null for attachments.</param>
    /// <param name="has">The number of documents that the field has already.</param>
    public async Task<Received> Receive(
        Person person, long caseId, int? task, IEnumerable<IFormFile> files, CancellationToken cancellation, FormField? field = null,
        int has = 0)
    {
        var kept = new List<CaseDocument>();
        var refused = new List<Refusal>();
        foreach (var file in files.Where(file => file.FileName.Length > 0))
        {
            if (field is not null && has + kept.Count >= field.MaxFiles)
            {
                refused.Add(new Refusal(texts["Document.TooManyInField", FileName.Clean(file.FileName), field.MaxFiles]));
                continue;
            }

            await using var content = file.OpenReadStream();
            var (document, refusal) = await Receive(person, caseId, task, file.FileName, content, field, cancellation);
            if (document is not null) kept.Add(document);
            else refused.Add(refusal!);
        }

        return new Received(
            kept, refused.Count == 0 ? null : Refused(field is null ? "files" : $"data.{field.Name}", refused));
    }

    /// <summary>A file that may be kept.</summary>
    /// <param name="Content">A photograph's without what it tells of its place and its camera.</param>
    public sealed record Examined(string Name, FileType Type, Stream Content, bool IsUnscanned);

    /// <summary>Looks whether a file for a field of a form may be kept, where there is no case yet.</summary>
    /// <exception cref="ProblemException">It may not.</exception>
    public async Task<Examined> Examine(string given, Stream content, FormField field, CancellationToken cancellation)
    {
        var (examined, refusal) = await Examine(given, content, field, "a request that is being written", cancellation);
        return examined ?? throw new ProblemException(Refused($"data.{field.Name}", [refusal!]));
    }

    /// <summary>Keeps the body of a request as a document.</summary>
    /// <exception cref="ProblemException">The file may not be kept.</exception>
    public async Task<CaseDocument> Receive(
        Person person, long caseId, int? task, string name, HttpRequest request, CancellationToken cancellation)
    {
        // Into a file first, so that a slow sender does not hold a connection to the database.
        request.EnableBuffering();
        await request.Body.CopyToAsync(Stream.Null, cancellation);
        var (document, refusal) = await Receive(person, caseId, task, name, request.Body, null, cancellation);
        return document ?? throw new ProblemException(Refused("file", [refusal!]));
    }

    /// <exception cref="ProblemException">There is no such document, or the person may not see it.</exception>
    public async Task<StoredDocument> Find(Person person, long id, CancellationToken cancellation) =>
        await store.Find(person.UnitId, id, cancellation) is { } document && person.MaySee(document)
            ? document
            : throw new ProblemException(problems.NotFound());

    /// <summary>A document's content. A document that was kept unscanned is scanned first, if the scanner is back.</summary>
    /// <exception cref="ProblemException">The scanner found harm in it.</exception>
    public async Task<Stream> Open(Person person, StoredDocument document, CancellationToken cancellation)
    {
        var content = store.Open(person.UnitId, document);
        var harm = document.Harm;
        if (document.IsUnscanned && scanner.IsOn)
        {
            var result = await scanner.Scan(content, cancellation);
            harm = (result as ScanResult.Harmful)?.Name;
            if (result is not ScanResult.Away) await store.Scanned(person.UnitId, document.Hash, harm, cancellation);
            content.Position = 0;
        }

        return harm is null ? content : throw new ProblemException(problems.DocumentHarmful(harm));
    }

    /// <summary>The documents with these ids that were sent at a task.</summary>
    /// <param name="forCustomer">The ids of those that the case's customer may see.</param>
    /// <exception cref="ProblemException">One of them was not sent there.</exception>
    public async Task<IReadOnlyList<CaseDocument>> At(
        Person person, TaskId task, IReadOnlyList<long> ids, IReadOnlyList<long> forCustomer, CancellationToken cancellation)
    {
        var all = await store.OfCase(person.UnitId, task.Case, cancellation);
        return [.. ids.Distinct().Select(id =>
            all.Find(document => document.Id == id && document.Task == task.No && person.MaySee(document)) is { } found
                ? found.AsOfCase with { ForCustomer = forCustomer.Contains(id) }
                : throw new ProblemException(problems.Invalid("documents", texts["Document.Gone", id])))];
    }

    /// <summary>Removes a document that no event has attached.</summary>
    public Task Remove(int unit, long id, CancellationToken cancellation) => store.Remove(unit, id, cancellation);

    private Problem Refused(string field, IReadOnlyList<Refusal> refused)
    {
        var errors = new Dictionary<string, string[]> { [field] = [.. refused.Select(refusal => refusal.Message)] };
        return refused.All(refusal => refusal.IsForScanner) ? problems.ScannerAway(errors) : problems.Invalid(errors);
    }

    private async Task<(CaseDocument? Document, Refusal? Refusal)> Receive(
        Person person, long caseId, int? task, string given, Stream content, FormField? field, CancellationToken cancellation)
    {
        if ((await store.OfCase(person.UnitId, caseId, cancellation)).Count >= MostInCase)
            return (null, new Refusal(texts["Document.TooMany", FileName.Clean(given), MostInCase]));
        var (examined, refusal) = await Examine(given, content, field, $"person {person.Id}, case {caseId}", cancellation);
        if (examined is null) return (null, refusal);
        var document = new NewDocument(
            caseId, task, examined.Name, examined.Type, person.Id, IsUnscanned: examined.IsUnscanned, Field: field?.Name);
        return (await store.Add(person.UnitId, document, examined.Content, cancellation), null);
    }

    /// <param name="sender">For the log.</param>
    private async Task<(Examined? File, Refusal? Refusal)> Examine(
        string given, Stream content, FormField? field, string sender, CancellationToken cancellation)
    {
        var name = FileName.Clean(given);
        if (content.Length == 0) return Refuse("Document.Empty", name);
        if (content.Length > rules.LargestFile) return Refuse("Document.TooLarge", name, rules.LargestMegabytes);
        if (await FileType.Of(content, name, cancellation) is not { } type) return Refuse("Document.NotAllowed", name);
        if (field is not null && !FormFiles.Takes(field, name)) return Refuse("Document.NotForField", name, SortText.Of(texts, field));

        var scan = scanner.IsOn ? await scanner.Scan(content, cancellation) : new ScanResult.Clean();
        if (scan is ScanResult.Harmful harmful)
        {
            log.LogWarning("A document was refused ({Sender}): {Harm}", sender, harmful.Name);
            return Refuse("Document.Harmful", name, harmful.Name);
        }

        if (scan is ScanResult.Away away)
        {
            log.LogWarning("The virus scanner is away: {Why}", away.Why);
            if (!scanner.AcceptsUnscanned) return (null, new Refusal(texts["Document.ScannerAway", name], IsForScanner: true));
        }

        if (type.IsPhoto)
        {
            if (await Picture.Clean(type, content, cancellation) is not { } cleaned) return Refuse("Document.Broken", name);
            content = cleaned;
        }

        return (new Examined(name, type, content, scan is ScanResult.Away), null);
    }

    private (Examined?, Refusal) Refuse(string key, params object[] arguments) => (null, new Refusal(texts[key, arguments]));
}
