using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SopEngine.Engine.Documents;

/// <summary>Makes a given file name safe and readable on every system.</summary>
public static partial class FileName
{
    private const int Longest = 120;
    private const int LongestExtension = 10;

    /// <summary>
    /// Removes folders, control characters, characters that turn the direction of writing (they would show <c>gpj.exe</c> as
    /// <c>exe.jpg</c>), and names and characters reserved by some systems.
    /// </summary>
    public static string Clean(string? given)
    {
        var text = new StringBuilder();
        foreach (var rune in LastPart(given ?? "").EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                || rune == Rune.ReplacementChar) continue;
            text.Append(rune.Value is '<' or '>' or ':' or '"' or '|' or '?' or '*' ? new Rune('_') : rune);
        }

        var name = Blanks().Replace(text.ToString().Normalize(NormalizationForm.FormC), " ").TrimStart().TrimEnd(' ', '.');
        var extension = Path.GetExtension(name);
        if (extension.Length > LongestExtension) extension = "";
        var stem = name[..^extension.Length].TrimEnd(' ', '.');
        if (stem.Length == 0 || extension.Length == name.Length) stem = "dokumen";
        if (Reserved().IsMatch(stem)) stem = "_" + stem;
        return Shorten(stem, Longest - extension.Length) + extension;
    }

    private static string LastPart(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..];

    /// <summary>Shortens a text, but never in the middle of a character.</summary>
    private static string Shorten(string text, int most)
    {
        if (text.Length <= most) return text;
        var end = 0;
        for (var at = StringInfo.GetNextTextElementLength(text); at <= most; at += StringInfo.GetNextTextElementLength(text, at)) end = at;
        return text[..end].TrimEnd(' ', '.');
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reserved();
}
