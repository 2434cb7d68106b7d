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
    private const double SignatureWidth = 200;
    private const double Shade = 0.9, Dark = 0.35, Light = 0.85;

    private static double LineHeight => SmallSize * Leading;

    private void Table(TableBlock table)
    {
        var widths = table.Columns.Select(column => column.Share * Width / table.Columns.Sum(other => other.Share)).ToList();
        Row(table.Columns.Select(column => column.Head).ToList(), isHead: true);
        foreach (var (i, row) in table.Rows.Index()) Row(row, isHead: false, isBold: table.HasSums && i == table.Rows.Count - 1);
        _y += 8;

        void Row(IReadOnlyList<string> texts, bool isHead, bool isBold = false)
        {
            var cells = texts.Zip(widths, (text, width) =>
                Lines([new Span(text, isHead || isBold)], SmallSize, width - (2 * Padding)).ToList()).ToList();
            var height = (Math.Max(1, cells.Max(cell => cell.Count)) * LineHeight) + (2 * Padding);
            if (_y + height > Bottom)
            {
                Turn();
                if (!isHead) Row(table.Columns.Select(column => column.Head).ToList(), isHead: true);
            }

            if (isHead) _file.Shade(_file.Pages - 1, new Box(Margin, _y, Margin + Width, _y + height), Shade);
            var x = Margin;
            foreach (var (i, cell) in cells.Index())
            {
                foreach (var (j, line) in cell.Index())
                {
                    var slack = table.Columns[i].IsNumber ? widths[i] - (2 * Padding) - Used(line) : 0;
                    Put(line, x + Padding + slack, _y + Padding + (j * LineHeight), SmallSize);
                }

                x += widths[i];
            }

            _y += height;
            _file.Line(_file.Pages - 1, Margin, _y, Width, 0.4);
        }
    }

    private void Bars(BarsBlock bars)
    {
        var (label, value) = (LabelShare * Width, ValueShare * Width);
        var room = Width - label - value - (2 * Padding);
        foreach (var bar in bars.Bars)
        {
            var lines = Lines([new Span(bar.Label, false)], SmallSize, label - Padding).ToList();
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
            Put(text, Margin + Width - Used(text), _y, SmallSize);
            _y += height;
        }

        _y += 8;

        void Bar(double top, double width, double grey) =>
            _file.Shade(_file.Pages - 1, new Box(Margin + label, top, Margin + label + width, top + BarHeight), grey);
    }

    private void Signature(SignatureBlock signature)
    {
        var room = SmallSize * 7;
        var height = room + ((signature.Above.Count + signature.Below.Count) * BodySize * Leading);
        if (_y + height > Bottom) Turn();
        foreach (var line in signature.Above) Text(line);
        foreach (var (i, line) in Lines([new Span(signature.Electronic, false)], SmallSize, SignatureWidth).Take(4).Index())
            Put(line, Margin + Width - SignatureWidth, _y + Padding + (i * LineHeight), SmallSize);
        _y += room;
        foreach (var line in signature.Below) Text(line);

        void Text(string text)
        {
            foreach (var line in Lines([new Span(text, false)], BodySize, SignatureWidth))
            {
                Put(line, Margin + Width - SignatureWidth, _y, BodySize);
                _y += BodySize * Leading;
            }
        }
    }
}
