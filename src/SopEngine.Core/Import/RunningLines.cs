using System.Text.RegularExpressions;

namespace SopEngine.Core.Import;

/// <summary>
/// Rows out of visual lines whose cells run together. The time parts a line; before it a cell begins with a capital; and what the row
/// before
/// has as its output is mostly what the next one needs, so the same words in both tell where cells end.
/// </summary>
internal static partial class RunningLines
{
    public static List<ReadStep> Steps(List<(string Text, Place Place)> lines, Place head)
    {
        var rows = new List<Row>();
        foreach (var (text, place) in lines.Where(line => line.Place.Page > head.Page || line.Place.Box.Top > head.Box.Top))
        {
            var start = RowStart().Match(text);
            if (start.Success && int.Parse(start.Groups["n"].Value, System.Globalization.CultureInfo.InvariantCulture) is var number
                && (rows.Count == 0 || number == rows[^1].Number + 1))
                rows.Add(new(number, text[start.Length..], place));
            else if (rows.Count > 0) rows[^1].Rest.Add(text);
        }

        foreach (var row in rows) row.Cut();
        for (var i = 1; i < rows.Count; i++) rows[i].After(rows[i - 1]);
        return [.. rows.Where(row => !EndWords().IsMatch(row.Activity)).Select(row => row.Step())];
    }

    private sealed class Row(int number, string text, Place place)
    {
        private string _requirements = "", _output = "", _time = "";
        private readonly List<string> _activityRest = [], _requirementsRest = [], _outputRest = [];
        private bool _isTold;

        public int Number { get; } = number;

        public string Activity { get; private set; } = text;

        public List<string> Rest { get; } = [];

        /// <summary>Parts the first line at its time, and what stands before at its last capital.</summary>
        public void Cut()
        {
            var line = Activity;
            var time = Time().Match(line);
            if (!time.Success) return;
            (_time, _output) = (time.Value, line[(time.Index + time.Length)..].Trim());
            var before = line[..time.Index].Trim();
            var capital = Capital().Matches(before).LastOrDefault(match => match.Index > 4);
            (Activity, _requirements) = capital is null ? (before, "") : (before[..capital.Index].Trim(), before[capital.Index..].Trim());
        }

        public void After(Row before)
        {
            var whole = $"{Activity} {_requirements}".Trim();
            if (before._output.Length == 0 || !whole.EndsWith(" " + before._output, StringComparison.OrdinalIgnoreCase)) return;

            (Activity, _requirements, _isTold) = (whole[..^before._output.Length].Trim(), whole[^before._output.Length..], true);
            for (var i = 0; i < Math.Min(Rest.Count, before.Rest.Count); i++)
            {
                var shared = SharedEnd(before.Rest[i], Rest[i]);
                if (shared.Length == 0) continue;
                before._outputRest.Add(shared);
                _requirementsRest.Add(shared);
                before.Rest[i] = before.Rest[i][..^shared.Length].Trim();
                Rest[i] = Rest[i][..^shared.Length].Trim();
            }
        }

        public ReadStep Step()
        {
            _activityRest.AddRange(Rest.Where(line => line.Length > 0));
            var isCut = _time.Length > 0;
            return new()
            {
                Number = $"{Number}",
                Activity = Made(Activity, _activityRest, isCut && Rest.Count > 0),
                Requirements = Made(_requirements, _requirementsRest, !_isTold),
                TimeText = new(_time, place),
                Time = ReadTime.Of(_time),
                Output = Made(_output, _outputRest, Rest.Count > 0),
                Place = place,
            };
        }

        private Found Made(string first, List<string> rest, bool isGuessed)
        {
            var found = new Found(TextLines.Together([first, .. rest]), place);
            return isGuessed && !found.IsEmpty ? found.But(DoubtKind.CellGuessed) : found;
        }

        private static string SharedEnd(string one, string other)
        {
            var (a, b) = (one.Split(' '), other.Split(' '));
            var count = 0;
            while (count < a.Length && count < b.Length
                && string.Equals(a[^(count + 1)], b[^(count + 1)], StringComparison.OrdinalIgnoreCase)) count++;
            return string.Join(' ', a[^count..]);
        }
    }

    [GeneratedRegex(@"^\(?(?<n>\d{1,3})\s*[.)]?\)?\s+(?=\p{L})")]
    private static partial Regex RowStart();

    [GeneratedRegex(@"(?<=\s)(?:±\s*)?\d+(?:[.,]\d+)?(?:\s*[-–]\s*\d+)?\s*(?:menit|jam|hari(?:\s+kerja)?|minggu|bulan)\b(?:\s*/\s*\p{L}+)?",
        RegexOptions.IgnoreCase)]
    private static partial Regex Time();

    [GeneratedRegex(@"(?<=\p{Ll}[,)]?\s)\p{Lu}")]
    private static partial Regex Capital();

    [GeneratedRegex(@"^\W*(?:mulai|selesai|start|end)\W*$", RegexOptions.IgnoreCase)]
    private static partial Regex EndWords();
}
