namespace SopEngine.Core.Sheets;

/// <summary>One page of the procedure table, its arrows routed; <see cref="Draw"/> gives everything its place.</summary>
internal sealed class TablePage
{
    private readonly Paper _paper;
    private readonly TableColumns _columns;
    private readonly TableHead _head;
    private readonly IReadOnlyList<string> _titles;
    private readonly IReadOnlyList<TableRow> _rows;
    private readonly PageGrid _grid;
    private readonly IReadOnlyList<Route> _routes;
    private readonly Channels _channels;

    private readonly List<TextBlock> _texts = [];
    private readonly List<TableLine> _lines = [];

    /// <summary>The three level lines of <see cref="GridPoint"/> for each row of the grid.</summary>
    private readonly List<(double Above, double Middle, double Below)> _levels = [];

    public TablePage(Paper paper, TableColumns columns, TableHead head,
        IReadOnlyList<string> titles, IReadOnlyList<TableRow> rows, PageGrid grid)
    {
        (_paper, _columns, _head, _titles, _rows, _grid) = (paper, columns, head, titles, rows, grid);
        _routes = Router.Find(grid);
        _channels = new Channels(_routes, grid.Lanes);
    }

    /// <summary>The room that arrows need on either side of a lane.</summary>
    public double SideRoom => _channels.SideRoom;

    /// <summary>The number of labels without room of their own; known once the page is drawn.</summary>
    public int CrowdedLabels { get; private set; }

    /// <param name="widest">The greatest width of a symbol; at least <see cref="SymbolSizes.Least"/>.</param>
    public SheetPage Draw(double widest)
    {
        var top = _paper.Body.Top;
        if (_titles.Count > 0)
        {
            var title = _paper.Body with { Bottom = top + (_titles.Count * TablePages.TitleFont.Leading) };
            _texts.Add(Cells.Centred(title, _titles, TablePages.TitleFont));
            top = title.Bottom + 8;
        }

        _head.Draw(top, _texts, _lines);
        var bottom = DrawRows(top + _head.Height);
        _lines.AddRange(Cells.Frame(new Box(_columns.Left, top, _columns.Right, bottom)));

        var symbols = _grid.Spots.Select(spot => Place(spot, widest)).ToList();
        var ways = _routes.Select(route => Corners(route, symbols)).ToList();
        var lanes = new Box(_columns.LaneEdge(0), top + _head.Height, _columns.LaneEdge(_grid.Lanes), bottom);
        var placing = new Labels(_routes, ways, symbols, _lines, lanes);
        var labels = placing.Place();
        CrowdedLabels = placing.Crowded;
        return new SheetPage(_paper, SheetDescription.Of(_rows, _grid))
        {
            Lines = _lines,
            Texts = _texts,
            Symbols = symbols,
            Arrows = [.. _routes.Select((route, i) => new Arrow(route.Link.From, route.Link.To, ways[i], labels[i]))],
        };
    }

    private double DrawRows(double top)
    {
        top = DrawStrips(top, _grid.StripsAbove);
        foreach (var row in _rows)
        {
            DrawTexts(row, top);
            var at = top + ((row.Height - row.Bands.Sum(band => band.Height)) / 2);
            foreach (var band in row.Bands)
            {
                AddLevels(at + SymbolSizes.LineInset, at + band.Above + (band.Symbol / 2), at + band.Height - SymbolSizes.LineInset);
                at += band.Height;
            }

            top = Close(top, row.Height);
        }

        return DrawStrips(top, _grid.StripsBelow);
    }

    private double DrawStrips(double top, int count)
    {
        if (count == 0) return top;

        for (var strip = 0; strip < count; strip++)
        {
            var at = top + (strip * Pagination.StripHeight);
            AddLevels(at + 2, at + (Pagination.StripHeight / 2), at + Pagination.StripHeight - 2);
        }

        return Close(top, count * Pagination.StripHeight);
    }

    private void AddLevels(double above, double middle, double below) => _levels.Add((above, middle, below));

    private double Close(double top, double height)
    {
        for (var edge = 1; edge < _columns.Edges.Count - 1; edge++) _lines.Add(Cells.Upright(_columns.Edges[edge], top, top + height));
        _lines.Add(Cells.Level(top + height, _columns.Left, _columns.Right));
        return top + height;
    }

    private void DrawTexts(TableRow row, double top)
    {
        foreach (var (i, lines) in row.Texts.Index())
        {
            if (lines.Count == 0) continue;

            var column = i < TableColumns.FirstLane ? i : _columns.AfterLanes + i - TableColumns.FirstLane;
            var isCentred = i == 0 || column == _columns.AfterLanes + 1; // No and Waktu
            var cell = _columns.Cell(column, top, top + row.Height);
            _texts.Add(Cells.Middle(cell, lines, TableRows.Text, isCentred ? TextAlign.Centre : TextAlign.Left, TableColumns.Padding));
        }
    }

    private Symbol Place(Spot spot, double widest)
    {
        var (width, height) = SymbolSizes.Of(spot.Kind, _columns.LaneWidth);
        var centre = new Point(_columns.LaneCentre(spot.Lane), _levels[spot.Row].Middle);
        return new Symbol(spot.Kind, Box.Around(centre, Math.Min(width, widest), height), spot.Node, spot.Letter, spot.PointsUp);
    }

    private List<Point> Corners(Route route, List<Symbol> symbols)
    {
        var upright = _channels.X(route, _columns);
        var corners = route.Points.Select(point =>
        {
            var levels = _levels[point.Y / 3];
            var x = point.X == route.Line ? upright : _columns.LaneCentre(point.X / 2);
            return new Point(x, (point.Y % 3) switch { 0 => levels.Above, 1 => levels.Middle, _ => levels.Below });
        }).ToList();
        corners[0] = AtEdge(corners[0], symbols[route.Link.From].Box, route.Exit);
        corners[^1] = AtEdge(corners[^1], symbols[route.Link.To].Box, route.Entry);
        return corners;
    }

    private static Point AtEdge(Point middle, Box box, Port port) => port switch
    {
        Port.Top => middle with { Y = box.Top },
        Port.Bottom => middle with { Y = box.Bottom },
        Port.Left => middle with { X = box.Left },
        _ => middle with { X = box.Right },
    };
}
