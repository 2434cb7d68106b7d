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
        Draw(svg, sheet, sheet.Pages[page], marks);
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
            $"""<title id="sop-t">{Text(sheet.Name)}</title>"""
            + $"""<desc id="sop-d">{Text(string.Join(' ', sheet.Pages.Select(page => page.Description)))}</desc>""");
        svg.Append("""<rect width="100%" height="100%" fill="#d8dce0"/>""");
        foreach (var (i, page) in sheet.Pages.Index())
        {
            svg.Append(CultureInfo.InvariantCulture,
                $"""<svg x="{PageGap}" y="{PageGap + (i * (Paper.A4Height + PageGap)):0.###}" width="{Paper.A4Width}" """
                + $"""height="{Paper.A4Height}" viewBox="0 0 {page.Paper.Width:0.###} {page.Paper.Height:0.###}">""");
            Draw(svg, sheet, page);
            svg.Append("</svg>");
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>A picture hides what is in it from readers of the screen, links too.</summary>
    private static bool HasLinks(IReadOnlyDictionary<int, SheetMark>? marks) => marks?.Values.Any(mark => mark.Link is not null) == true;

    private static string PageTitle(SopSheet sheet, int page) => $"{sheet.Name}, {Wording.Page(page + 1, sheet.Pages.Count)}";

    private static void Draw(
        StringBuilder svg, SopSheet sheet, SheetPage page, IReadOnlyDictionary<int, SheetMark>? marks = null)
    {
        svg.Append(CultureInfo.InvariantCulture,
            $"""<rect width="{page.Paper.Width:0.###}" height="{page.Paper.Height:0.###}" fill="#fff"/>""");
        DrawLines(svg, page.Lines.Where(line => !line.Heavy).Select(line => line.Segment), 0.5);
        DrawLines(svg, page.Lines.Where(line => line.Heavy).Select(line => line.Segment), 1);
        if (page.Logo is { } place && sheet.Logo is { } logo)
            svg.Append(CultureInfo.InvariantCulture,
                $"""<image x="{place.Left:0.##}" y="{place.Top:0.##}" width="{place.Width:0.##}" height="{place.Height:0.##}" """
                + $"""href="data:{logo.MediaType};base64,{Convert.ToBase64String(logo.Bytes)}"/>""");
        foreach (var text in page.Texts) Draw(svg, text);
        DrawLines(svg, page.Arrows.SelectMany(arrow => Segment.Along(arrow.Points)), 0.8);
        svg.Append("<g>");
        foreach (var head in SheetInk.Heads(page)) svg.Append("<path d=\"").Append(Around(head)).Append("\"/>");
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
        foreach (var name in page.Symbols.Select(symbol => SheetInk.Name(symbol, MarkOf(symbol))).OfType<TextBlock>()) Draw(svg, name);
        if (HasLinks(marks)) svg.Append("</g>");
        foreach (var label in page.Arrows.Select(arrow => arrow.Label).OfType<TextBlock>()) DrawLabel(svg, label, page);

        SheetMark? MarkOf(Symbol symbol) => symbol.Node?.Step is { } step ? marks?.GetValueOrDefault(step.Activity) : null;
    }

    private static void DrawLines(StringBuilder svg, IEnumerable<Segment> segments, double width)
    {
        svg.Append(CultureInfo.InvariantCulture,
            $"<path fill=\"none\" stroke=\"#000\" stroke-width=\"{width}\" stroke-linecap=\"square\" d=\"");
        foreach (var segment in SheetInk.Merged(segments))
        {
            var (from, to) = (segment.From, segment.To);
            if (segment.IsLevel) svg.Append(CultureInfo.InvariantCulture, $"M{from.X:0.##} {from.Y}H{to.X:0.##}");
            else svg.Append(CultureInfo.InvariantCulture, $"M{from.X} {from.Y:0.##}V{to.Y:0.##}");
        }

        svg.Append("\"/>");
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
        foreach (var line in SheetInk.Lines(block))
        {
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{x:0.##}" y="{line.Baseline:0.##}" """);
            if (line.IsExact)
                svg.Append(CultureInfo.InvariantCulture, $"""textLength="{line.Width:0.##}" lengthAdjust="spacingAndGlyphs" """);
            svg.Length--;
            svg.Append(CultureInfo.InvariantCulture, $">{Text(line.Text)}</text>");
        }

        svg.Append("</g>");
    }

    private static void DrawLabel(StringBuilder svg, TextBlock label, SheetPage page)
    {
        var ink = label.Ink;
        if (SheetInk.CrossesLine(label, page))
            svg.Append(CultureInfo.InvariantCulture,
                $"""<rect x="{ink.Left:0.##}" y="{ink.Top:0.##}" width="{ink.Width:0.##}" height="{ink.Height:0.##}" fill="#fff"/>""");
        Draw(svg, label);
    }

    private static void DrawShape(StringBuilder svg, Symbol symbol, SheetMark? mark)
    {
        var box = symbol.Box;
        var fill = mark is null ? "" : $" fill=\"{Text(mark.Fill)}\"";
        if (SheetInk.Corners(symbol) is { Count: > 0 } corners)
            svg.Append("<path d=\"").Append(Around(corners)).Append('"').Append(fill).Append("/>");
        else
            svg.Append(CultureInfo.InvariantCulture,
                $"""<rect x="{box.Left:0.##}" y="{box.Top:0.##}" width="{box.Width:0.##}" height="{box.Height:0.##}" """
                + $"""rx="{SheetInk.Radius(symbol):0.##}"{fill}/>""");
    }

    private static string Around(IReadOnlyList<Point> corners) =>
        $"M{string.Join('L', corners.Select(corner => string.Create(CultureInfo.InvariantCulture, $"{corner.X:0.##} {corner.Y:0.##}")))}Z";

    private static string Text(string text) =>
        WebUtility.HtmlEncode(new string([.. text.Where(character => !char.IsControl(character) || character is '\t' or '\n')]));
}
