using System.Text.RegularExpressions;

namespace SopEngine.Core.Import;

/// <summary>The identity block out of running text: labels anywhere, two lists side by side told apart by where their numbers begin
/// again.</summary>
internal static partial class RunningHeader
{
    private static readonly (IdentityField Left, IdentityField Right)[] Pairs =
    [
        (IdentityField.LegalBasis, IdentityField.Qualifications), (IdentityField.RelatedSops, IdentityField.Equipment),
            (IdentityField.Warnings, IdentityField.Records),
    ];

    public static ReadHeader Of(List<RunningWord> words)
    {
        var labels = Labels(words);
        if (labels.Count < 4) return new();

        var parts = new Dictionary<IdentityField, List<RunningWord>>();
        for (var i = 0; i < labels.Count; i++)
        {
            var end = i + 1 < labels.Count ? labels[i + 1].At : words.Count;
            parts.TryAdd(labels[i].Field, words[labels[i].End..Math.Max(labels[i].End, end)]);
        }

        foreach (var (left, right) in Pairs)
        {
            // Both labels stand on one line, so both lists follow the second.
            if (!parts.TryGetValue(left, out var first) || !parts.TryGetValue(right, out var second) || first.Count > 0) continue;
            var cut = Cut(second);
            (parts[left], parts[right]) = (second[..cut], second[cut..]);
        }

        var approver = parts.GetValueOrDefault(IdentityField.ApprovedBy, []);
        var effective = Date(parts, IdentityField.EffectiveOn);
        return new()
        {
            Number = Value(parts, IdentityField.Number) is var number ? number with { Text = Tidied(number.Text) } : Found.Nothing,
            Title = Value(parts, IdentityField.Title),
            CreatedOn = Date(parts, IdentityField.CreatedOn),
            RevisedOn = Date(parts, IdentityField.RevisedOn),
            EffectiveOn = effective.Text.IsEmpty ? Date(parts, IdentityField.ApprovedOn) : effective,
            ApproverOffice = Segment(approver, first: true),
            ApproverName = Segment(approver, first: false),
            ApproverNip = Nip(approver),
            LegalBasis = Items(parts, IdentityField.LegalBasis),
            Qualifications = Items(parts, IdentityField.Qualifications),
            RelatedSops = Items(parts, IdentityField.RelatedSops),
            Equipment = Items(parts, IdentityField.Equipment),
            Warnings = Items(parts, IdentityField.Warnings),
            Records = Items(parts, IdentityField.Records),
        };
    }

    private static List<(IdentityField Field, int At, int End)> Labels(List<RunningWord> words)
    {
        var found = new List<(IdentityField Field, int At, int End)>();
        for (var i = 0; i < words.Count; i++)
        {
            // Letters of a table's rule stick to a word, and one letter of "TGL" is easily lost.
            var near = words.Skip(i).Take(6).Select(word => new PageWord(word.Text.Trim('[', ']', '|', '{', '}', ',', '.'), word.Place.Box))
                .Select((word, k) => k == 0 && word.Text is "TL" or "TGI" or "TCL" ? word with { Text = "TGL" } : word).ToList();
            if (IdentityLabels.At([.. near.Select((word, k) => word with { Box = new(k * 100, 0, (k * 100) + 90, 9) })],
                isRunning: true) is not { } label) continue;
            if (found.Any(other => other.Field == label.Field)) continue;
            if (!words[i].Text.Any(char.IsUpper)) continue;
            found.Add((label.Field, i, i + label.Words));
            i += label.Words - 1;
        }

        return found;
    }

    private static int Cut(List<RunningWord> words)
    {
        var ones = Enumerable.Range(0, words.Count).Where(i => words[i].Text.Trim('.', ')', '(') == "1").ToList();
        if (ones.Count > 1) return ones[1];
        for (var i = 3; i < words.Count; i++)
            if (char.IsUpper(words[i].Text[0]) && words[i].Text.Skip(1).Any(char.IsLower) && char.IsLower(words[i - 1].Text[^1])
                && (ones.Count == 0 || i < ones[0])) return i;
        return ones.Count == 1 && ones[0] > 2 ? ones[0] : words.Count;
    }

    private static Found Value(Dictionary<IdentityField, List<RunningWord>> parts, IdentityField field) =>
        !parts.TryGetValue(field, out var words) ? Found.Nothing.But(DoubtKind.NotFound) : Joined(words, ' ', ':', '[', ']', '|', '.');

    private static Found Joined(List<RunningWord> words, params char[] around) => words.Count == 0 ? Found.Nothing
        : new Found(Spelling.Tidy(string.Join(' ', words.Select(word => word.Text))).Trim(around),
            words[0].Place).But(DoubtKind.CellGuessed);

    private static string Tidied(string text) =>
        Spelling.Tidy(text.Replace("S0P", "SOP", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal));

    private static FoundDate Date(Dictionary<IdentityField, List<RunningWord>> parts, IdentityField field) =>
        ReadDate.Of(Value(parts, field));

    private static Found Nip(List<RunningWord> words)
    {
        var word = words.FirstOrDefault(word => word.Text.Count(char.IsAsciiDigit) >= 15);
        return word is null ? Found.Nothing : new(new string([.. word.Text.Where(char.IsAsciiDigit)]), word.Place);
    }

    /// <summary>The first or last run of words that are names: noise and numbers part them.</summary>
    private static Found Segment(List<RunningWord> words, bool first)
    {
        var runs = new List<List<RunningWord>> { new() };
        foreach (var word in words)
        {
            if (NameWord().IsMatch(word.Text) && word.Text.ToUpperInvariant() is not "NIP" and not "NIP.") runs[^1].Add(word);
            else if (runs[^1].Count > 0) runs.Add([]);
        }

        var names = runs.Where(run => run.Count > 1).ToList();
        return names.Count == 0 || (!first && names.Count < 2) ? Found.Nothing : Joined(first ? names[0] : names[^1], ' ', ',');
    }

    private static List<Found> Items(Dictionary<IdentityField, List<RunningWord>> parts, IdentityField field)
    {
        var items = new List<List<RunningWord>>();
        var next = 1;
        foreach (var word in parts.GetValueOrDefault(field, []))
        {
            if (word.Text is "{" or "}" or "|" or "{|" or "|{")
            {
                // The words after it are the noise of a table, and so is a stump before it.
                if (items.Count > 0 && items[^1].Count > 1 && items[^1][^1].Text.Length < 3) items[^1].RemoveAt(items[^1].Count - 1);
                break;
            }

            if (word.Text.Trim('.', ')', '(') == next.ToString(System.Globalization.CultureInfo.InvariantCulture))
            {
                items.Add([]);
                next++;
            }
            else if (items.Count == 0) items.Add([word]);
            else items[^1].Add(word);
        }

        return [.. items.Select(item => Joined(item, ' ', ';', '[', ']', '|', ',')).Where(item => item.Text.Any(char.IsLetter))];
    }

    [GeneratedRegex(@"^\p{L}[\p{L}.,'-]*$")]
    private static partial Regex NameWord();
}
