using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Wordprocessing;
using Box = SopEngine.Core.Sheets.Box;

namespace SopEngine.Engine.Import;

/// <summary>The shapes of old Word files: VML, whose place is a style.</summary>
internal static class VmlShapes
{
    private const int Deepest = 16;

    /// <summary>Forms by the number of Word's own list.</summary>
    private static readonly Dictionary<string, string> Forms = new()
    {
        ["1"] = "rect",
        ["2"] = "roundRect",
        ["3"] = "ellipse",
        ["4"] = "diamond",
        ["15"] = "homePlate",
        ["20"] = "line",
        ["32"] = "straightConnector1",
        ["33"] = "bentConnector2",
        ["34"] = "bentConnector3",
        ["35"] = "bentConnector4",
        ["109"] = "flowChartProcess",
        ["110"] = "flowChartDecision",
        ["116"] = "flowChartTerminator",
        ["176"] = "flowChartAlternateProcess",
        ["177"] = "flowChartOffpageConnector",
        ["202"] = "label",
    };

    public static void Draw(Picture picture, ShapeAnchor anchor, DocxShapes.Ink ink)
    {
        foreach (var shape in picture.ChildElements) Draw(shape, anchor, null, ink, 0);
    }

    private static void Draw(OpenXmlElement shape, ShapeAnchor anchor, (Box Box, double X, double Y, double Width, double Height)? group,
        DocxShapes.Ink ink, int depth)
    {
        if (depth > Deepest || shape.LocalName is "shapetype") return;

        var style = Style(Attribute(shape, "style"));
        var box = shape.LocalName == "line" ? Line(shape, anchor) : BoxOf(style, anchor, group);
        if (shape.LocalName == "group")
        {
            var (origin, size) = (Pair(Attribute(shape, "coordorigin"), 0), Pair(Attribute(shape, "coordsize"), 1000));
            foreach (var child in shape.ChildElements) Draw(child, anchor, (box, origin.X, origin.Y, size.X, size.Y), ink, depth + 1);
            return;
        }

        var form = shape.LocalName switch
        {
            "rect" => "rect",
            "roundrect" => "roundRect",
            "oval" => "ellipse",
            "line" => "line",
            "shape" => Forms.GetValueOrDefault(Attribute(shape, "type").Split('t').Last(), ""),
            _ => "",
        };
        if (form.Length == 0) return;
        var stroke = shape.ChildElements.FirstOrDefault(child => child.LocalName == "stroke");
        if (DrawnShapes.IsLine(form))
            ink.Add(DrawnShapes.Line(form, box, style.GetValueOrDefault("flip", "").Contains('x'),
                style.GetValueOrDefault("flip", "").Contains('y'),
                Attribute(stroke, "endarrow") is { Length: > 0 } and not "none",
                    Attribute(stroke, "startarrow") is { Length: > 0 } and not "none"));
        else if (form != "label" && Attribute(shape, "stroked") is not ("f" or "false")
            && DrawnShapes.Outline(form, box, Attribute(shape, "id")) is { } outline) ink.Add([outline]);
        ink.Write(string.Join('\n', shape.Descendants<Paragraph>()
            .Select(paragraph => string.Concat(paragraph.Descendants<Text>().Select(text => text.Text)))), box);
    }

    private static Box Line(OpenXmlElement shape, ShapeAnchor anchor)
    {
        var (from, to) = (Attribute(shape, "from").Split(','), Attribute(shape, "to").Split(','));
        if (from.Length != 2 || to.Length != 2) return anchor.Cell;
        var (x1, y1, x2, y2) = (Points(from[0]), Points(from[1]), Points(to[0]), Points(to[1]));
        return new(anchor.Cell.Left + Math.Min(x1, x2), anchor.Top + Math.Min(y1, y2), anchor.Cell.Left + Math.Max(x1, x2), anchor.Top
            + Math.Max(y1, y2));
    }

    private static Box BoxOf(Dictionary<string, string> style, ShapeAnchor anchor,
        (Box Box, double X, double Y, double Width, double Height)? group)
    {
        if (group is { } outer)
        {
            var (sx, sy) = (outer.Box.Width / Math.Max(1, outer.Width), outer.Box.Height / Math.Max(1, outer.Height));
            var (left, top) = (outer.Box.Left + ((Number(style, "left") - outer.X) * sx), outer.Box.Top
                + ((Number(style, "top") - outer.Y) * sy));
            return new(left, top, left + (Number(style, "width") * sx), top + (Number(style, "height") * sy));
        }

        var from = style.GetValueOrDefault("mso-position-horizontal-relative", "text");
        var start = from switch { "page" => anchor.TextLeft - anchor.PageLeft, "margin" => anchor.TextLeft, _ => anchor.Cell.Left };
        var (x, y) = (start + Points(style.GetValueOrDefault("margin-left", style.GetValueOrDefault("left", "0"))),
            anchor.Top + Points(style.GetValueOrDefault("margin-top", style.GetValueOrDefault("top", "0"))));
        return new(x, y, x + Points(style.GetValueOrDefault("width", "0")), y + Points(style.GetValueOrDefault("height", "0")));
    }

    private static string Attribute(OpenXmlElement? element, string name) =>
        element?.GetAttributes().FirstOrDefault(attribute => attribute.LocalName == name).Value ?? "";

    private static Dictionary<string, string> Style(string style) => style.Split(';').Select(part => part.Split(':', 2))
        .Where(part => part.Length == 2)
        .GroupBy(part => part[0].Trim().ToLowerInvariant()).ToDictionary(part => part.Key, part => part.Last()[1].Trim());

    private static (double X, double Y) Pair(string text, double usual)
    {
        var parts = text.Split(',');
        return parts.Length == 2 ? (Plain(parts[0], usual), Plain(parts[1], usual)) : (usual, usual);
    }

    private static double Number(Dictionary<string, string> style, string name) => Plain(style.GetValueOrDefault(name, "0"), 0);

    private static double Plain(string text, double usual) =>
        double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : usual;

    /// <summary>A length of a style in points.</summary>
    private static double Points(string text)
    {
        var trimmed = text.Trim().ToLowerInvariant();
        var number = new string([.. trimmed.TakeWhile(c => char.IsAsciiDigit(c) || c is '.' or '-')]);
        var value = Plain(number, 0);
        return trimmed[number.Length..] switch
        {
            "in" => value * 72,
            "cm" => value * 72 / 2.54,
            "mm" => value * 72 / 25.4,
            "px" => value * 0.75,
            "" or "pt" => value,
            _ => value
        };
    }
}
