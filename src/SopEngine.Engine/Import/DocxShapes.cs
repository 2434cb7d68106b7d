using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Wordprocessing;
using SopEngine.Core.Import;
using A = DocumentFormat.OpenXml.Drawing;
using Box = SopEngine.Core.Sheets.Box;
using Wp = DocumentFormat.OpenXml.Drawing.Wordprocessing;

namespace SopEngine.Engine.Import;

/// <summary>Where a shape is anchored: the cell, the top of its row, and where text and page begin.</summary>
internal sealed record ShapeAnchor(Box Cell, double Top, double TextLeft, double PageLeft);

/// <summary>
/// The shapes of a Word paragraph. The cell that a shape is anchored to is not its lane, because people drag shapes into other columns: its
/// place counts. Of an AlternateContent exactly one branch is read, or every shape would come twice.
/// </summary>
internal static class DocxShapes
{
    public const double PointsOfEmu = 1 / 12700.0;
    private const int Deepest = 24;

    public static void Draw(Paragraph paragraph, ShapeAnchor anchor, List<PageWord> words, List<PagePath> paths, List<PageLink> links,
        ReadingLimits limits)
    {
        var ink = new Ink(words, paths, links, limits);
        foreach (var drawing in Branch(paragraph, 0))
        {
            if (drawing is Drawing modern) Draw(modern, anchor, ink);
            else if (drawing is Picture old) VmlShapes.Draw(old, anchor, ink);
        }
    }

    private static IEnumerable<OpenXmlElement> Branch(OpenXmlElement element, int depth)
    {
        if (depth > Deepest) yield break;
        foreach (var child in element.ChildElements)
        {
            if (child is Drawing or Picture) yield return child;
            else if (child is AlternateContent either)
            {
                var chosen = (OpenXmlElement?)either.GetFirstChild<AlternateContentChoice>()
                    ?? either.GetFirstChild<AlternateContentFallback>();
                if (chosen is null) continue;
                foreach (var found in Branch(chosen, depth + 1)) yield return found;
            }
            else if (child is not Paragraph)
                foreach (var found in Branch(child, depth + 1)) yield return found;
        }
    }

    private static void Draw(Drawing drawing, ShapeAnchor anchor, Ink ink)
    {
        var held = (OpenXmlElement?)drawing.GetFirstChild<Wp.Anchor>() ?? drawing.GetFirstChild<Wp.Inline>();
        if (held?.Descendants<Wp.Extent>().FirstOrDefault() is not { } extent) return;

        var (width, height) = ((extent.Cx?.Value ?? 0) * PointsOfEmu, (extent.Cy?.Value ?? 0) * PointsOfEmu);
        var (x, y) = held is Wp.Anchor floating ? (X(floating, anchor, width), Y(floating, anchor, height))
            : (anchor.Cell.Centre.X - (width / 2), anchor.Cell.Centre.Y - (height / 2));
        var box = new Box(x, y, x + width, y + height);
        var id = held.Descendants<Wp.DocProperties>().FirstOrDefault()?.Id?.Value.ToString(CultureInfo.InvariantCulture);
        var inner = held.Descendants<A.GraphicData>().FirstOrDefault()?.FirstChild;
        if (inner is not null) Draw(inner, box, id, ink, 0);
    }

    private static double X(Wp.Anchor floating, ShapeAnchor anchor, double width)
    {
        var position = floating.HorizontalPosition;
        var from = position?.RelativeFrom?.InnerText ?? "column";
        var inCell = floating.LayoutInCell?.Value ?? true;
        var start = from switch
        {
            "page" => anchor.TextLeft - anchor.PageLeft,
            "margin" or "leftMargin" => anchor.TextLeft,
            "column" when !inCell => anchor.TextLeft,
            _ => anchor.Cell.Left,
        };
        if (floating.SimplePos?.Value == true) return anchor.TextLeft - anchor.PageLeft
            + ((floating.SimplePosition?.X?.Value ?? 0) * PointsOfEmu);
        if (long.TryParse(position?.PositionOffset?.Text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var offset)) return start
            + (offset * PointsOfEmu);
        return (position?.HorizontalAlignment?.Text) switch
        {
            "right" => anchor.Cell.Right - width,
            "left" => anchor.Cell.Left,
            _ => anchor.Cell.Centre.X - (width / 2),
        };
    }

    private static double Y(Wp.Anchor floating, ShapeAnchor anchor, double height)
    {
        var position = floating.VerticalPosition;
        var from = position?.RelativeFrom?.InnerText ?? "paragraph";
        if (from is "paragraph" or "line"
            && long.TryParse(position?.PositionOffset?.Text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var offset))
            return anchor.Top + (offset * PointsOfEmu);
        return anchor.Cell.Centre.Y - (height / 2);
    }

    /// <summary>A shape, or a group or canvas with shapes at their places within it.</summary>
    private static void Draw(OpenXmlElement element, Box box, string? id, Ink ink, int depth)
    {
        if (depth > Deepest) return;
        if (element.LocalName is "wgp" or "grpSp" or "wpc")
        {
            var own = element.ChildElements.FirstOrDefault(child => child.LocalName == "grpSpPr")?.GetFirstChild<A.TransformGroup>();
            var (ox, oy) = ((own?.ChildOffset?.X?.Value ?? 0) * PointsOfEmu, (own?.ChildOffset?.Y?.Value ?? 0) * PointsOfEmu);
            var (sx, sy) = (Scale(box.Width, own?.ChildExtents?.Cx?.Value), Scale(box.Height, own?.ChildExtents?.Cy?.Value));
            foreach (var child in element.ChildElements.Where(child => child.LocalName is "wsp" or "wgp" or "grpSp" or "cxnSp"))
            {
                var (offset, extents) = Place(child);
                if (offset is null || extents is null) continue;
                var (x, y) = (box.Left + ((((offset.X?.Value ?? 0) * PointsOfEmu) - ox) * sx), box.Top
                    + ((((offset.Y?.Value ?? 0) * PointsOfEmu) - oy) * sy));
                var place = new Box(x, y, x + ((extents.Cx?.Value ?? 0) * PointsOfEmu * sx), y
                    + ((extents.Cy?.Value ?? 0) * PointsOfEmu * sy));
                Draw(child, place, child.ChildElements.FirstOrDefault(one => one.LocalName is "cNvPr")?.GetAttributes()
                    .FirstOrDefault(one => one.LocalName == "id").Value, ink, depth + 1);
            }

            return;
        }

        if (element.LocalName is "wsp" or "cxnSp") Shape(element, box, id, ink);
    }

    private static (A.Offset?, A.Extents?) Place(OpenXmlElement child)
    {
        if (child.Descendants<A.Transform2D>().FirstOrDefault() is { } plain) return (plain.Offset, plain.Extents);
        var group = child.Descendants<A.TransformGroup>().FirstOrDefault();
        return (group?.Offset, group?.Extents);
    }

    private static double Scale(double own, long? inner) => inner is > 0 ? own / (inner.Value * PointsOfEmu) : 1;

    private static void Shape(OpenXmlElement shape, Box box, string? id, Ink ink)
    {
        var form = shape.Descendants<A.PresetGeometry>().FirstOrDefault()?.Preset?.InnerText ?? "rect";
        var (start, end) = (End(shape, "stCxn"), End(shape, "endCxn"));
        if (start is not null && end is not null) ink.Links.Add(new(start, end));
        else if (DrawnShapes.IsLine(form) || shape.Descendants().Any(one => one.LocalName == "cNvCnPr"))
        {
            var at = shape.Descendants<A.Transform2D>().FirstOrDefault();
            var line = shape.Descendants<A.Outline>().FirstOrDefault();
            ink.Add(DrawnShapes.Line(form, box, at?.HorizontalFlip?.Value ?? false, at?.VerticalFlip?.Value ?? false,
                IsHead(line?.GetFirstChild<A.TailEnd>()?.Type), IsHead(line?.GetFirstChild<A.HeadEnd>()?.Type)));
        }
        else
        {
            var isLined = shape.ChildElements
                .FirstOrDefault(one => one.LocalName == "spPr")?.GetFirstChild<A.Outline>()?.GetFirstChild<A.NoFill>() is null;
            var isLabel = shape.ChildElements
                .FirstOrDefault(one => one.LocalName == "cNvSpPr")?.GetAttributes().Any(one => one.LocalName == "txBox"
                && one.Value is "1" or "true") ?? false;
            if (DrawnShapes.Outline(form, box, id) is { } outline && (form != "rect" || (isLined && !isLabel))) ink.Add([outline]);
            ink.Write(string.Join('\n', shape.Descendants<Paragraph>()
                .Select(paragraph => string.Concat(paragraph.Descendants<Text>().Select(text => text.Text)))), box);
        }
    }

    private static string? End(OpenXmlElement shape, string name) =>
        shape.Descendants().FirstOrDefault(one => one.LocalName == name)?.GetAttributes()
            .FirstOrDefault(one => one.LocalName == "id").Value;

    private static bool IsHead(EnumValue<A.LineEndValues>? type) => type is not null && type.Value != A.LineEndValues.None;

    internal sealed record Ink(List<PageWord> Words, List<PagePath> Paths, List<PageLink> Links, ReadingLimits Limits)
    {
        public void Add(IEnumerable<PagePath> paths)
        {
            Paths.AddRange(paths);
            if (Paths.Count > Limits.Shapes) throw new UnreadableException(UnreadableReason.TooManyShapes);
        }

        public void Write(string text, Box box)
        {
            if (text.Trim().Length > 0) XlsxReader.Write(Words, text, box);
        }
    }
}
