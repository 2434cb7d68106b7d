using System.Text.RegularExpressions;

namespace SopEngine.Core.Import;

/// <summary>Parts a list into its items: by numbers and bullets, and where there are none by which lines are full.</summary>
internal static partial class ListItems
{
    public static List<Found> Of(IReadOnlyList<TextLine> lines, int page, double right)
    {
        var items = new List<(string Text, Place Place, TextLine Last, bool IsMarked)>();
        var edge = lines.Count == 0 ? right : Math.Min(right, Math.Max(lines.Max(line => line.Box.Right), right - 60));
        foreach (var line in lines)
        {
            var text = line.Text;
            if (text.Length == 0) continue;
            var marker = Marker().Match(text);
            if (marker.Success) items.Add((text[marker.Length..].Trim(), new(page, line.Box), line, true));
            else if (items.Count > 0 && GoesOn(items[^1], line, text, edge))
                items[^1] = (TextLines.Together([items[^1].Text, text]), Place.Around(items[^1].Place, new(page, line.Box))!, line,
                    items[^1].IsMarked);
            else items.Add((text, new(page, line.Box), line, false));
        }

        // Words that lead into a list are none of its items.
        if (items.Count > 1 && !items[0].IsMarked && items[1].IsMarked && items[0].Text.EndsWith(':')) items.RemoveAt(0);
        return [.. items.Select(item => new Found(item.Text.TrimEnd(';', ',', ' '), item.Place))
            .Where(item => item.Text.Any(char.IsLetterOrDigit))];
    }

    private static bool GoesOn((string Text, Place Place, TextLine Last, bool IsMarked) item, TextLine line, string text, double edge)
    {
        if (item.Text.Length == 0) return true;
        if (item.IsMarked) return true;

        // A line was broken where its next word had no room left.
        var first = line.Words[0].Box.Width;
        return item.Last.Box.Right + first + 2 > edge || char.IsLower(text[0]) || item.Text[^1] is ',' or '-' or '/' or '(';
    }

    [GeneratedRegex(@"^(?:\(?\d{1,2}\s*[.)](?!\d)|\(?[a-zA-Z][.)](?=\s)|[-–—•·*▪●○◦➢✓√§\uf0b7\uf0a7\uf0d8\uf0fc\u2022](?=\s|\p{Lu})|o"
        + @"(?=\s\p{Lu}))\s*")]
    private static partial Regex Marker();
}
