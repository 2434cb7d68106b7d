using System.Text.RegularExpressions;
using SopEngine.Core.Sheets;

namespace SopEngine.Core.Import;

/// <summary>Reads the identity block of a page: labels with their values at the right, six lists below in two columns.</summary>
internal sealed partial class IdentityReader
{
    private const int LeastLabels = 4;

    private readonly PageForm _page;
    private readonly Rules _rules;
    private readonly List<FoundLabel> _labels;
    private readonly List<PageWord> _words;
    private readonly double _bottom;

    private IdentityReader(PageForm page, Rules rules, double bottom)
    {
        (_page, _rules, _bottom) = (page, rules, bottom);
        _words = [.. page.Words.Where(word => word.Box.Centre.Y < bottom)];
        _labels = [.. IdentityLabels.Of(_words).GroupBy(label => label.Field).Select(Likeliest)];
    }

    /// <summary>Null for a page without an identity block.</summary>
    /// <param name="bottom">Where the table begins, when it stands on the same page.</param>
    public static ReadHeader? Of(PageForm page, Rules rules, double bottom)
    {
        var reader = new IdentityReader(page, rules, bottom);
        var isBlock = reader._labels.Count >= LeastLabels
            && reader._labels.Any(label => label.Field is IdentityField.Number or IdentityField.Title
                or IdentityField.ApprovedBy or IdentityField.CreatedOn);
        return isBlock ? reader.Read() : null;
    }

    /// <summary>Of several that look like one label, the exact one that stands highest.</summary>
    private static FoundLabel Likeliest(IGrouping<IdentityField, FoundLabel> labels) =>
        labels.OrderByDescending(label => label.IsExact
            && label.Rest.Count == 0).ThenByDescending(label => label.Words).ThenBy(label => label.Box.Top).First();

    private ReadHeader Read()
    {
        var effective = Date(IdentityField.EffectiveOn);
        var approved = Date(IdentityField.ApprovedOn);
        var (office, name, nip) = Approver();
        return new()
        {
            Number = Value(IdentityField.Number),
            Title = Value(IdentityField.Title),
            CreatedOn = Date(IdentityField.CreatedOn),
            RevisedOn = Date(IdentityField.RevisedOn),
            EffectiveOn = effective.Text.IsEmpty ? approved : effective,
            ApproverOffice = office,
            ApproverName = name,
            ApproverNip = nip,
            Unit = Unit(),
            LegalBasis = Section(IdentityField.LegalBasis),
            Qualifications = Section(IdentityField.Qualifications),
            RelatedSops = Section(IdentityField.RelatedSops),
            Equipment = Section(IdentityField.Equipment),
            Warnings = Section(IdentityField.Warnings),
            Records = Section(IdentityField.Records),
        };
    }

    private FoundLabel? Label(IdentityField field) => _labels.FirstOrDefault(label => label.Field == field);

    private FoundDate Date(IdentityField field) => ReadDate.Of(Value(field));

    private Found Value(IdentityField field)
    {
        if (Label(field) is not { } label) return Found.Nothing.But(DoubtKind.NotFound);

        var words = ValueWords(label);
        var text = TextLines.Text(words).Trim(':', ' ');
        var found = new Found(text.All(c => c is '.' or '_' or '…' or ' ') ? "" : text, words.Count > 0
            ? new(_page.Number, TextLines.Around(words)) : new(_page.Number, label.Box));
        return label.IsExact ? found : found.But(DoubtKind.LabelGuessed);
    }

    private List<PageWord> ValueWords(FoundLabel label)
    {
        var band = Band(label);
        var labels = _labels.Where(other => !IdentityLabels.IsSection(other.Field)).ToList();
        var left = _rules.Upright.Where(rule => rule.At > label.Box.Right - 3 && rule.At < label.Box.Right + 220
            && rule.Covers(label.Box.Centre.Y)).Select(rule => (double?)rule.At).Min()
            ?? label.Box.Right + 0.5;
        var isOwn = left > label.Box.Right + 0.6;
        return [.. _words.Where(word => word.Box.Centre.X > left && word.Box.Centre.Y > band.Top && word.Box.Centre.Y < band.Bottom
            && !labels.Any(other => IsOf(other, word))).Concat(isOwn ? label.Rest : []).Distinct()
                .Where(word => word.Text.Trim() is not ":")];
    }

    private static bool IsOf(FoundLabel label, PageWord word) =>
        label.Box.Grown(0.5).Contains(new Box(word.Box.Centre.X, word.Box.Centre.Y, word.Box.Centre.X, word.Box.Centre.Y));

    /// <summary>The height of a label's row: between rules, or down to the next label.</summary>
    private (double Top, double Bottom) Band(FoundLabel label)
    {
        var (x, y) = (label.Box.Left + Math.Min(6, label.Box.Width / 2), label.Box.Centre.Y);
        var lines = _rules.Level.Where(rule => rule.Covers(x)).Select(rule => rule.At).ToList();
        var others = _labels.Where(other => other != label && other.Box.Right > label.Box.Left - 40).ToList();
        var below = others.Where(other => other.Box.Top > label.Box.Top + 3).OrderBy(other => other.Box.Top).FirstOrDefault();
        var above = others.Where(other => other.Box.Top < label.Box.Top - 3).OrderByDescending(other => other.Box.Top).FirstOrDefault();
        var ruleTop = lines.Where(line => line < y).DefaultIfEmpty(double.NegativeInfinity).Max();
        var ruleBottom = lines.Where(line => line > y).DefaultIfEmpty(double.PositiveInfinity).Min();

        // Rules hold when they part this label from the next; elsewhere a value begins beside its label.
        var top = above is null || ruleTop > above.Box.Centre.Y ? ruleTop : label.Box.Top - 3;
        var bottom = below is null ? Math.Min(ruleBottom, Math.Min(_bottom, SectionTop)) : ruleBottom < below.Box.Centre.Y ? ruleBottom
            : below.Box.Top - 1.5;
        return (double.IsNegativeInfinity(top) ? label.Box.Top - 3 : top, bottom);
    }

    private double SectionTop => _labels.Where(label => IdentityLabels.IsSection(label.Field)).Select(label => label.Box.Top - 1)
        .DefaultIfEmpty(_bottom).Min();

    private (Found Office, Found Name, Found Nip) Approver()
    {
        if (Label(IdentityField.ApprovedBy) is not { } label) return (Found.Nothing.But(DoubtKind.NotFound), Found.Nothing, Found.Nothing);

        var lines = TextLines.Of(ValueWords(label)).Where(line => !SignatureWords().IsMatch(line.Text)).ToList();
        var at = lines.FindLastIndex(line => NipForm().IsMatch(line.Text));
        var nip = Found.Nothing;
        if (at >= 0)
        {
            nip = At(lines[at], new string([.. NipForm().Match(lines[at].Text).Groups["n"].Value.Where(char.IsDigit)]));
            var before = lines[at].Text[..NipForm().Match(lines[at].Text).Index].Trim();
            if (before.Length > 3) return (Joined(lines[..at]), At(lines[at], before), nip);
        }

        var names = at >= 0 ? lines[..at] : lines;
        return names.Count switch
        {
            0 => (Found.Nothing, Found.Nothing, nip),
            1 when at < 0 => (Joined(names), Found.Nothing, nip),
            1 when PostWords().IsMatch(names[0].Text) => (Joined(names), Found.Nothing, nip),
            1 => (Found.Nothing, At(names[0], names[0].Text), nip),
            _ => (Joined(names[..^1]), At(names[^1], names[^1].Text), nip),
        };
    }

    private Found At(TextLine line, string text) => text.All(c => c is '.' or '_' or '…' or ' ') ? Found.Nothing
        : new(text.Trim().TrimEnd(','), new(_page.Number, line.Box));

    private Found Joined(List<TextLine> lines) => lines.Count == 0 ? Found.Nothing
        : new(TextLines.Together(lines.Select(line => line.Text)).TrimEnd(',', ' '),
        new(_page.Number, TextLines.Around([.. lines.SelectMany(line => line.Words)])));

    /// <summary>The letterhead: what stands left of the labels and above the lists.</summary>
    private List<Found> Unit()
    {
        var heads = _labels.Where(label => !IdentityLabels.IsSection(label.Field)).ToList();
        if (heads.Count == 0) return [];

        var left = heads.Min(label => label.Box.Left);
        var edge = _rules.Upright.Where(rule => rule.At < left + 2 && rule.Covers(heads[0].Box.Centre.Y))
            .Select(rule => (double?)rule.At).Max() ?? left - 1;
        var words = _words.Where(word => word.Box.Right < edge + 2 && word.Box.Centre.Y < SectionTop - 1);
        return [.. TextLines.Of(words).Where(line => line.Text.Count(char.IsLetter) > 1)
            .Select(line => new Found(line.Text, new(_page.Number, line.Box)))];
    }

    private List<Found> Section(IdentityField field)
    {
        if (Label(field) is not { } label) return [];

        var sections = _labels.Where(other => IdentityLabels.IsSection(other.Field)).ToList();
        var y = label.Box.Centre.Y;
        var uprights = _rules.Upright.Where(rule => rule.Covers(y) && rule.Length > 12).ToList();
        var twin = sections.Where(other => Math.Abs(other.Box.Centre.Y - y) < 9 && other != label).ToList();
        var left = uprights.Where(rule => rule.At < label.Box.Left + 2).Select(rule => rule.At)
            .DefaultIfEmpty(LeftOf(label, sections)).Max();
        var right = uprights.Where(rule => rule.At > label.Box.Right).Select(rule => rule.At).DefaultIfEmpty(double.PositiveInfinity).Min();
        if (double.IsInfinity(right)) right = Aside(label, twin, sections);
        var next = sections.Where(other => other.Box.Top > label.Box.Bottom - 1 && other.Box.Left < right && other.Box.Right > left)
            .Select(other => other.Box.Top - 1).DefaultIfEmpty(_bottom).Min();
        var end = uprights.Select(rule => rule.To).Where(to => to > y + 4).DefaultIfEmpty(_bottom).Max();
        var bottom = Math.Min(next, Math.Min(end + 1, _bottom));
        var words = _words.Where(word => word.Box.Centre.Y > label.Box.Bottom - 1 && word.Box.Centre.Y < bottom
            && word.Box.Centre.X > left - 2 && word.Box.Centre.X < right)
            .Where(word => !label.Rest.Contains(word)).Concat(label.Rest.Where(word => word.Box.Left < right)).ToList();
        return ListItems.Of(TextLines.Of(words), _page.Number, double.IsInfinity(right) ? _page.Width : right);
    }

    /// <summary>Without a line between the two columns, the right one begins where its labels do.</summary>
    private static double Aside(FoundLabel label, List<FoundLabel> twin, List<FoundLabel> sections)
    {
        var beside = twin.Where(other => other.Box.Left > label.Box.Left).ToList();
        if (beside.Count > 0) return beside.Min(other => other.Box.Left) - 3;

        var furthest = sections.Max(other => other.Box.Left);
        return label.Box.Left > 0.8 * furthest ? double.PositiveInfinity : sections
            .Where(other => other.Box.Left > 0.8 * furthest).Min(other => other.Box.Left) - 3;
    }

    private static double LeftOf(FoundLabel label, List<FoundLabel> sections)
    {
        var others = sections.Where(other => other.Box.Right < label.Box.Left - 20).ToList();
        return others.Count == 0 ? 0 : label.Box.Left - 8;
    }

    /// <summary>How a post begins, and a name does not.</summary>
    [GeneratedRegex(
        @"^(?:a\.?n\.?\s+|plt\.?\s+|plh\.?\s+|pj\.?\s+)*(?:kepala|sekretaris|direktur|ketua|inspektur|camat|lurah|rektor|dekan)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex PostWords();

    [GeneratedRegex(@"(?:N\s*I\s*P|NRP)\s*[.:]*\s*(?<n>\d[\d .]{6,30})", RegexOptions.IgnoreCase)]
    private static partial Regex NipForm();

    [GeneratedRegex(@"^\W*(?:ttd|tanda tangan|ditandatangani|\$\{?ttd|secara elektronik|dto)\b|ditandatangani secara elektronik|^[\W_]+$"
        + @"|^NIP\W*$", RegexOptions.IgnoreCase)]
    private static partial Regex SignatureWords();
}
