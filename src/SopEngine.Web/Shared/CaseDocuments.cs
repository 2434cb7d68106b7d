using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Documents;

namespace SopEngine.Web.Shared;

/// <summary>How large what people send may be.</summary>
/// <param name="LargestFile">In bytes.</param>
public sealed record DocumentRules(long LargestFile)
{
    private const int Megabyte = 1024 * 1024;

    public int LargestMegabytes => (int)(LargestFile / Megabyte);

    /// <summary>Of a form with several files.</summary>
    public long LargestForm => Math.Min(4 * LargestFile, 120L * Megabyte) + Megabyte;

    public static DocumentRules From(IConfiguration configuration) => new((long)Math.Max(1, configuration.GetValue("Sop:Documents:LargestMegabytes", 20)) * Megabyte);
}

/// <summary>Takes in the files that people send with a case, and finds its documents for those who may see them.</summary>
public sealed class CaseDocuments(DocumentStore store, DocumentRules rules, Problems problems, IStringLocalizer<Texts> texts)
{
    /// <summary>More than any case needs; less than somebody who means harm would send.</summary>
    private const int MostInCase = 500;

    /// <summary>What was kept of what was sent, and what is wrong with the rest.</summary>
    public sealed record Received(IReadOnlyList<CaseDocument> Documents, Problem? Problem)
    {
        /// <exception cref="ProblemException">Something could not be kept.</exception>
        public IReadOnlyList<CaseDocument> All() => Problem is null ? Documents : throw new ProblemException(Problem);
    }

    /// <summary>Keeps each file that may be kept. Whether the person may send it here, the caller has seen to.</summary>
    public async Task<Received> Receive(Person person, long caseId, int? task, IEnumerable<IFormFile> files, CancellationToken cancellation)
    {
        var kept = new List<CaseDocument>();
        var errors = new List<string>();
        foreach (var file in files.Where(file => file.FileName.Length > 0))
        {
            await using var content = file.OpenReadStream();
            var (document, error) = await Receive(person, caseId, task, file.FileName, content, cancellation);
            if (document is not null) kept.Add(document);
            else errors.Add(error!);
        }

        return new Received(kept, errors.Count == 0 ? null : problems.Invalid(new Dictionary<string, string[]> { ["files"] = [.. errors] }));
    }

    /// <summary>Keeps the body of a request.</summary>
    /// <exception cref="ProblemException">It may not be kept.</exception>
    public async Task<CaseDocument> Receive(Person person, long caseId, int? task, string name, HttpRequest request, CancellationToken cancellation)
    {
        // To a file beside, so that a slow sender does not hold a connection to the database.
        request.EnableBuffering();
        await request.Body.CopyToAsync(Stream.Null, cancellation);
        var (document, error) = await Receive(person, caseId, task, name, request.Body, cancellation);
        return document ?? throw new ProblemException(problems.Invalid("file", error!));
    }

    /// <exception cref="ProblemException">There is none, or it is not for this person.</exception>
    public async Task<StoredDocument> Find(Person person, long id, CancellationToken cancellation) =>
        await store.Find(person.UnitId, id, cancellation) is { } document && person.MaySee(document) ? document : throw new ProblemException(problems.NotFound());

    /// <summary>The documents with these ids that were sent at a task.</summary>
    /// <exception cref="ProblemException">One of them is not there.</exception>
    public async Task<IReadOnlyList<CaseDocument>> At(Person person, TaskId task, IReadOnlyList<long> ids, CancellationToken cancellation)
    {
        var all = await store.OfCase(person.UnitId, task.Case, cancellation);
        return [.. ids.Distinct().Select(id => all.Find(document => document.Id == id && document.Task == task.No && person.MaySee(document))?.AsOfCase
            ?? throw new ProblemException(problems.Invalid("documents", texts["Document.Gone", id])))];
    }

    private async Task<(CaseDocument? Document, string? Error)> Receive(
        Person person, long caseId, int? task, string given, Stream content, CancellationToken cancellation)
    {
        var name = FileName.Clean(given);
        if (content.Length == 0) return (null, texts["Document.Empty", name]);
        if (content.Length > rules.LargestFile) return (null, texts["Document.TooLarge", name, rules.LargestMegabytes]);
        if ((await store.OfCase(person.UnitId, caseId, cancellation)).Count >= MostInCase) return (null, texts["Document.TooMany", name, MostInCase]);
        if (await FileType.Of(content, name, cancellation) is not { } type) return (null, texts["Document.NotAllowed", name]);
        return (await store.Add(person.UnitId, new NewDocument(caseId, task, name, type, person.Id), content, cancellation), null);
    }
}
