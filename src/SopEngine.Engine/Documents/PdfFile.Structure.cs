using System.Globalization;
using System.Text;
using SopEngine.Core.Sheets;
using static System.FormattableString;

namespace SopEngine.Engine.Documents;

/// <summary>
/// The structure of a document, for people who hear it or have it converted. Drawn text belongs to the element that is open then; without
/// an open one it is an artifact, which is not read.
/// </summary>
internal sealed partial class PdfFile
{
    private const int LongestWords = 2_000;

    private readonly PdfElement _document = new("Document", null);
    private readonly List<PdfElement> _elements = [];
    private PdfElement _open = PdfElement.Ink;

    /// <summary>Makes an element, the last part of its parent; of the open one unless given.</summary>
    public PdfElement Element(string type, PdfElement? parent = null, string entries = "")
    {
        parent ??= _open.IsArtifact ? _document : _open;
        var element = new PdfElement(type, parent, entries);
        parent.Add(new PdfPart(element, 0, 0));
        _elements.Add(element);
        return element;
    }

    /// <summary>Opens an element until the scope ends; the one before it is open again then.</summary>
    public Scope In(PdfElement element)
    {
        var scope = new Scope(this, _open);
        _open = element;
        return scope;
    }

    /// <summary>Makes an element and opens it.</summary>
    public Scope Tag(string type, string entries = "") => In(Element(type, entries: entries));

    /// <summary>Makes an element for a drawing and opens it.</summary>
    /// <param name="words">The drawing in words, for people who do not see it.</param>
    public Scope Figure(int page, string words, Box box)
    {
        var shown = words.Length > LongestWords ? words[..LongestWords] + "…" : words;
        var bounds = Invariant($"{box.Left:0.##} {Up(page, box.Bottom):0.##} {box.Right:0.##} {Up(page, box.Top):0.##}");
        return Tag("Figure", $"/Alt {Hex(Clean(shown))} /A << /O /Layout /BBox [{bounds}] >>");
    }

    /// <summary>The page's content, where the next operators belong to the element.</summary>
    private StringBuilder On(int index, PdfElement element)
    {
        var page = _pages[index];
        if (ReferenceEquals(page.Open, element)) return page.Content;

        if (page.Open is not null) page.Content.Append("EMC\n");
        page.Open = element;
        if (element.IsArtifact) return page.Content.Append(CultureInfo.InvariantCulture, $"/Artifact << {element.Entries} >> BDC\n");

        element.Add(new PdfPart(null, index, page.Marks.Count));
        page.Content.Append(CultureInfo.InvariantCulture, $"/{element.Type} << /MCID {page.Marks.Count} >> BDC\n");
        page.Marks.Add(element);
        return page.Content;
    }

    /// <summary>The page's content for lines and shapes, which only a figure is made of.</summary>
    private StringBuilder Drawn(int page) => On(page, _open.Type == "Figure" ? _open : PdfElement.Ink);

    private int AddStructure(PdfObjects file, Func<int, int> pageObject)
    {
        var (root, parents) = (file.Take(), file.Take());
        var first = file.Take(_elements.Count);
        foreach (var (i, element) in _elements.Index()) element.Number = first + i;
        foreach (var element in _elements) file.Pack(element.Number, Written(element, element.Parent?.Number ?? root, pageObject));

        var marks = file.Take(_pages.Count);
        foreach (var (i, page) in _pages.Index())
            file.Pack(marks + i, $"[{string.Join(' ', page.Marks.Select(element => $"{element.Number} 0 R"))}]");
        file.Pack(parents, $"<< /Nums [{string.Join(' ', _pages.Select((_, i) => $"{i} {marks + i} 0 R"))}] >>");
        file.Pack(root,
            $"<< /Type /StructTreeRoot /K {_document.Number} 0 R /ParentTree {parents} 0 R /ParentTreeNextKey {_pages.Count} >>");
        return root;
    }

    private static string Written(PdfElement element, int parent, Func<int, int> pageObject)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<< /Type /StructElem /S /{element.Type} /P {parent} 0 R ");
        if (element.Entries.Length > 0) text.Append(element.Entries).Append(' ');
        var page = element.Parts.Where(part => part.Element is null).Select(part => part.Page).DefaultIfEmpty(-1).First();
        if (page >= 0) text.Append(CultureInfo.InvariantCulture, $"/Pg {pageObject(page)} 0 R ");
        if (element.Parts.Count > 0)
        {
            text.Append("/K [");
            foreach (var part in element.Parts)
            {
                if (part.Element is { } inner) text.Append(CultureInfo.InvariantCulture, $"{inner.Number} 0 R ");
                else if (part.Page == page) text.Append(CultureInfo.InvariantCulture, $"{part.Mark} ");
                else text.Append(CultureInfo.InvariantCulture, $"<< /Type /MCR /Pg {pageObject(part.Page)} 0 R /MCID {part.Mark} >> ");
            }

            text.Append("] ");
        }

        return text.Append(">>").ToString();
    }

    public readonly struct Scope(PdfFile file, PdfElement before) : IDisposable
    {
        public void Dispose() => file._open = before;
    }
}
