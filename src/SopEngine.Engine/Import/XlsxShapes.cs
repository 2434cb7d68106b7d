using System.Globalization;
using DocumentFormat.OpenXml;
using SopEngine.Core.Import;
using Xdr = DocumentFormat.OpenXml.Drawing.Spreadsheet;
using A = DocumentFormat.OpenXml.Drawing;
using Box = SopEngine.Core.Sheets.Box;

namespace SopEngine.Engine.Import;

/// <summary>The symbols and connectors of a sheet.</summary>
internal static class XlsxShapes
{
    private const double PointsOfEmu = 1 / 12700.0;

    public static void Draw(Xdr.WorksheetDrawing drawing, XlsxReader.SheetGrid grid, List<PageWord> words, List<PagePath> paths,
        List<PageLink> links, ReadingLimits limits)
    {
        foreach (var anchor in drawing.ChildElements)
        {
            if (BoxOf(anchor, grid) is not { } box) continue;
            var shapes = anchor.Descendants().Where(element => element is Xdr.Shape or Xdr.ConnectionShape).ToList();
            foreach (var shape in shapes)
            {
                if (paths.Count >= limits.Shapes) throw new UnreadableException(UnreadableReason.TooManyShapes);
                Draw(shape, shapes.Count == 1 && shape.Parent == anchor ? box : Within(shape, anchor, box), words, paths, links);
            }
        }
    }

    private static Box? BoxOf(OpenXmlElement anchor, XlsxReader.SheetGrid grid)
    {
        if (anchor is Xdr.TwoCellAnchor { FromMarker: { } from, ToMarker: { } to }) return Made(Point(from, grid), Point(to, grid));
        if (anchor is Xdr.OneCellAnchor { FromMarker: { } start, Extent: { } extent })
        {
            var (x, y) = Point(start, grid);
            return new(x, y, x + ((extent.Cx?.Value ?? 0) * PointsOfEmu), y + ((extent.Cy?.Value ?? 0) * PointsOfEmu));
        }

        if (anchor is Xdr.AbsoluteAnchor { Position: { } position, Extent: { } size })
        {
            var (x, y) = (20 + ((position.X?.Value ?? 0) * PointsOfEmu), 20 + ((position.Y?.Value ?? 0) * PointsOfEmu));
            return new(x, y, x + ((size.Cx?.Value ?? 0) * PointsOfEmu), y + ((size.Cy?.Value ?? 0) * PointsOfEmu));
        }

        return null;
    }

    private static Box Made((double X, double Y) from, (double X, double Y) to) =>
        new(Math.Min(from.X, to.X), Math.Min(from.Y, to.Y), Math.Max(from.X, to.X), Math.Max(from.Y, to.Y));

    private static (double X, double Y) Point(Xdr.MarkerType marker, XlsxReader.SheetGrid grid) => (
        grid.X(Number(marker.ColumnId?.Text)) + (Number(marker.ColumnOffset?.Text) * PointsOfEmu),
        grid.Y(Number(marker.RowId?.Text)) + (Number(marker.RowOffset?.Text) * PointsOfEmu));

    private static int Number(string? text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
        ? number : 0;

    /// <summary>The place of a shape of a group: its part of the group's own measure, put into the group's place.</summary>
    private static Box Within(OpenXmlElement shape, OpenXmlElement anchor, Box box)
    {
        var group = anchor.Elements<Xdr.GroupShape>().FirstOrDefault()?.GroupShapeProperties?.TransformGroup;
        var own = shape.Descendants<A.Transform2D>().FirstOrDefault();
        if (group?.ChildOffset is not { } offset || group.ChildExtents is not { } extents || own?.Offset is null
            || own.Extents is null) return box;
        var (sx, sy) = (box.Width / Math.Max(1, extents.Cx?.Value ?? 1), box.Height / Math.Max(1, extents.Cy?.Value ?? 1));
        var (x, y) = (box.Left + (((own.Offset.X?.Value ?? 0) - (offset.X?.Value ?? 0)) * sx), box.Top
            + (((own.Offset.Y?.Value ?? 0) - (offset.Y?.Value ?? 0)) * sy));
        return new(x, y, x + ((own.Extents.Cx?.Value ?? 0) * sx), y + ((own.Extents.Cy?.Value ?? 0) * sy));
    }

    private static void Draw(OpenXmlElement shape, Box box, List<PageWord> words, List<PagePath> paths, List<PageLink> links)
    {
        var id = shape.Descendants<Xdr.NonVisualDrawingProperties>().FirstOrDefault()?.Id?.Value.ToString(CultureInfo.InvariantCulture);
        var form = shape.Descendants<A.PresetGeometry>().FirstOrDefault()?.Preset?.InnerText ?? "rect";
        if (shape is Xdr.ConnectionShape || DrawnShapes.IsLine(form))
        {
            var ends = shape.Descendants<Xdr.NonVisualConnectorShapeDrawingProperties>().FirstOrDefault();
            if (ends?.StartConnection?.Id?.Value is { } start && ends.EndConnection?.Id?.Value is { } end)
            {
                links.Add(new($"{start}", $"{end}"));
                return;
            }

            var at = shape.Descendants<A.Transform2D>().FirstOrDefault();
            var outline = shape.Descendants<A.Outline>().FirstOrDefault();
            var (tail, head) = (IsHead(outline?.GetFirstChild<A.TailEnd>()?.Type), IsHead(outline?.GetFirstChild<A.HeadEnd>()?.Type));
            paths.AddRange(DrawnShapes.Line(form, box, at?.HorizontalFlip?.Value ?? false, at?.VerticalFlip?.Value ?? false, tail, head));
            return;
        }

        if (DrawnShapes.Outline(form, box, id) is { } path && (IsLined(shape) || form != "rect")) paths.Add(path);
        var text = string.Join('\n', shape.Descendants<A.Paragraph>()
            .Select(paragraph => string.Concat(paragraph.Descendants<A.Text>().Select(run => run.Text))));
        if (text.Trim().Length > 0) XlsxReader.Write(words, text, box);
    }

    private static bool IsHead(EnumValue<A.LineEndValues>? type) => type is not null && type.Value != A.LineEndValues.None;

    /// <summary>A box without a line is a label.</summary>
    private static bool IsLined(OpenXmlElement shape) =>
        shape.Descendants<A.Outline>().FirstOrDefault() is { } outline ? outline.GetFirstChild<A.NoFill>() is null
            : shape.Descendants<Xdr.NonVisualShapeDrawingProperties>().FirstOrDefault()?.TextBox?.Value != true;
}
