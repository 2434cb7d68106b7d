using System.Text.RegularExpressions;

namespace SopEngine.Core.Import;

/// <summary>Reads Markdown: its tables as tables, all else as lines, without the marks of emphasis.</summary>
public static partial class Markdown
{
    public static bool Looks(string text) => TableRule().IsMatch(text);

    public static DocumentForm Read(string text)
    {
        var blocks = new List<Block>();
        var rows = new List<string[]>();
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        foreach (var (i, line) in lines.Index())
        {
            if (line.Contains('|') && (line.TrimStart().StartsWith('|') || rows.Count > 0
                || (i + 1 < lines.Length && RuleLine().IsMatch(lines[i + 1]))))
            {
                if (!RuleLine().IsMatch(line)) rows.Add(Cells(line));
                continue;
            }

            Close();
            var plain = Plain(line);
            if (plain.Length > 0) blocks.Add(new Block.Lines(plain));
        }

        Close();
        return new([CellPages.Of(blocks, 1)], PlaceSource.Cells);

        void Close()
        {
            if (rows.Count > 0)
            {
                var columns = rows.Max(row => row.Length);
                blocks.Add(new Block.Table([.. rows
                    .SelectMany((row, r) => Enumerable.Range(0, columns)
                    .Select(c => new LaidCell(r, c, 1, 1, c < row.Length ? row[c] : "")))], []));
            }

            rows.Clear();
        }
    }

    private static string[] Cells(string line)
    {
        var inner = line.Trim();
        if (inner.StartsWith('|')) inner = inner[1..];
        if (inner.EndsWith('|') && !inner.EndsWith("\\|", StringComparison.Ordinal)) inner = inner[..^1];
        return [.. CellEnd().Split(inner).Select(cell => Plain(Break().Replace(cell, "\n").Replace("\\|", "|", StringComparison.Ordinal)))];
    }

    private static string Plain(string text)
    {
        var plain = Heading().Replace(text.Trim(), "");
        plain = Link().Replace(plain, "$1");
        plain = Emphasis().Replace(plain, "$2");
        return System.Net.WebUtility.HtmlDecode(plain.Replace("`", "", StringComparison.Ordinal)).Trim();
    }

    [GeneratedRegex(@"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?\s*$", RegexOptions.Multiline)]
    private static partial Regex TableRule();

    [GeneratedRegex(@"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")]
    private static partial Regex RuleLine();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex CellEnd();

    [GeneratedRegex(@"\s*<br\s*/?>\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Break();

    [GeneratedRegex(@"^#{1,6}\s+")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\]]{1,200})\]\([^)]{0,500}\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(\*\*|__|\*)(?=\S)([^*_]{1,400}?)(?<=\S)\1")]
    private static partial Regex Emphasis();
}
