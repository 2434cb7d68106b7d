using System.Text.RegularExpressions;

namespace SopEngine.Core.Documents;

/// <summary>The kind of a mark: a pair of braces in a text, with all between them.</summary>
public enum MarkKind
{
    /// <summary>Braces that cannot be read.</summary>
    Unread,
    Value,

    /// <summary>An amount in words.</summary>
    Words,
    Table,
    If,
    End,
    Signature,
    Code,

    /// <summary>The pictures of a file field.</summary>
    Pictures,

    /// <summary>The office's figures of a month, SOP by SOP; see <see cref="Performance"/>.</summary>
    Performance,
}

/// <param name="Name">The place that it names; empty for none.</param>
/// <param name="Columns">Of a table; empty for all of them.</param>
/// <param name="IsNot">Of a condition: true when it holds without the value.</param>
internal sealed partial record DocumentMark(MarkKind Kind, string Name, IReadOnlyList<string> Columns, bool IsNot = false)
{
    /// <summary>True when it is a block, or goes around blocks, and so stands alone on its line.</summary>
    public bool StandsAlone => Kind is MarkKind.Table or MarkKind.If or MarkKind.End or MarkKind.Signature or MarkKind.Code
        or MarkKind.Pictures or MarkKind.Performance;

    /// <param name="inside">The text between the braces.</param>
    public static DocumentMark Read(string inside)
    {
        var text = inside.Trim();
        switch (text)
        {
            case "ttd":
                return new(MarkKind.Signature, "", []);
            case "qr":
                return new(MarkKind.Code, "", []);
            case "akhir":
                return new(MarkKind.End, "", []);
            case Performance.Word:
                return new(MarkKind.Performance, "", []);
        }

        if (Plain().IsMatch(text)) return new(MarkKind.Value, text, []);
        if (Named().Match(text) is { Success: true } named)
        {
            var name = named.Groups[3].Value;
            var isNot = named.Groups[2].Length > 0;
            return named.Groups[1].Value switch
            {
                "jika" => new(MarkKind.If, name, [], isNot),
                _ when isNot => Bad,
                "terbilang" => new(MarkKind.Words, name, []),
                "gambar" => new(MarkKind.Pictures, name, []),
                _ => new(MarkKind.Performance, name, []),
            };
        }

        if (Table().Match(text) is not { Success: true } table) return Bad;
        var columns = table.Groups[2].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return columns.All(column => Plain().IsMatch(column)) ? new(MarkKind.Table, table.Groups[1].Value, columns) : Bad;
    }

    private static DocumentMark Bad => new(MarkKind.Unread, "", []);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    [GeneratedRegex(@"^(jika|terbilang|gambar|kinerja)\s+(tidak\s+)?([A-Za-z][A-Za-z0-9]*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Named();

    [GeneratedRegex(@"^tabel\s+([A-Za-z][A-Za-z0-9]*)\s*(?::(.*))?$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Table();
}
