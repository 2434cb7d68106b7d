using System.Globalization;
using System.Net;
using System.Text;

namespace SopEngine.Core.Sheets;

/// <summary>
/// Writes sheets as SVG: black on white, text as text. Every style is an attribute, because a page's security policy forbids styles inside
/// it.
/// </summary>
public static class SvgWriter
{
    private const string Family = "Arial, Helvetica, 'Liberation Sans', sans-serif";
    private const double PageGap = 24;
    private const double HeadLength = 5.5, HeadWidth = 4.6;

    /// <summary>One page, as large on paper as A4.</summary>
    /// <param name="page">Index of the page.</param>
    /// <param name="marks">The marks in the symbols of some steps, by <see cref="Workflows.Step.Activity"/>.</param>
    public static string Page(SopSheet sheet, int page, IReadOnlyDictionary<int, SheetMark>? marks = null)
    {
        var svg = new StringBuilder();
        var paper = sheet.Pages[page].Paper;
        svg.Append(CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" role="{(HasLinks(marks) ? "group" : "img")}" """
            + $"""aria-labelledby="sop-{page}-t" aria-describedby="sop-{page}-d" """
            + $"""width="297mm" height="210mm" viewBox="0 0 {paper.Width:0.###} {paper.Height:0.###}" font-family="{Family}">""");
        svg.Append(CultureInfo.InvariantCulture,
            $"""<title id="sop-{page}-t">{Text(PageTitle(sheet, page))}</title>"""
            + $"""<desc id="sop-{page}-d">{Text(sheet.Pages[page].Description)}</desc>""");
        Draw(svg, sheet.Pages[page], marks);
        return svg.Append("</svg>").ToString();
    }

    /// <summary>All pages in one picture, one below the other.</summary>
    public static string Document(SopSheet sheet)
    {
        var svg = new StringBuilder("""<?xml version="1.0" encoding="UTF-8"?>""").Append('\n');
        var height = (sheet.Pages.Count * (Paper.A4Height + PageGap)) + PageGap;
        var width = Paper.A4Width + (2 * PageGap);
        svg.Append(CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="sop-t" aria-describedby="sop-d" """
            + $"""width="{width:0.###}pt" height="{height:0.###}pt" viewBox="0 0 {width:0.###} {height:0.###}" font-family="{Family}">""");
        svg.Append(CultureInfo.InvariantCulture,
            $"""<title id="sop-t">{Text(Name(sheet))}</title>"""
            + $"""<desc id="sop-d">{Text(string.Join(' ', sheet.Pages.Select(page => page.Description)))}</desc>""");
        svg.Append("""<rect width="100%" height="100%" fill="#d8dce0"/>""");
        foreach (var (i, page) in sheet.Pages.Index())
        {
            svg.Append(CultureInfo.InvariantCulture,
                $"""<svg x="{PageGap}" y="{PageGap + (i * (Paper.A4Height + PageGap)):0.###}" width="{Paper.A4Width}" """
                + $"""height="{Paper.A4Height}" viewBox="0 0 {page.Paper.Width:0.###} {page.Paper.Height:0.###}">""");
            Draw(svg, page);
            svg.Append("</svg>");
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>A picture hides what is in it from readers of the screen, links too.</summary>
    private static bool HasLinks(IReadOnlyDictionary<int, SheetMark>? marks) => marks?.Values.Any(mark => mark.Link is not null) == true;

    private static string Name(SopSheet sheet) => sheet.Number.Length > 0 ? $"{sheet.Number} {sheet.Title}" : sheet.Title;

    private static string PageTitle(SopSheet sheet, int page) => $"{Name(sheet)}, {Wording.Page(page + 1, sheet.Pages.Count)}";

    private static void Draw(StringBuilder svg, SheetPage page, IReadOnlyDictionary<int, SheetMark>? marks = null)
    {
        svg.Append(CultureInfo.InvariantCulture,
            $"""<rect width="{page.Paper.Width:0.###}" height="{page.Paper.Height:0.###}" fill="#fff"/>""");
        DrawLines(svg, page.Lines.Where(line => !line.Heavy).Select(line => line.Segment), 0.5);
        DrawLines(svg, page.Lines.Where(line => line.Heavy).Select(line => line.Segment), 1);
        foreach (var text in page.Texts) Draw(svg, text);
        DrawLines(svg, page.Arrows.SelectMany(arrow => Segment.Along(arrow.Points)), 0.8);
        svg.Append("<g>");
        foreach (var entry in page.Arrows.Select(arrow => (arrow.Points[^2], arrow.Points[^1])).DistinctBy(entry => entry.Item2))
            DrawHead(svg, entry.Item1, entry.Item2);
        svg.Append("""</g><g fill="#fff" stroke="#000" stroke-width="0.9">""");
        foreach (var symbol in page.Symbols)
        {
            var link = MarkOf(symbol)?.Link;
            if (link is { } to)
                svg.Append("<a href=\"").Append(Text(to.Href)).Append("\" aria-label=\"").Append(Text(to.Name)).Append("\">");
            DrawShape(svg, symbol, MarkOf(symbol));
            if (link is not null) svg.Append("</a>");
        }

        svg.Append("</g>");
        // A click on the name goes to the shape below it, which has the link.
        if (HasLinks(marks)) svg.Append("""<g pointer-events="none">""");
        foreach (var symbol in page.Symbols) DrawName(svg, symbol, MarkOf(symbol));
        if (HasLinks(marks)) svg.Append("</g>");
        foreach (var label in page.Arrows.Select(arrow => arrow.Label).OfType<TextBlock>()) DrawLabel(svg, label, page.Lines);

        SheetMark? MarkOf(Symbol symbol) => symbol.Node?.Step is { } step ? marks?.GetValueOrDefault(step.Activity) : null;
    }

    /// <summary>Overlapping lines are drawn as one, or they would look heavier than the others.</summary>
    private static void DrawLines(StringBuilder svg, IEnumerable<Segment> segments, double width)
    {
        svg.Append(CultureInfo.InvariantCulture,
            $"<path fill=\"none\" stroke=\"#000\" stroke-width=\"{width}\" stroke-linecap=\"square\" d=\"");
        foreach (var line in segments.GroupBy(
            segment => (segment.IsLevel, Math.Round(segment.IsLevel ? segment.From.Y : segment.From.X, 2))))
        {
            var (isLevel, at) = line.Key;
            foreach (var (from, to) in Merged(line.Select(segment =>
                isLevel ? (segment.Bounds.Left, segment.Bounds.Right) : (segment.Bounds.Top, segment.Bounds.Bottom))))
            {
                if (isLevel) svg.Append(CultureInfo.InvariantCulture, $"M{from:0.##} {at}H{to:0.##}");
                else svg.Append(CultureInfo.InvariantCulture, $"M{at} {from:0.##}V{to:0.##}");
            }
        }

        svg.Append("\"/>");
    }

    private static List<(double From, double To)> Merged(IEnumerable<(double From, double To)> stretches)
    {
        var merged = new List<(double From, double To)>();
        foreach (var stretch in stretches.Order())
        {
            if (merged is [.., var last] && stretch.From <= last.To + 0.01) merged[^1] = (last.From, Math.Max(last.To, stretch.To));
            else merged.Add(stretch);
        }

        return merged;
    }

    private static void Draw(StringBuilder svg, TextBlock block)
    {
        var (x, anchor) = block.Align switch
        {
            TextAlign.Left => (block.Cell.Left, "start"),
            TextAlign.Right => (block.Cell.Right, "end"),
            _ => (block.Cell.Centre.X, "middle"),
        };
        var weight = block.Bold ? " font-weight=\"bold\"" : "";
        svg.Append(CultureInfo.InvariantCulture, $"""<g font-size="{block.Size:0.##}"{weight} text-anchor="{anchor}">""");
        // On a machine without the measured fonts, a wider font would run over the table's lines. Characters that they lack are measured
        // generously, and would be stretched.
        foreach (var (i, line) in block.Lines.Index())
        {
            svg.Append(CultureInfo.InvariantCulture,
                $"""<text x="{x:0.##}" y="{block.Top + (i * block.Font.Leading) + block.Font.Ascent:0.##}" """);
            if (FontWidths.Know(line))
                svg.Append(CultureInfo.InvariantCulture,
                    $"""textLength="{block.Font.Measure(line):0.##}" lengthAdjust="spacingAndGlyphs" """);
            svg.Length--;
            svg.Append(CultureInfo.InvariantCulture, $">{Text(line)}</text>");
        }

        svg.Append("</g>");
    }

    private static void DrawLabel(StringBuilder svg, TextBlock label, IReadOnlyList<TableLine> lines)
    {
        // On white where the label crosses a line of the table.
        var ink = label.Ink;
        if (lines.Any(line => line.Segment.Bounds.Overlaps(ink)))
            svg.Append(CultureInfo.InvariantCulture,
                $"""<rect x="{ink.Left:0.##}" y="{ink.Top:0.##}" width="{ink.Width:0.##}" height="{ink.Height:0.##}" fill="#fff"/>""");
        Draw(svg, label);
    }

    private static void DrawHead(StringBuilder svg, Point before, Point tip)
    {
        var (dx, dy) = (Math.Sign(tip.X - before.X), Math.Sign(tip.Y - before.Y));
        var (x, y) = (tip.X - (dx * HeadLength), tip.Y - (dy * HeadLength));
        var (across, along) = (dy * HeadWidth / 2, dx * HeadWidth / 2);
        svg.Append(CultureInfo.InvariantCulture,
            $"""<path d="M{tip.X:0.##} {tip.Y:0.##}L{x + across:0.##} {y + along:0.##}L{x - across:0.##} {y - along:0.##}Z"/>""");
    }

    private static void DrawShape(StringBuilder svg, Symbol symbol, SheetMark? mark)
    {
        var box = symbol.Box;
        var fill = mark is null ? "" : $" fill=\"{Text(mark.Fill)}\"";
        var (x, y) = (box.Centre.X, box.Centre.Y);
        var shoulder = symbol.PointsUp ? box.Bottom - (box.Height * 0.6) : box.Top + (box.Height * 0.6);
        var (flat, tip) = symbol.PointsUp ? (box.Bottom, box.Top) : (box.Top, box.Bottom);
        _ = symbol.Kind switch
        {
            SymbolKind.Decision => svg.Append(CultureInfo.InvariantCulture,
                $"""<path d="M{x:0.##} {box.Top:0.##}L{box.Right:0.##} {y:0.##}"""
                + $"""L{x:0.##} {box.Bottom:0.##}L{box.Left:0.##} {y:0.##}Z"{fill}/>"""),
            SymbolKind.Connector => svg.Append(CultureInfo.InvariantCulture,
                $"""<path d="M{box.Left:0.##} {flat:0.##}L{box.Right:0.##} {flat:0.##}L{box.Right:0.##} {shoulder:0.##}"""
                + $"""L{x:0.##} {tip:0.##}L{box.Left:0.##} {shoulder:0.##}Z"{fill}/>"""),
            _ => svg.Append(CultureInfo.InvariantCulture,
                $"""<rect x="{box.Left:0.##}" y="{box.Top:0.##}" width="{box.Width:0.##}" height="{box.Height:0.##}" """
                + $"""rx="{(symbol.Kind == SymbolKind.Process ? 0 : box.Height / 2):0.##}"{fill}/>"""),
        };
    }

    /// <summary>Terminators and connectors carry their names; for the others, their row says what they stand for.</summary>
    private static void DrawName(StringBuilder svg, Symbol symbol, SheetMark? mark)
    {
        var name =
            symbol.Kind switch { SymbolKind.Start => Wording.Start, SymbolKind.End => Wording.End, _ => symbol.Letter ?? mark?.Text };
        if (name is null) return;

        var font = new Font(symbol.Letter is null ? 6.5 : name.Length > 1 ? 6 : 7.5, Bold: symbol.Letter is not null);
        var raise = symbol.Letter is null ? 0 : symbol.PointsUp ? 1 : -1;
        Draw(svg, Cells.Centred(symbol.Box with { Top = symbol.Box.Top + raise, Bottom = symbol.Box.Bottom + raise }, [name], font));
    }

    private static string Text(string text) =>
        WebUtility.HtmlEncode(new string([.. text.Where(character => !char.IsControl(character) || character is '\t' or '\n')]));
}
