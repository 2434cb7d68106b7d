namespace SopEngine.Engine.Documents;

/// <summary>
/// An element of a document's structure: a paragraph, a table, a cell. (ISO 32000-1, 14.7 and 14.8, where the types stand.)
/// </summary>
/// <param name="entries">Further entries of the element's dictionary, as PDF writes them.</param>
internal sealed class PdfElement(string type, PdfElement? parent, string entries = "")
{
    /// <summary>Lines and shades, which a screen reader leaves out.</summary>
    public static readonly PdfElement Ink = new("Artifact", null, "/Type /Layout");

    /// <summary>Text that pages repeat: their number, the head of a table that goes on.</summary>
    public static readonly PdfElement Repeated = new("Artifact", null, "/Type /Pagination");

    private List<PdfPart>? _parts;

    public string Type => type;

    public PdfElement? Parent => parent;

    public string Entries => entries;

    public bool IsArtifact => parent is null && type == "Artifact";

    public IReadOnlyList<PdfPart> Parts => _parts ?? [];

    /// <summary>Its object in the file that is being written.</summary>
    public int Number { get; set; }

    public void Add(PdfPart part) => (_parts ??= []).Add(part);
}

/// <summary>A part of an element: another one, or a marked piece of a page.</summary>
internal readonly record struct PdfPart(PdfElement? Element, int Page, int Mark);
