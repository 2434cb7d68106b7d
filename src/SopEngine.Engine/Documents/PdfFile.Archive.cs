using System.Net;
using System.Text;
using System.Xml;

namespace SopEngine.Engine.Documents;

/// <summary>The parts that an archive requires of a file: its description in XMP, its colour profile. (ISO 19005-2, 6.2.3, 6.6.)</summary>
internal sealed partial class PdfFile
{
    private const string Producer = "SopEngine";

    private void AddArchive(PdfObjects file, int metadata, int intent)
    {
        file.AddPlain(metadata, "/Type /Metadata /Subtype /XML", Encoding.UTF8.GetBytes(Xmp()));
        file.Add(intent, "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) "
            + $"/Info (sRGB IEC61966-2.1) /DestOutputProfile {intent + 1} 0 R >>");
        file.AddStream(intent + 1, "/N 3", SrgbProfile.Bytes);
    }

    private string Xmp() =>
        $"""
        <?xpacket begin="{'\ufeff'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/">
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
         xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
        <dc:format>application/pdf</dc:format>
        <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{WebUtility.HtmlEncode(_title)}</rdf:li></rdf:Alt></dc:title>
        {(_author.Length > 0 ? $"<dc:creator><rdf:Seq><rdf:li>{WebUtility.HtmlEncode(_author)}</rdf:li></rdf:Seq></dc:creator>" : "")}
        <dc:language><rdf:Bag><rdf:li>{_language}</rdf:li></rdf:Bag></dc:language>
        <pdf:Producer>{Producer}</pdf:Producer>
        <pdfaid:part>2</pdfaid:part>
        <pdfaid:conformance>A</pdfaid:conformance>
        </rdf:Description>
        </rdf:RDF>
        </x:xmpmeta>
        <?xpacket end="r"?>
        """;

    /// <summary>The text without the characters that XML cannot hold: control characters, halves of pairs.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune)) clean.Append(' ');
            else if (!rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value)) clean.Append(rune.ToString());
        }

        return clean.ToString().Trim();
    }
}
