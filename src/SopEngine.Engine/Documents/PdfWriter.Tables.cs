using SopEngine.Core.Documents;
using SopEngine.Core.Sheets;

namespace SopEngine.Engine.Documents;

/// <summary>Tables, charts and the place for a signature.</summary>
public sealed partial class PdfWriter
{
    private const double SmallSize = 9;
    private const double Padding = 3;
    private const double LabelShare = 0.36, ValueShare = 0.24;
    private const double BarHeight = 9;
    private const int WholeRow = 12; // lines of a row that is not divided
    private const double SignatureWidth = 200;
    private const double Shade = 0.9, Dark = 0.35, Light = 0.85;

    private static double LineHeight => SmallSize * Leading;

    private void Table(TableBlock table)
    {
        var widths = Widths(table);
        var head = Cells(table.Columns.Select(column => column.Head), isBold: true);
        // A head that would take much of each page stands on the first alone.
        var repeated = Height(Highest(head)) <= (Bottom - Margin) / 4 ? head : null;
        using var whole = _file.Tag("Table");
        if (Height(Highest(head)) + Height(2) is var start && _y + start > Bottom && Margin + start <= Bottom) Turn();
        using (_file.Tag("THead")) Row(head, cell => ("TH", "Column"), isHead: true);
        using (_file.Tag("TBody"))
        {
            foreach (var (i, row) in table.Rows.Index())
            {
                var isSum = table.HasSums && i == table.Rows.Count - 1;
                var name = isSum ? row.TakeWhile(text => text.Length == 0).Count() : -1;
                Row(Cells(row, isSum), cell => cell == name ? ("TH", "Row") : ("TD", ""));
            }
        }

        _y += 8;

        List<List<List<Word>>> Cells(IEnumerable<string> texts, bool isBold) => texts.Zip(widths, (text, width) =>
            Lines([new Span(text, isBold)], SmallSize, width - (2 * Padding)).ToList()).ToList();

        // A row that does not fit moves to the next page; a long one is divided, and leaves no line alone.
        void Row(List<List<List<Word>>> cells, Func<int, (string Type, string Scope)> tag, bool isHead = false)
        {
            using var row = _file.Tag("TR");
            var elements = cells.Select((_, i) => tag(i) is var (type, scope) && scope.Length > 0
                ? _file.Element(type, entries: $"/A << /O /Table /Scope /{scope} >>") : _file.Element(tag(i).Type)).ToList();
            var above = isHead || repeated is null ? 0 : Height(Highest(repeated));
            for (int from = 0, to, count = Highest(cells); from < count; from = to)
            {
                if (Room() < (count - from <= WholeRow ? count - from : 2))
                {
                    Turn();
                    if (above > 0) Draw(repeated!, [.. repeated!.Select(_ => PdfElement.Repeated)], 0, Highest(repeated!), isShaded: true);
                }

                to = Math.Min(count, from + Math.Max(1, Room()));
                Draw(cells, elements, from, to, isHead);
            }
        }

        void Draw(List<List<List<Word>>> cells, List<PdfElement> elements, int from, int to, bool isShaded)
        {
            var height = Height(to - from);
            if (isShaded) _file.Shade(_file.Pages - 1, new Box(Margin, _y, Margin + Width, _y + height), Shade);
            var x = Margin;
            foreach (var (i, cell) in cells.Index())
            {
                using var scope = _file.In(elements[i]);
                for (var j = from; j < Math.Min(to, cell.Count); j++)
                {
                    var slack = table.Columns[i].IsNumber ? widths[i] - (2 * Padding) - Used(cell[j], SmallSize) : 0;
                    Put(cell[j], x + Padding + slack, _y + Padding + ((j - from) * LineHeight), SmallSize);
                }

                x += widths[i];
            }

            _y += height;
            _file.Line(_file.Pages - 1, Margin, _y, Width, 0.4);
        }
    }

    /// <summary>The columns' widths by their shares; but none is narrower than its longest word, as long as all of them fit.</summary>
    private static List<double> Widths(TableBlock table)
    {
        var least = table.Columns.Select((column, at) => (2 * Padding) + 0.5 + Math.Max(Longest(column.Head, isBold: true),
            table.Rows.Select(row => Longest(row[at], isBold: false)).DefaultIfEmpty(0).Max())).ToList();
        var narrow = new HashSet<int>();
        while (true)
        {
            var free = Width - narrow.Sum(at => least[at]);
            var shares = table.Columns.Where((_, at) => !narrow.Contains(at)).Sum(column => column.Share);
            var widths = table.Columns.Select((column, at) => narrow.Contains(at) ? least[at] : column.Share * free / shares).ToList();
            var tooNarrow = widths.Index().Where(width => width.Item < least[width.Index] - 0.01).Select(width => width.Index).ToList();
            if (tooNarrow.Count == 0) return widths;
            narrow.UnionWith(tooNarrow);
            if (narrow.Count == table.Columns.Count || narrow.Sum(at => least[at]) >= Width * 0.9)
                return table.Columns.Select(column => column.Share * Width / table.Columns.Sum(other => other.Share)).ToList();
        }

        static double Longest(string text, bool isBold) => text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)
            .Select(word => PdfFile.Measure(PdfFile.Shown(word, isBold), SmallSize, isBold)).DefaultIfEmpty(0).Max();
    }

    private static int Highest(List<List<List<Word>>> cells) => Math.Max(1, cells.Max(cell => cell.Count));

    /// <summary>The height of a row of so many lines.</summary>
    private static double Height(int lines) => (lines * LineHeight) + (2 * Padding);

    /// <summary>How many lines a row may have that begins here.</summary>
    private int Room() => (int)((Bottom - _y - (2 * Padding)) / LineHeight);

    private void Bars(BarsBlock bars)
    {
        var (label, value) = (LabelShare * Width, ValueShare * Width);
        var room = Width - label - value - (2 * Padding);
        using var list = _file.Tag("L");
        foreach (var bar in bars.Bars)
        {
            using var item = _file.Tag("LI");
            using var body = _file.Tag("LBody");
            var lines = Lines([new Span(bar.Label + " ", false)], SmallSize, label - Padding).ToList();
            var height = Math.Max(LineHeight, lines.Count * LineHeight) + Padding;
            if (_y + height > Bottom) Turn();
            foreach (var (j, line) in lines.Index()) Put(line, Margin, _y + (j * LineHeight), SmallSize);
            if (bar.Filled is { } filled)
            {
                var top = _y + ((LineHeight - BarHeight) / 2) + 1;
                Bar(top, room, Light);
                Bar(top, room * Math.Clamp(filled, 0, 1), Dark);
            }

            var text = Lines([new Span(bar.Text, false)], SmallSize, value).FirstOrDefault() ?? [];
            Put(text, Margin + Width - Used(text, SmallSize), _y, SmallSize);
            _y += height;
        }

        _y += 8;

        void Bar(double top, double width, double grey) =>
            _file.Shade(_file.Pages - 1, new Box(Margin + label, top, Margin + label + width, top + BarHeight), grey);
    }

    private static double SignatureRoom => SmallSize * 7;

    private static double Height(SignatureBlock signature) =>
        SignatureRoom + (signature.Above.Concat(signature.Below).Sum(line => Signed(line).Count()) * BodySize * Leading);

    private static IEnumerable<List<Word>> Signed(string text) => Lines([new Span(text, false)], BodySize, SignatureWidth);

    private void Signature(SignatureBlock signature)
    {
        Keep(Height(signature));
        foreach (var line in signature.Above) Text(line);
        using (_file.Tag("P"))
        {
            foreach (var (i, line) in Lines([new Span(signature.Electronic, false)], SmallSize, SignatureWidth).Take(4).Index())
                Put(line, Margin + Width - SignatureWidth, _y + Padding + (i * LineHeight), SmallSize);
        }

        _y += SignatureRoom;
        foreach (var line in signature.Below) Text(line);

        void Text(string text)
        {
            using var scope = _file.Tag("P");
            foreach (var line in Signed(text))
            {
                Put(line, Margin + Width - SignatureWidth, _y, BodySize);
                _y += BodySize * Leading;
            }
        }
    }
}
