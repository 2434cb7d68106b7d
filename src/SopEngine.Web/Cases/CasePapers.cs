using System.Globalization;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Documents;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Data;
using SopEngine.Engine.Documents;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>
/// A case on paper, as PDF under the office's letterhead: the whole of it for the file, and the slip that a customer takes along.
/// </summary>
public sealed class CasePapers(SopDatabase database, IClock clock, IStringLocalizer<Texts> texts)
{
    public async Task<IResult> Print(Person person, CaseView seen, CancellationToken cancellation)
    {
        List<Block> blocks =
        [
            Title(texts["Paper.Case", seen.Id]),
            .. seen.RegisterNumber is { } number ? new[] { Fact("Case.Register", number) } : [],
            Fact("Start.CaseTitle", seen.Title),
            .. Customer(seen),
            Fact("Case.Sop", Sop(seen)),
            Fact("Cases.Status", texts["Status." + seen.Status]),
            Fact("Case.StartedAt", When.Moment(seen.StartedAt) + (seen.StartedBy is { } by ? $", {by}" : "")),
            .. seen.EndedAt is { } ended ? new[] { Fact("Case.EndedAt", When.Moment(ended)) } : [],
            .. Promise(seen),
            Heading("Case.Steps"),
            .. seen.Tasks.Where(task => !task.IsUndone).SelectMany(task => Step(seen, task)),
            .. person.IsCustomer ? [] : Dispositions(seen),
            .. Documents(seen.Documents.Where(document => document.IsAttached)),
            .. Comments(seen),
            Note(texts["Paper.PrintedBy", When.Moment(clock.GetCurrentInstant()), person.Name]),
        ];
        return await File(person, $"{texts["Task.OfCase", seen.Id]}", blocks, cancellation);
    }

    public async Task<IResult> Slip(Person person, CaseView seen, CaseReceipt.Words words, CancellationToken cancellation)
    {
        List<Block> blocks =
        [
            Title(texts["Paper.Slip"]),
            .. seen.RegisterNumber is { } number ? new[] { Fact("Case.Register", number) } : [],
            Fact("Cases.Number", $"#{seen.Id}"),
            Fact("Start.CaseTitle", seen.Title),
            .. Customer(seen),
            Fact("Paper.Service", Sop(seen)),
            Fact("Paper.ReceivedAt", When.Moment(seen.StartedAt)),
            Fact("Receipt.Next", string.Join("\n", words.Next)),
            Fact("Receipt.Until", words.Until),
            Fact("Receipt.Follow", words.Follow),
            // The slip is the customer's, whoever prints it.
            .. Documents(seen.Documents.Where(person.MaySee).Where(document => document.IsAttached && document.ForCustomer)),
            Line(texts["Paper.Slip.Keep"]),
            new Block(BlockKind.Space, "", []),
            new Block(BlockKind.Paragraph, "", [new Span(Received(person), false)], Right: true),
        ];
        return await File(person, $"{texts["Paper.Slip"]} {seen.Id}", blocks, cancellation);
    }

    /// <summary>Who signs a slip is a member of the office; a customer's own print has no signature.</summary>
    private string Received(Person person) =>
        $"{When.Day(Today)}\n{person.UnitName}{(person.IsCustomer ? "" : $"\n\n\n{person.Name}")}";

    private LocalDate Today => clock.GetCurrentInstant().InZone(When.Zone).Date;

    private async Task<IResult> File(Person person, string title, IReadOnlyList<Block> blocks, CancellationToken cancellation)
    {
        var office = await database.QuerySingle<Letterheads.Stored>(
            person.UnitId, $"select {Letterheads.Columns} from units u where u.id = @unit", null, cancellation)
            ?? throw new InvalidOperationException($"There is no unit {person.UnitId}.");
        // Shown by the browser, which prints it.
        var letter = office.Letter(title, null, blocks) with { Language = CultureInfo.CurrentCulture.Name };
        return Results.File(PdfWriter.Write(letter), "application/pdf");
    }

    private IEnumerable<Block> Step(CaseView seen, CaseTask task)
    {
        var state = task switch
        {
            { IsOpen: true } => task.Holder is { } holder
                ? texts["Steps.With", holder] : texts["Steps.Waits", task.For ?? task.Lane?.Name ?? "—"],
            { IsCancelled: true } => texts["Steps.Cancelled"],
            _ => texts["Steps.Done", task.ClosedBy ?? "—", When.Brief(task.ClosedAt!.Value)]
                + (task.Counter is { } proof ? ", " + ProofText.Of(texts, proof, seen.Customer) : ""),
        };
        var filled = FilledIn.Of(task, seen, texts).ToList();
        yield return new Block(BlockKind.Item, task.Step?.Number is { } number ? number + "." : "•",
        [
            new Span(task.Step?.ShortCaption ?? task.Title, true), new Span($"\n{state}", false),
            .. task.Step is { Outcomes.Count: > 0 } && task.Outcome is { } outcome
                ? new[] { new Span($"\n{texts["Task.Outcome"]}: {outcome}", false) } : [],
            .. filled.Where(entry => !Fits(entry.Table)).Select(entry =>
                new Span($"\n{entry.Label}:{(entry.Value.Contains('\n', StringComparison.Ordinal) ? "\n" : " ")}{entry.Value}", false)),
            .. task.Comment is { } comment ? new[] { new Span($"\n{texts["Task.Comment"]}: {comment}", false) } : [],
        ]);
        foreach (var (label, _, table) in filled.Where(entry => Fits(entry.Table)))
        {
            yield return new Block(BlockKind.Paragraph, "", [new Span(label, true)]);
            yield return Drawn(table!);
        }
    }

    private IEnumerable<Block> Dispositions(CaseView seen)
    {
        foreach (var (index, given) in DispositionText.Of(seen, texts).Index())
        {
            if (index == 0) yield return Heading("Disposition.Tree");
            yield return new Block(BlockKind.Item, given.Number,
            [
                new Span(texts["Disposition.FromTo", given.By, given.To], true), new Span($"\n{When.Moment(given.At)}", false),
                .. given.Lines.Select(line => new Span($"\n{line.Label}: {line.Value}", false)),
            ]);
        }
    }

    /// <summary>False for a table without rows, and for one whose cells would be too narrow.</summary>
    private static bool Fits(FilledIn.Table? table) => table is { Columns.Count: <= 8, Rows.Count: > 0 };

    private TableBlock Drawn(FilledIn.Table table)
    {
        List<IReadOnlyList<string>> rows = [.. table.Rows];
        var hasSums = table.Sums.Any(sum => sum is not null);
        if (hasSums)
            rows.Add([.. table.Sums.Select((sum, at) => sum ?? (at == 0 ? texts["Form.Total"].Value : ""))]);
        return new TableBlock(
            [.. table.Columns.Select((column, at) => new PaperColumn(column.Label, Share(column, at), column.IsNumeric))], rows)
        {
            HasSums = hasSums,
        };

        int Share(FormField column, int at) => Math.Clamp(rows.Max(row => row[at].Length), Math.Clamp(column.Label.Length, 8, 24), 24);
    }

    private IEnumerable<Block> Documents(IEnumerable<StoredDocument> documents)
    {
        var names = documents.Select(document => document.Label is { } label ? $"{label}: {document.Name}" : document.Name).ToList();
        if (names.Count == 0) yield break;
        yield return Heading("Document.OfCase");
        foreach (var name in names) yield return new Block(BlockKind.Item, "•", [new Span(name, false)]);
    }

    private IEnumerable<Block> Comments(CaseView seen)
    {
        var comments = seen.Comments.ToList();
        if (comments.Count == 0) yield break;
        yield return Heading("Comment.Title");
        foreach (var (entry, comment) in comments)
            yield return new Block(BlockKind.Item, "•",
                [new Span(entry.Actor ?? "—", true), new Span($", {When.Brief(entry.At)}\n{comment.Text}", false)]);
    }

    private IEnumerable<Block> Customer(CaseView seen) => seen.Customer is not { } customer ? []
        : seen.Organisation is { } organisation
            ? [Fact("Case.Customer", customer), Fact("Customers.Organisation", organisation)] : [Fact("Case.Customer", customer)];

    private IEnumerable<Block> Promise(CaseView seen) => seen.Clocks is not { Standard: { } standard, StandardDue: { } due } ? []
        : [Fact("Standard.Title", $"{LimitText.Of(texts, standard)}. {texts["Standard.Due", When.Moment(due)]}")];

    private static string Sop(CaseView seen) => seen.Flow.Definition is { Sop.Number: { Length: > 0 } number } definition
        ? $"{definition.Name} · {number}" : seen.Flow.Definition.Name;

    private Block Fact(string key, string value) =>
        new(BlockKind.Paragraph, "", [new Span($"{texts[key]}: ", true), new Span(value, false)]);

    private Block Heading(string key) => new(BlockKind.Heading, "", [new Span(texts[key], true)]);

    private static Block Title(string text) => new(BlockKind.Title, "", [new Span(text, true)]);

    private static Block Line(string text) => new(BlockKind.Paragraph, "", [new Span(text, false)]);

    private static Block Note(string text) => new(BlockKind.Paragraph, "", [new Span(text, false)], Right: true);
}
