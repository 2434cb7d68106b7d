using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace SopEngine.Core.Import;

/// <summary>
/// Reads the tables and the text of an HTML page. Of HTML only what tables need is looked at: rows, cells with their spans, breaks. A
/// parser of
/// its own, so that a page that nests a million elements is read in one pass without a tree.
/// </summary>
public static partial class HtmlTables
{
    private const int MostColumns = 200, MostSpan = 200;

    public static bool Looks(string text) => Start().IsMatch(text);

    public static DocumentForm Read(string html, int mostCells)
    {
        var reader = new Reading(mostCells);
        var at = 0;
        var plain = Comments().Replace(html, " ");
        foreach (Match tag in Tags().Matches(plain))
        {
            reader.Text(plain[at..tag.Index]);
            reader.Tag(tag.Groups["name"].Value.ToLowerInvariant(), tag.Groups["close"].Length > 0, tag.Groups["rest"].Value);
            at = tag.Index + tag.Length;
        }

        reader.Text(plain[at..]);
        return new([CellPages.Of(reader.Blocks(), 1)], PlaceSource.Cells);
    }

    private sealed class Reading(int mostCells)
    {
        private readonly List<Block> _blocks = [];
        private readonly List<LaidCell> _cells = [];
        private readonly HashSet<(int, int)> _taken = [];
        private readonly StringBuilder _text = new();
        private int _depth, _row = -1, _column, _rowSpan = 1, _columnSpan = 1;
        private bool _inCell;
        private string? _skipped;

        public void Text(string text)
        {
            if (_skipped is null) _text.Append(Blanks().Replace(WebUtility.HtmlDecode(text), " "));
        }

        public void Tag(string name, bool isClose, string rest)
        {
            if (_skipped is not null)
            {
                if (isClose && name == _skipped) _skipped = null;
                return;
            }

            switch (name)
            {
                case "script" or "style" or "title" or "head" when !isClose && name is not "head":
                    _skipped = name;
                    break;
                case "table":
                    Table(isClose);
                    break;
                case "tr" when _depth == 1 && !isClose:
                    CloseCell();
                    _row++;
                    _column = 0;
                    break;
                case "td" or "th" when _depth == 1:
                    CloseCell();
                    if (!isClose) OpenCell(rest);
                    break;
                case "br" or "p" or "div" or "li" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                    Break();
                    break;
            }
        }

        public List<Block> Blocks()
        {
            CloseTable();
            Lines();
            return _blocks;
        }

        private void Table(bool isClose)
        {
            if (!isClose && _depth++ == 0)
            {
                Lines();
                (_row, _column) = (-1, 0);
            }
            else if (isClose && _depth > 0 && --_depth == 0) CloseTable();
            else _text.Append(' ');
        }

        private void OpenCell(string rest)
        {
            if (_row < 0) _row = 0;
            while (_taken.Contains((_row, _column))) _column++;
            (_rowSpan, _columnSpan) = (Span(rest, "rowspan"), Span(rest, "colspan"));
            _inCell = true;
            _text.Clear();
        }

        private void CloseCell()
        {
            if (!_inCell) return;
            _inCell = false;
            if (_column + _columnSpan <= MostColumns && _cells.Count < mostCells)
            {
                _cells.Add(new(_row, _column, _rowSpan, _columnSpan, Plain()));
                for (var r = 0; r < _rowSpan; r++)
                    for (var c = 0; c < _columnSpan; c++) _taken.Add((_row + r, _column + c));
            }

            _column += _columnSpan;
            _text.Clear();
        }

        private void CloseTable()
        {
            CloseCell();
            _depth = 0;
            if (_cells.Count > 0)
            {
                var rows = _cells.Max(cell => cell.Row) + 1;
                _blocks.Add(new Block.Table([.. _cells.Select(cell => cell with { RowSpan = Math.Min(cell.RowSpan, rows - cell.Row) })],
                    []));
            }

            _cells.Clear();
            _taken.Clear();
            _text.Clear();
        }

        private void Lines()
        {
            if (Plain() is { Length: > 0 } text) _blocks.Add(new Block.Lines(text));
            _text.Clear();
        }

        private void Break()
        {
            if (_text.Length > 0 && _text[^1] != '\n') _text.Append('\n');
        }

        private string Plain() => string.Join('\n', _text.ToString().Split('\n').Select(line => Spelling.Tidy(line))
            .Where(line => line.Length > 0));

        private static int Span(string rest, string name)
        {
            var match = Regex.Match(rest, name + @"\s*=\s*[""']?(\d{1,4})", RegexOptions.IgnoreCase);
            return match.Success ? Math.Clamp(int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 1,
                MostSpan) : 1;
        }
    }

    [GeneratedRegex(@"^\s*(?:<!doctype html|<html|<table|<body|<meta|<head|<div)", RegexOptions.IgnoreCase)]
    private static partial Regex Start();

    [GeneratedRegex(@"<!--.*?-->|<!\[CDATA\[.*?\]\]>", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"<(?<close>/?)(?<name>[a-zA-Z][a-zA-Z0-9]*)(?<rest>[^<>]*)>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
