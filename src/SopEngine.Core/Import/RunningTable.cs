using System.Globalization;
using System.Text.RegularExpressions;

namespace SopEngine.Core.Import;

/// <summary>A table out of running text.</summary>
internal sealed partial class RunningTable
{
    private static readonly string[] GroupNames = ["pelaksana", "mutu", "baku", "buku"];

    private readonly List<RunningWord> _words;
    private readonly int _bodyAt;
    private int _afterEnd;

    private RunningTable(List<RunningWord> words, int headerAt, int bodyAt) => (_words, HeaderAt, _bodyAt) = (words, headerAt, bodyAt);

    public int HeaderAt { get; }

    public ReadProcedure Procedure { get; private set; } = null!;

    /// <summary>Null when no head of a table or no numbered rows are found.</summary>
    public static RunningTable? Of(List<RunningWord> words, List<(string Text, Place Place)> lines)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (ColumnNames.KindOfWord(words[i].Text) != ColumnKind.Number) continue;
            var end = HeaderEnd(words, i);
            if (end < 0) continue;
            var table = new RunningTable(words, i, end);
            var steps = table.IsByLines(lines) ? RunningLines.Steps(lines, words[end - 1].Place) : table.Running();
            if (steps.Count == 0) return null;

            var (lanes, owned) = table.Lanes(steps);
            table.Procedure = new(Found.Nothing, lanes, owned.Any(step => step.Lanes.Count > 0) ? LaneSource.Text : LaneSource.None, owned);
            return table;
        }

        return null;
    }

    private static int HeaderEnd(List<RunningWord> words, int at)
    {
        var seen = new HashSet<ColumnKind>();
        var last = -1;
        for (var i = at; i < Math.Min(words.Count, at + 60); i++)
        {
            if (ColumnNames.KindOfWord(words[i].Text) is { } kind and not ColumnKind.LaneNames && seen.Add(kind)) last = i;
            else if (words[i].Text is "1" or "1." or "mulai" && seen.Contains(ColumnKind.Time)) break;
        }

        // The names of columns end where the last of them stands; of the second line of a head in two lines, there.
        return seen.Contains(ColumnKind.Time) && seen.Contains(ColumnKind.Activity) && seen.Count > 3 ? last + 1 : -1;
    }

    private bool IsByLines(List<(string Text, Place Place)> lines) =>
        lines.Count(line => RowStart().IsMatch(line.Text) && line.Place.Box.Top > _words[_bodyAt - 1].Place.Box.Top) > 2;

    /// <summary>Rows of words one after another: activities by their numbers, times by their order.</summary>
    private List<ReadStep> Running()
    {
        var starts = new List<int>();
        var number = 1;
        for (var i = _bodyAt; i < _words.Count; i++)
        {
            if (_words[i].Text.Trim('.', ')', '(') != number.ToString(CultureInfo.InvariantCulture)
                || (i + 1 < _words.Count && TimeWord().IsMatch(_words[i + 1].Text))) continue;
            starts.Add(i);
            number++;
        }

        if (starts.Count < 2) return [];
        var times = Enumerable.Range(starts[^1], _words.Count - starts[^1] - 1)
            .Where(i => NumberWord().IsMatch(_words[i].Text) && TimeWord().IsMatch(_words[i + 1].Text)).ToList();
        var end = times.Count > 0 ? LastActivityEnd(starts[^1], times[0]) : _words.Count;
        var isMatched = times.Count == starts.Count;
        return [.. starts.Select((start, i) =>
        {
            var stop = i + 1 < starts.Count ? starts[i + 1] : end;
            var activity = Joined(start + 1, stop);
            var step = new ReadStep { Number = $"{i + 1}", Activity = i + 1 < starts.Count ? activity : activity.But(DoubtKind.CellGuessed),
                Place = _words[start].Place };
            if (!isMatched) return step;

            var text = Joined(times[i], times[i]
                + (times[i] + 2 < _words.Count && _words[times[i] + 2].Text.Equals("kerja", StringComparison.OrdinalIgnoreCase) ? 3 : 2));
            var (output, _) = Between(times, i);
            var (_, requirements) = i > 0 ? Between(times, i - 1)
                : (Found.Nothing, Joined(end, times[0]) is { Text.Length: < 60 } first ? first.But(DoubtKind.CellGuessed) : Found.Nothing);
            return step with { TimeText = text, Time = ReadTime.Of(text.Text), Output = output, Requirements = requirements };
        })];
    }

    /// <summary>The words between two times are the output of the one and the requirements of the next: halves that say the same, else all
    /// output.</summary>
    private (Found Output, Found Requirements) Between(List<int> times, int i)
    {
        var (from, to) = (times[i] + 2, i + 1 < times.Count ? times[i + 1] : _words.Count);
        for (var half = Math.Min(6, (to - from) / 2); half > 0; half--)
        {
            var (one, other) = (Joined(from, from + half), Joined(from + half, from + (2 * half)));
            if (!string.Equals(one.Text, other.Text, StringComparison.OrdinalIgnoreCase)) continue;
            return (one.But(DoubtKind.CellGuessed), other.But(DoubtKind.CellGuessed));
        }

        var all = Joined(from, to);
        return (all.Text.Length is > 0 and < 90 ? all.But(DoubtKind.CellGuessed) : Found.Nothing, Found.Nothing);
    }

    private int LastActivityEnd(int start, int firstTime)
    {
        var end = Enumerable.Range(start, firstTime - start).LastOrDefault(i => EndWord().IsMatch(_words[i].Text), -1);
        if (end < 0) return firstTime;

        // The sentence that ends with "selesai" belongs to the capsule, not to the last row.
        var first = Enumerable.Range(start, end - start).FirstOrDefault(i => EndWord().IsMatch(_words[i].Text), end);
        var sentence = Enumerable.Range(start + 2, Math.Max(0, first - start - 2)).LastOrDefault(i => char.IsUpper(_words[i].Text[0]),
            first);
        _afterEnd = end + 1;
        return sentence;
    }

    private Found Joined(int from, int to)
    {
        if (from < _afterEnd && to > _afterEnd && from > _bodyAt && _afterEnd > 0
            && EndWord().IsMatch(_words[_afterEnd - 1].Text)) from = _afterEnd;
        return from >= to ? Found.Nothing
            : new(string.Join(' ', _words.Skip(from).Take(to - from).Select(word => word.Text)), _words[from].Place);
    }

    /// <summary>Lanes by the words of the head that activities begin with; what is left between them are the others.</summary>
    private (List<Found> Lanes, List<ReadStep> Steps) Lanes(List<ReadStep> steps)
    {
        var head = LaneWords();
        var names = new List<(int At, int Length)>();
        foreach (var step in steps)
        {
            var words = step.Activity.Text.Split(' ');
            var best = (At: -1, Length: 0);
            for (var at = 0; at < head.Count; at++)
            {
                var length = 0;
                while (at + length < head.Count && length < words.Length
                    && Spelling.Folded(head[at + length]) == Spelling.Folded(words[length])) length++;
                if (length > best.Length) best = (at, length);
            }

            if (best.Length > 0 && !names.Contains(best)) names.Add(best);
        }

        var lanes = new List<string>();
        for (var at = 0; at < head.Count;)
        {
            var known = names.Where(name => name.At == at).OrderByDescending(name => name.Length).FirstOrDefault();
            var length = known.Length > 0 ? known.Length : names.Count == 0 ? 1 : names.Where(name => name.At > at).Select(name => name.At)
                .DefaultIfEmpty(head.Count).Min() - at;
            lanes.Add(string.Join(' ', head.Skip(at).Take(length)));
            at += length;
        }

        return ([.. lanes.Select(lane => new Found(lane).But(DoubtKind.CellGuessed))], [.. steps.Select(Owned)]);

        ReadStep Owned(ReadStep step)
        {
            var first = Spelling.Folded(step.Activity.Text.Split(' ')[0]);
            var text = Spelling.Folded(step.Activity.Text) + " ";
            var lane = names.Count == 0 ? null : lanes
                .Where(lane => text.StartsWith(Spelling.Folded(lane) + " ", StringComparison.Ordinal)).MaxBy(lane => lane.Length)
                ?? lanes.Where(lane => Spelling.Folded(lane.Split(' ')[0]) is { Length: > 5 } start && Spelling.Same(start, first)).Take(2)
                    .ToList() switch
                { [var only] => only, _ => null };
            return lane is null ? step with { Doubts = [.. step.Doubts, new(DoubtKind.LaneUnknown)] }
                : step with
                {
                    Lanes = [lane],
                    Symbols = [new(lane, SymbolKind.Process, "", step.Activity.Place)],
                    Doubts = [.. step.Doubts, new(DoubtKind.LaneFromText, lane)]
                };
        }
    }

    /// <summary>The words of the head that name no column and no group.</summary>
    private List<string> LaneWords() => [.. _words.Skip(HeaderAt).Take(_bodyAt - HeaderAt).Select(word => word.Text)
        .Where(word => ColumnNames.KindOfWord(word) is null && !GroupNames.Contains(Spelling.Folded(word)))];

    [GeneratedRegex(@"^\(?\d{1,3}\s*[.)]?\)?\s+\p{L}")]
    private static partial Regex RowStart();

    [GeneratedRegex(@"^\d+(?:[.,]\d+)?$")]
    private static partial Regex NumberWord();

    [GeneratedRegex(@"^(?:menit|jam|hari|minggu|bulan|tahun|detik)\b", RegexOptions.IgnoreCase)]
    private static partial Regex TimeWord();

    [GeneratedRegex(@"^(?:mulai|selesai)$")]
    private static partial Regex EndWord();
}
