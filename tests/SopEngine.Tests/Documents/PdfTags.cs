using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Tokens;

namespace SopEngine.Tests.Documents;

/// <summary>The tags of a PDF, which a screen reader follows, as PdfPig reads its objects.</summary>
internal sealed class PdfTags(PdfDocument pdf)
{
    private readonly Dictionary<(IndirectReference Page, int Mark), string> _texts = Texts(pdf);
    private readonly HashSet<(IndirectReference Page, int Mark)> _read = [];

    /// <summary>Each element that has text or words of its own, in reading order: "H1 Laporan", "TH/Column No".</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            var lines = new List<string>();
            Walk((IndirectReferenceToken)Root.Data["K"], lines);
            return lines;
        }
    }

    /// <summary>Marked pieces that no element has; read after <see cref="Lines"/>.</summary>
    public IEnumerable<string> Strays => _texts.Where(text => !_read.Contains(text.Key)).Select(text => text.Value);

    public DictionaryToken Root => Dictionary(pdf.Structure.Catalog.CatalogDictionary.Data["StructTreeRoot"]);

    /// <summary>The text of the artifacts, page by page.</summary>
    public IReadOnlyList<string> Artifacts => [.. pdf.GetPages().Select(page =>
        string.Concat(page.GetMarkedContents().Where(content => content.IsArtifact).Select(Read)))];

    public DictionaryToken Dictionary(IToken token) => (DictionaryToken)Resolved(token);

    public IToken Resolved(IToken token) => token is IndirectReferenceToken reference
        ? pdf.Structure.GetObject(reference.Data).Data : token;

    private void Walk(IndirectReferenceToken reference, List<string> lines)
    {
        var element = Dictionary(reference);
        var type = ((NameToken)element.Data["S"]).Data;
        if (element.Data.TryGetValue("A", out var given) && Dictionary(given).Data.TryGetValue("Scope", out var scope))
            type += "/" + ((NameToken)scope).Data;
        var page = element.Data.TryGetValue("Pg", out var on) ? ((IndirectReferenceToken)on).Data : default;
        var kids = element.Data.TryGetValue("K", out var k) ? ((ArrayToken)k).Data : [];
        var text = string.Concat(kids.Select(kid => kid switch
        {
            NumericToken mark => Text(page, mark.Int),
            DictionaryToken part => Text(((IndirectReferenceToken)part.Data["Pg"]).Data, ((NumericToken)part.Data["MCID"]).Int),
            _ => "",
        }));
        if (element.Data.TryGetValue("Alt", out var words)) text = words switch
        {
            HexToken hex => hex.Data,
            StringToken plain => plain.Data,
            _ => text,
        };
        if (text.Length > 0) lines.Add($"{type} {text.Trim()}");
        foreach (var kid in kids.OfType<IndirectReferenceToken>())
        {
            Assert.That(((IndirectReferenceToken)Dictionary(kid).Data["P"]).Data, Is.EqualTo(reference.Data), "the parent of a part");
            Walk(kid, lines);
        }
    }

    private string Text(IndirectReference page, int mark)
    {
        _read.Add((page, mark));
        return _texts[(page, mark)];
    }

    private static Dictionary<(IndirectReference, int), string> Texts(PdfDocument pdf)
    {
        var tree = (DictionaryToken)pdf.Structure.GetObject(
            ((IndirectReferenceToken)pdf.Structure.Catalog.CatalogDictionary.Data["Pages"]).Data).Data;
        var pages = ((ArrayToken)tree.Data["Kids"]).Data.Cast<IndirectReferenceToken>().Select(page => page.Data).ToList();
        return pdf.GetPages().SelectMany(page => page.GetMarkedContents().Where(content => !content.IsArtifact).Select(content =>
                (Key: (pages[page.Number - 1], content.MarkedContentIdentifier), Text: Read(content))))
            .ToDictionary(entry => entry.Key, entry => entry.Text);
    }

    private static string Read(MarkedContentElement content) => string.Concat(content.Letters.Select(letter => letter.Value));
}
