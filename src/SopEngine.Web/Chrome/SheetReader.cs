using System.IO.Compression;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml.Packaging;

namespace SopEngine.Web.Chrome;

/// <summary>
/// Reads the first sheet of an XLSX file, forward and element by element: the library's tree of a sheet takes fifty times the file's
/// size, and reading one with elements deep inside one another ends the process.
/// </summary>
internal static class SheetReader
{
    /// <summary>Bytes of the unpacked file, and characters of one of its parts. A table of that few rows needs less.</summary>
    private const long LargestUnpacked = 40_000_000, LongestPart = 20_000_000;

    private static readonly string[] Relationships =
    [
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ];

    /// <summary>The rows that hold something; null for a file that is no spreadsheet, or has too much of anything.</summary>
    public static List<IReadOnlyList<string>>? Rows(byte[] file)
    {
        try
        {
            using (var zip = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read))
            {
                if (zip.Entries.Sum(entry => entry.Length) > LargestUnpacked) return null;
            }

            using var document = SpreadsheetDocument.Open(new MemoryStream(file), isEditable: false);
            return document.WorkbookPart is { } workbook && FirstSheet(workbook) is { } id && workbook.TryGetPartById(id, out var part)
                ? Rows(part, workbook.SharedStringTablePart is { } shared ? Shared(shared) : []) : null;
        }
        // The readers of packages and of XML throw almost anything at a file that is none.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    private static string? FirstSheet(OpenXmlPart workbook)
    {
        using var xml = Open(workbook);
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "sheet" })
                return Relationships.Select(space => xml.GetAttribute("id", space)).FirstOrDefault(id => id is not null);
        }

        return null;
    }

    private static List<string> Shared(OpenXmlPart part)
    {
        using var xml = Open(part);
        var (strings, text) = (new List<string>(), new CellText());
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "si" })
            {
                text.Begin();
                if (xml.IsEmptyElement) strings.Add("");
            }
            else if (xml is { NodeType: XmlNodeType.EndElement, LocalName: "si" }) strings.Add(text.ToString());
            else text.Take(xml);
        }

        return strings;
    }

    private static List<IReadOnlyList<string>>? Rows(OpenXmlPart sheet, List<string> shared)
    {
        using var xml = Open(sheet);
        var (rows, row, column, isShared, text) = (new List<IReadOnlyList<string>>(), new List<string>(), 0, false, new CellText());
        while (xml.Read())
        {
            switch (xml.NodeType, xml.LocalName)
            {
                case (XmlNodeType.Element, "row"):
                    row = [];
                    break;
                case (XmlNodeType.EndElement, "row"):
                    if (row.Exists(cell => cell.Length > 0)) rows.Add(row);
                    if (rows.Count > TableReader.MostRows) return null;
                    break;
                case (XmlNodeType.Element, "c"):
                    (column, isShared) = (Column(xml.GetAttribute("r") ?? "") ?? row.Count, xml.GetAttribute("t") == "s");
                    if (column > TableReader.MostColumns) return null;
                    text.Begin();
                    break;
                case (XmlNodeType.EndElement, "c"):
                    // Empty cells are left out in the file; a cell's reference says its column.
                    while (row.Count <= column) row.Add("");
                    row[column] = (isShared ? Find(shared, text.ToString()) : text.ToString()).Trim();
                    break;
                default:
                    text.Take(xml);
                    break;
            }
        }

        return rows;
    }

    private static string Find(List<string> shared, string index) =>
        int.TryParse(index, out var place) && place >= 0 && place < shared.Count ? shared[place] : "";

    private static XmlReader Open(OpenXmlPart part) => XmlReader.Create(
        part.GetStream(FileMode.Open, FileAccess.Read),
        new XmlReaderSettings { CloseInput = true, IgnoreComments = true, MaxCharactersInDocument = LongestPart });

    /// <summary>"C7" is 2.</summary>
    private static int? Column(string reference)
    {
        var letters = string.Concat(reference.TakeWhile(char.IsAsciiLetterUpper));
        return letters.Length is 0 or > 3 ? null : letters.Aggregate(0, (column, letter) => (column * 26) + letter - 'A' + 1) - 1;
    }

    /// <summary>The text of a cell: what stands in its <c>v</c> and <c>t</c>, not its formula.</summary>
    private sealed class CellText
    {
        private readonly StringBuilder _text = new();
        private bool _isText;

        public void Begin()
        {
            _text.Clear();
            _isText = false;
        }

        public void Take(XmlReader xml)
        {
            if (xml.NodeType == XmlNodeType.Element) _isText = xml.LocalName is "v" or "t" && !xml.IsEmptyElement;
            else if (xml.NodeType == XmlNodeType.EndElement) _isText = false;
            // One character more than a cell may have, so that too long ones are noticed.
            else if (_isText && xml.HasValue && _text.Length <= TableReader.LongestCell) _text.Append(xml.Value);
        }

        public override string ToString() => _text.ToString();
    }
}
