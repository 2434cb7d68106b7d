using System.Xml.Linq;
using NUnit.Framework;
using SopEngine.Core.Sheets;
using SopEngine.Core.Workflows;

namespace SopEngine.Core.Tests.Sheets;

/// <summary>Properties of every sheet, checked on the finished pages alone.</summary>
internal static class SheetChecks
{
    public static void Check(SopSheet sheet, Flow flow, string because)
    {
        CheckSymbols(sheet, flow, because);
        foreach (var page in sheet.Pages)
        {
            CheckPaper(page, because);
            CheckArrows(page, flow, because);
            CheckLabels(page, because);
        }

        CheckConnectors(sheet, because);
        for (var page = 0; page < sheet.Pages.Count; page++) XDocument.Parse(SvgWriter.Page(sheet, page));
        XDocument.Parse(SvgWriter.Document(sheet));
    }

    /// <summary>
    /// From and to of every arrow, with the parts of an arrow over connectors joined: steps by activity id, else start and end.
    /// </summary>
    public static List<(string From, string To)> Transitions(SopSheet sheet)
    {
        var arrows = sheet.Pages.SelectMany(
            page => page.Arrows.Select(arrow => (From: page.Symbols[arrow.From], To: page.Symbols[arrow.To]))).ToList();
        return [.. arrows.Where(arrow => arrow.From.Letter is null).Select(arrow => (Name(arrow.From),
            Name(arrow.To.Letter is null ? arrow.To : arrows.Single(onward => onward.From.Letter == arrow.To.Letter).To)))];
    }

    /// <summary>The lines of all blocks of a page, a block a text.</summary>
    public static IEnumerable<string> Texts(SheetPage page) => page.Texts.Select(text => string.Join(' ', text.Lines));

    private static string Name(Symbol symbol) => symbol.Node!.Step?.ActivityId ?? (symbol.Kind == SymbolKind.Start ? "start" : "end");

    private static void CheckSymbols(SopSheet sheet, Flow flow, string because)
    {
        var drawn = sheet.Pages.SelectMany(page => page.Symbols.Select(symbol => (page, symbol)))
            .Where(at => at.symbol.Node?.Step is not null).ToList();
        Assert.That(drawn.Select(at => at.symbol.Node!.Step), Is.EquivalentTo(flow.Steps), because);
        foreach (var (page, symbol) in drawn)
        {
            var column = LaneColumn(page, flow.Lane(symbol.Node!.Step!.Lane)!.Name);
            Assert.That(column.Left < symbol.Box.Left && symbol.Box.Right < column.Right,
                $"{because}: {symbol.Node.Step.Number} stands in its lane");
            Assert.That(symbol.Kind == SymbolKind.Decision, Is.EqualTo(symbol.Node.Step.Outcomes.Count > 0), because);
        }
    }

    private static Box LaneColumn(SheetPage page, string lane) => LaneHead(page, lane).Cell;

    /// <summary>The name of a lane in the head of the table; a long word in it may be parted.</summary>
    public static TextBlock LaneHead(SheetPage page, string lane) =>
        page.Texts.First(text => text.Bold && Letters(string.Concat(text.Lines)) == Letters(lane));

    private static string Letters(string text) => text.Replace(" ", "").Replace("-", "");

    private static void CheckPaper(SheetPage page, string because)
    {
        var paper = new Box(0, 0, page.Paper.Width, page.Paper.Height);
        var body = page.Paper.Body.Grown(0.01);
        Assert.That(page.Paper.Width / page.Paper.Height, Is.EqualTo(297.0 / 210).Within(0.001), because);
        // A text is measured once: all of them are laid beside all others.
        var inks = page.Texts.Select(text => text.Ink).ToList();
        foreach (var (text, ink) in page.Texts.Zip(inks))
        {
            Assert.That(text.Cell.Grown(0.01).Contains(ink), $"{because}: '{string.Join(' ', text.Lines)}' fits its cell");
            Assert.That(paper.Contains(ink), because);
        }

        Assert.That(page.Lines.All(line => body.Contains(line.Segment.Bounds)), $"{because}: the table stays within the margins");
        Assert.That(page.Symbols.All(symbol => body.Contains(symbol.Box)), because);
        var cores = inks.Select(ink => ink.Grown(-0.5)).ToList();
        Assert.That(cores.Index().All(a => cores.Take(a.Index).All(b => !b.Overlaps(a.Item))), $"{because}: no text lies on another");
    }

    private static void CheckArrows(SheetPage page, Flow flow, string because)
    {
        if (page.Symbols.Count == 0) return;

        var lanes = new Box(LaneColumn(page, flow.Lanes[0].Name).Left, LaneColumn(page, flow.Lanes[0].Name).Bottom,
            LaneColumn(page, flow.Lanes[^1].Name).Right, page.Paper.Body.Bottom);
        var segments = page.Arrows.SelectMany(arrow => Segment.Along(arrow.Points).Select(segment => (arrow, segment))).ToList();
        foreach (var (arrow, segment) in segments)
        {
            if (segment.From.X != segment.To.X && segment.From.Y != segment.To.Y) Fail(arrow, "runs neither level nor upright");
            if (!lanes.Contains(segment.Bounds)) Fail(arrow, "leaves the lanes");
            if (page.Symbols.Any(symbol => symbol.Box.Grown(-0.3).Overlaps(segment.Bounds))) Fail(arrow, "passes through a symbol");
        }

        foreach (var (i, (mine, a)) in segments.Index())
        {
            foreach (var (other, b) in segments.Take(i))
            {
                if (mine == other || mine.From == other.From || mine.To == other.To || a.IsLevel != b.IsLevel) continue;
                if (!Beside(a, b)) Fail(mine, $"runs on {Ends(page, other)}");
            }
        }

        // There are thousands of segments: only a fault is put into words.
        void Fail(Arrow arrow, string what) => Assert.Fail($"{because}: {Ends(page, arrow)} {what}");
    }

    private static string Ends(SheetPage page, Arrow arrow)
    {
        var (from, to) = (page.Symbols[arrow.From], page.Symbols[arrow.To]);
        return $"{from.Node?.Step?.Number ?? from.Letter ?? "start"} to {to.Node?.Step?.Number ?? to.Letter ?? "end"}";
    }

    private static bool Beside(Segment a, Segment b)
    {
        var (first, second) = (a.Bounds, b.Bounds);
        var apart = a.IsLevel ? Math.Abs(first.Top - second.Top) : Math.Abs(first.Left - second.Left);
        var common = a.IsLevel
            ? Math.Min(first.Right, second.Right) - Math.Max(first.Left, second.Left)
            : Math.Min(first.Bottom, second.Bottom) - Math.Max(first.Top, second.Top);
        return apart > 1.5 || common < 0.01;
    }

    private static void CheckLabels(SheetPage page, string because)
    {
        var labels = page.Arrows.Select(arrow => arrow.Label).OfType<TextBlock>().Select(label => (label.Lines, label.Ink)).ToList();
        var ways = page.Arrows.SelectMany(arrow => Segment.Along(arrow.Points)).Select(segment => segment.Bounds).ToList();
        var texts = labels.Count == 0 ? [] : page.Texts.Select(text => text.Ink).ToList();
        foreach (var (i, (lines, ink)) in labels.Index())
        {
            var name = $"{because}: label '{string.Join(' ', lines)}'";
            Assert.That(ways.All(way => !ink.Overlaps(way)), $"{name} lies on no arrow");
            Assert.That(labels.Take(i).All(other => !other.Ink.Overlaps(ink)), $"{name} lies on no other");
            Assert.That(page.Symbols.Where(symbol => symbol.Kind != SymbolKind.Decision).All(symbol => !symbol.Box.Overlaps(ink)),
                $"{name} lies on no symbol");
            Assert.That(texts.All(text => !text.Overlaps(ink)), $"{name} lies on no text");
        }
    }

    private static void CheckConnectors(SopSheet sheet, string because)
    {
        var connectors = sheet.Pages.SelectMany((page, number) => page.Symbols.Select((symbol, i) => (page, number, symbol, i)))
            .Where(at => at.symbol.Letter is not null);
        foreach (var pair in connectors.GroupBy(at => at.symbol.Letter))
        {
            Assert.That(pair.Count(), Is.EqualTo(2), $"{because}: {pair.Key} stands on two pages");
            Assert.That(pair.Select(at => at.number).Distinct().Count(), Is.EqualTo(2), because);
            Assert.That(pair.Count(at => at.page.Arrows.Any(arrow => arrow.To == at.i) && at.page.Arrows.All(arrow => arrow.From != at.i)),
                Is.EqualTo(1), because);
            Assert.That(pair.Count(at => at.page.Arrows.Count(arrow => arrow.From == at.i) == 1
                && at.page.Arrows.All(arrow => arrow.To != at.i)), Is.EqualTo(1), because);
        }
    }
}
