using System.Text.RegularExpressions;

namespace SopEngine.Core.Import;

/// <summary>
/// Reads text whose columns are lost: words one after another, or visual lines whose cells run together. Only what the words themselves
/// tell
/// is taken: labels, numbers, times in their order, a lane that a sentence begins with. The rest stays empty, and what was cut by a rule of
/// thumb is marked.
/// </summary>
internal static partial class RunningReader
{
    private const double LeastKnown = 0.5;

    public static ReadSop Read(DocumentForm document)
    {
        var lines = document.Pages.SelectMany(page => TextLines.Of(page.Words)
            .Select(line => (line.Text, Place: new Place(page.Number, line.Box)))).ToList();
        var words = lines.SelectMany(line => line.Text.Split(' ').Select(text => new RunningWord(text, line.Place))).ToList();
        var table = RunningTable.Of(words, lines);
        var head = words.Take(table?.HeaderAt ?? words.Count).ToList();
        var header = RunningHeader.Of(head);
        if (header.Title.IsEmpty && table is not null) header = header with { Title = Title(head) };
        var doubts = new List<Doubt>();
        if (table is null) doubts.Add(new(Unknown(words) > LeastKnown ? DoubtKind.TableUnreadable : DoubtKind.TableMissing));
        if (document.IsRecognised) doubts.Add(new(DoubtKind.PictureText));
        var last = document.Pages.Count > 0 ? document.Pages[^1].Number : 1;
        return new(header, table is null ? [] : [table.Procedure], doubts, 1, last);
    }

    private static Found Title(List<RunningWord> head)
    {
        var text = TitleWords().Replace(string.Join(' ', head.Select(word => word.Text)), "").Trim(' ', ':', '-');
        var group = GroupWords().Match(text);
        if (group.Success && group.Index > 0) text = text[..group.Index].Trim();
        return text.Length is 0 or > 300 ? Found.Nothing.But(DoubtKind.NotFound)
            : new Found(text, head[0].Place).But(DoubtKind.CellGuessed);
    }

    /// <summary>The share of words that look like noise: marks within letters, no vowels, capitals in the middle.</summary>
    private static double Unknown(List<RunningWord> words)
    {
        var tail = words.Skip(words.Count * 2 / 3).ToList();
        return tail.Count == 0 ? 0 : (double)tail.Count(word => !Plain().IsMatch(word.Text)
            || !word.Text.Any(c => "aeiouAEIOU0123456789".Contains(c))) / tail.Count;
    }

    [GeneratedRegex(@"^\W*(?:SOP(?:\s+AP)?|STANDAR(?:D)?\s+OPERA(?:S|T)IONAL\s+PROSEDUR(?:\s*\(SOP\))?)\b\s*:?\s*",
        RegexOptions.IgnoreCase)]
    private static partial Regex TitleWords();

    [GeneratedRegex(@"\b(?:PELAKSANA\s+MUTU\s+BA?U?KU|MUTU\s+BA?U?KU|PELAKSANA)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex GroupWords();

    [GeneratedRegex(@"^[(""']?\p{Lu}?[\p{Ll}]+[.,;:)""']*$|^\p{Lu}+[.,;:]?$|^\d+[.,)]?$")]
    private static partial Regex Plain();
}

/// <summary>A word of running text.</summary>
internal sealed record RunningWord(string Text, Place Place);
