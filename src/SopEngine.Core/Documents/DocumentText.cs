using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace SopEngine.Core.Documents;

public enum BlockKind
{
    Title,
    Heading,
    Paragraph,
    Item,
    Line,
    Space,
}

/// <summary>A block of a document: a paragraph, an item of a list, a line across.</summary>
/// <param name="Mark">The mark before an item; empty for other blocks.</param>
/// <param name="Spans">Its text, in pieces of one weight; a line break within is <c>\n</c>.</param>
/// <param name="Right">True when it stands at the right: a paragraph that begins with <c>&gt;</c>.</param>
public record Block(BlockKind Kind, string Mark, IReadOnlyList<Span> Spans, bool Right = false);

public readonly record struct Span(string Text, bool Bold);

/// <summary>
/// The text of a document as its author writes it: <c># judul</c>, <c>## subjudul</c>, <c>- butir</c>, <c>1. butir</c>, <c>&gt; rata
/// kanan</c>, <c>---</c>, <c>**tebal**</c>, and places to fill, <c>{{nomor}}</c>. Other lines make a paragraph, broken as they are; an
/// empty line ends it, a second one leaves space. A filled-in value is text and never markup.
/// </summary>
public static partial class DocumentText
{
    /// <summary>The places that every document fills.</summary>
    public static readonly IReadOnlyList<string> Given = ["nomor", "tanggal", "unit", "kota", "perihal", "berkas", "pelanggan"];

    private static readonly LocalDatePattern Dates = LocalDatePattern.Create("d MMMM uuuu", CultureInfo.GetCultureInfo("id-ID"));

    /// <summary>The names of the places to fill.</summary>
    public static IEnumerable<string> Places(string template) =>
        Place().Matches(template).Select(match => match.Groups[1].Value).Distinct();

    /// <summary>A value as a letter prints it: a date is written out.</summary>
    public static string Show(string value) => LocalDatePattern.Iso.Parse(value) is { Success: true, Value: var date } ? Show(date) : value;

    /// <summary>"23 November 2026".</summary>
    public static string Show(LocalDate date) => Dates.Format(date);

    /// <param name="values">By the name of the place; a missing one stays empty.</param>
    public static IReadOnlyList<Block> Read(string template, IReadOnlyDictionary<string, string> values)
    {
        var blocks = new List<Block>();
        var paragraph = new List<string>();
        var wasEmpty = true;
        foreach (var line in template.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()))
        {
            var block = Single(line, values);
            var isText = line.Length > 0 && block is null;
            if (!isText || (paragraph.Count > 0 && paragraph[0].StartsWith('>') != line.StartsWith('>'))) Flush();
            if (isText) paragraph.Add(line);
            else if (block is not null) blocks.Add(block);
            else if (wasEmpty && blocks.Count > 0) blocks.Add(new Block(BlockKind.Space, "", []));
            wasEmpty = line.Length == 0;
        }

        Flush();
        return blocks;

        void Flush()
        {
            if (paragraph.Count == 0) return;
            var isRight = paragraph[0].StartsWith('>');
            blocks.Add(new Block(BlockKind.Paragraph, "",
                Spans(string.Join('\n', paragraph.Select(line => line.TrimStart('>', ' '))), values), isRight));
            paragraph.Clear();
        }
    }

    private static Block? Single(string line, IReadOnlyDictionary<string, string> values)
    {
        if (line is "---") return new Block(BlockKind.Line, "", []);
        if (line.StartsWith("## ", StringComparison.Ordinal)) return new Block(BlockKind.Heading, "", Spans(line[3..], values));
        if (line.StartsWith("# ", StringComparison.Ordinal)) return new Block(BlockKind.Title, "", Spans(line[2..], values));
        if (line.StartsWith("- ", StringComparison.Ordinal)) return new Block(BlockKind.Item, "•", Spans(line[2..], values));
        return Numbered().Match(line) is { Success: true } item
            ? new Block(BlockKind.Item, item.Groups[1].Value, Spans(line[item.Length..], values))
            : null;
    }

    /// <summary>Weight is read from the author's text before the places are filled.</summary>
    private static List<Span> Spans(string text, IReadOnlyDictionary<string, string> values) =>
        [.. text.Split("**").Select((part, i) => new Span(Fill(part, values), i % 2 == 1)).Where(span => span.Text.Length > 0)];

    private static string Fill(string text, IReadOnlyDictionary<string, string> values) =>
        Place().Replace(text, place => values.GetValueOrDefault(place.Groups[1].Value, "").ReplaceLineEndings("\n"));

    [GeneratedRegex(@"\{\{\s*([A-Za-z][A-Za-z0-9]*)\s*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place();

    [GeneratedRegex(@"^([0-9a-z]{1,3}\.)\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
