using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace SopEngine.Engine.Import;

/// <summary>The text of paragraphs and cells, without that of the shapes in them, with the numbers that Word prints before them.</summary>
internal static class DocxText
{
    public static string Of(OpenXmlElement cell, DocxNumbers numbers)
    {
        if (cell is Paragraph one) return Of(one, numbers);

        var lines = new List<string>();
        foreach (var child in cell.ChildElements)
        {
            if (child is Paragraph paragraph) lines.Add(Of(paragraph, numbers));
            else if (child is Table table)
                foreach (var row in DocxTable.Of(table, numbers).Cells.GroupBy(inner => inner.Cell.Row))
                    lines.Add(string.Join(" : ", row.Select(inner => inner.Cell.Text.Replace('\n', ' ').Trim(' ', ':'))
                        .Where(text => text.Length > 0)));
            else if (child is SdtBlock or SdtContentBlock) lines.Add(Of(child, numbers));
        }

        return string.Join('\n', lines).Trim('\n');
    }

    private static string Of(Paragraph paragraph, DocxNumbers numbers)
    {
        var text = new StringBuilder();
        Append(paragraph, text, 0);
        var plain = text.ToString().Trim(' ');
        var number = numbers.Next(paragraph);
        return number.Length == 0 ? plain : $"{number} {plain}".Trim();
    }

    private static void Append(OpenXmlElement element, StringBuilder text, int depth)
    {
        if (depth > 40) return;
        foreach (var child in element.ChildElements)
        {
            switch (child)
            {
                case Text run:
                    text.Append(run.Text);
                    break;
                case TabChar:
                    text.Append(' ');
                    break;
                case Break or CarriageReturn:
                    text.Append('\n');
                    break;
                case NoBreakHyphen:
                    text.Append('-');
                    break;
                case SymbolChar symbol when int.TryParse(symbol.Char?.Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture,
                    out var code):
                    text.Append(code is 0xf0fc or 0xf050 ? '√' : (char)code);
                    break;
                case Drawing or Picture or AlternateContent or DeletedRun or ParagraphProperties or RunProperties or FieldCode:
                    break;
                default:
                    Append(child, text, depth + 1);
                    break;
            }
        }
    }
}

/// <summary>The numbers and bullets that Word prints by itself.</summary>
internal sealed class DocxNumbers(MainDocumentPart part)
{
    private readonly Numbering? _numbering = part.NumberingDefinitionsPart?.Numbering;
    private readonly Dictionary<(int Id, int Level), int> _counts = [];

    /// <summary>The number of a paragraph; "" for one without.</summary>
    public string Next(Paragraph paragraph)
    {
        var own = paragraph.ParagraphProperties?.NumberingProperties;
        if (own?.NumberingId?.Val?.Value is not { } id || id == 0
            || Level(id, own.NumberingLevelReference?.Val?.Value ?? 0) is not { } level) return "";

        var at = own.NumberingLevelReference?.Val?.Value ?? 0;
        var format = level.NumberingFormat?.Val?.Value;
        if (format == NumberFormatValues.Bullet) return "-";
        if (format == NumberFormatValues.None) return "";

        var count = _counts.TryGetValue((id, at), out var before) ? before + 1 : level.StartNumberingValue?.Val?.Value ?? 1;
        _counts[(id, at)] = count;
        foreach (var deeper in _counts.Keys.Where(key => key.Id == id && key.Level > at).ToList()) _counts.Remove(deeper);
        var shown = format == NumberFormatValues.LowerLetter ? $"{(char)('a' + ((count - 1) % 26))}"
            : format == NumberFormatValues.UpperLetter ? $"{(char)('A' + ((count - 1) % 26))}"
            : count.ToString(CultureInfo.InvariantCulture);
        var text = level.LevelText?.Val?.Value ?? "";
        var place = text.IndexOf($"%{at + 1}", StringComparison.Ordinal);
        return place < 0 ? $"{shown}." : shown + text[(place + 2)..].Trim();
    }

    private Level? Level(int id, int at)
    {
        var instance = _numbering?.Elements<NumberingInstance>().FirstOrDefault(one => one.NumberID?.Value == id);
        var form = _numbering?.Elements<AbstractNum>()
            .FirstOrDefault(one => one.AbstractNumberId?.Value == instance?.AbstractNumId?.Val?.Value);
        return form?.Elements<Level>().FirstOrDefault(level => level.LevelIndex?.Value == at);
    }
}
