using SopEngine.Core.Import;
using SopEngine.Core.Sheets;

namespace SopEngine.Engine.Import;

/// <summary>A shape of an office program, by the name of its form, as the outline that a printer would draw.</summary>
internal static class DrawnShapes
{
    public static PagePath? Outline(string form, Box box, string? id) => form.ToLowerInvariant() switch
    {
        "rect" or "rectangle" or "flowchartprocess" or "flowchartalternateprocess"
            or "flowchartpredefinedprocess" or "process" or "textbox" => Straight(box, id,
            [(0, 0), (1, 0), (1, 1), (0, 1)]),
        "diamond" or "flowchartdecision" or "decision" => Straight(box, id, [(0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)]),
        "roundrect" or "flowchartterminator" or "ellipse" or "oval" or "terminator" or "round2samerect" => Round(box, id),
        "flowchartoffpageconnector" or "homeplate" or "offpageconnector" or "pentagon" =>
            Straight(box, id, [(0, 0), (1, 0), (1, 0.6), (0.5, 1), (0, 0.6)]),
        _ => null,
    };

    public static bool IsLine(string form) => form.ToLowerInvariant() is "line"
        || form.Contains("Connector", StringComparison.OrdinalIgnoreCase) && !form.Contains("flowChart", StringComparison.OrdinalIgnoreCase)
        || form.EndsWith("Arrow", StringComparison.Ordinal);

    /// <summary>A line from one corner to the other, bent once in the middle where its form bends.</summary>
    public static IEnumerable<PagePath> Line(string form, Box box, bool flipX, bool flipY, bool headAtEnd, bool headAtStart)
    {
        var from = new Point(flipX ? box.Right : box.Left, flipY ? box.Bottom : box.Top);
        var to = new Point(flipX ? box.Left : box.Right, flipY ? box.Top : box.Bottom);
        List<Point> way = form.StartsWith("bentConnector2", StringComparison.OrdinalIgnoreCase) ? [from, new(to.X, from.Y), to]
            : form.StartsWith("bent", StringComparison.OrdinalIgnoreCase) && box.Width > 1 && box.Height > 1
                ? [from, new((from.X + to.X) / 2, from.Y), new((from.X + to.X) / 2, to.Y), to] : [from, to];
        yield return new(way, false, false, false, true);
        if (headAtEnd) yield return Head(to);
        if (headAtStart) yield return Head(from);
    }

    private static PagePath Head(Point at) =>
        new([new(at.X - 2, at.Y - 2), new(at.X + 2, at.Y - 2), new(at.X, at.Y + 2)], false, true, true, false);

    private static PagePath Straight(Box box, string? id, (double X, double Y)[] points) =>
        new([.. points.Select(point => new Point(box.Left + (point.X * box.Width), box.Top + (point.Y * box.Height)))], false, true, false,
            true, id);

    private static PagePath Round(Box box, string? id)
    {
        var (rx, ry) = (box.Width / 4, box.Height / 2);
        var points = Enumerable.Range(0, 24).Select(i => i * Math.PI / 12).Select(angle => new Point(
            box.Centre.X + (Math.Sign(Math.Round(Math.Cos(angle), 6)) * ((box.Width / 2) - rx)) + (rx * Math.Cos(angle)), box.Centre.Y
                + (ry * Math.Sin(angle))));
        return new([.. points], true, true, false, true, id);
    }
}
