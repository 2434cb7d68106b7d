using System.IO.Compression;
using System.Text;
using SopEngine.Engine.Documents;

namespace SopEngine.Tests.Documents;

/// <summary>Accepted types of files, and their names.</summary>
internal sealed class FileTests
{
    [TestCase("%PDF-1.7\n", "surat.pdf", "application/pdf")]
    [TestCase("%PDF-1.7\n", "SURAT.PDF", "application/pdf")]
    [TestCase("\u0089PNG\r\n\u001a\n", "foto.png", "image/png")]
    [TestCase("\u00ff\u00d8\u00ff\u00e0", "foto.jpeg", "image/jpeg")]
    [TestCase("RIFF\u0001\u0001\u0001\u0001WEBPVP8 ", "foto.webp", "image/webp")]
    [TestCase("\u0000\u0000\u0000\u0018ftypheic\u0000\u0000\u0000\u0000", "IMG_1.HEIC", "image/heic")]
    [TestCase("\u0000\u0000\u0000\u0018ftypheim\u0000\u0000\u0000\u0000", "IMG_2.heic", "image/heic")]
    [TestCase("\u0000\u0000\u0000\u0018ftyphevs\u0000\u0000\u0000\u0000", "IMG_3.heif", "image/heic")]
    [TestCase("\u0000\u0000\u0000\u0018ftypMiHE\u0000\u0000\u0000\u0000mif1heic", "IMG_4.heic", "image/heic")]
    [TestCase("\u0000\u0000\u0000\u0018ftypisom\u0000\u0000\u0000\u0000mp41isom", "video.heic", null)]
    [TestCase("\u00ef\u00bb\u00bf%PDF-1.4\n", "bom.pdf", "application/pdf")]
    [TestCase("\r\n%PDF-1.4\n", "baris.pdf", "application/pdf")]
    [TestCase("\u001b%-12345X@PJL SET RESOLUTION=600\r\n%PDF-1.4\n", "pindai.pdf", "application/pdf")]
    [TestCase("\r\n%PDF-1.4\n", "baris.txt", "text/plain")]
    [TestCase("\u00ff\u00fen\u0000a\u0000m\u0000a\u0000;\u0000\r\u0000\n\u0000", "utf16.csv", "text/csv")]
    [TestCase("\u00fe\u00ff\u0000n\u0000a\u0000\r\u0000\n", "utf16.txt", "text/plain")]
    [TestCase("\u00ff\u00fen\u0000\u0007\u0000", "utf16.txt", null)] // a bell
    [TestCase("\u00ff\u00fen\u0000\u0000\u00d8", "utf16.txt", null)] // half a character
    [TestCase("n\u0000a\u0000", "utf16.txt", null)] // UTF-16 without a byte order mark
    [TestCase("baris\r\n\u001a", "dos.txt", "text/plain")]
    [TestCase("baris\r\n\u001a\u001a\u001a", "dos.csv", "text/csv")]
    [TestCase("baris\u001abaris", "dos.txt", null)]
    [TestCase("nama;nilai\r\nKopi;2\r\n", "data.csv", "text/csv")]
    [TestCase("catatan \u00e9", "catatan.txt", "text/plain")]
    [TestCase("%PDF-1.7\n", "surat.png", null)] // the extension is of another type
    [TestCase("<html><script>", "surat.html", null)]
    [TestCase("MZ\u0090\u0000\u0003", "surat.pdf", null)]
    [TestCase("MZ\u0090\u0000\u0003", "surat.txt", null)]
    [TestCase("<svg xmlns='http://www.w3.org/2000/svg'/>", "gambar.svg", null)]
    [TestCase("%PDF-1.7\n", "surat", null)]
    public async Task The_content_decides_the_type_of_a_file_and_its_name_must_match(string content, string name, string? expected)
    {
        using var stream = new MemoryStream(Encoding.Latin1.GetBytes(content));

        Assert.That((await FileType.Of(stream, name, CancellationToken.None))?.MediaType, Is.EqualTo(expected));
    }

    [TestCase("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "[Content_Types].xml",
        "word/document.xml")]
    [TestCase("a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "[Content_Types].xml", "xl/workbook.xml")]
    [TestCase("a.odt", "application/vnd.oasis.opendocument.text", "mimetype", "content.xml")]
    [TestCase("a.docx", null, "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")]
    [TestCase("a.docx", null, "[Content_Types].xml", "xl/workbook.xml")]
    [TestCase("a.docx", null, "surat.exe")]
    [TestCase("a.zip", null, "word/document.xml")]
    public async Task An_office_document_is_a_zip_with_certain_entries_and_no_macros(string name, string? expected, params string[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                using var writer = new StreamWriter(zip.CreateEntry(entry).Open());
                writer.Write(entry == "mimetype" ? "application/vnd.oasis.opendocument.text" : "x");
            }
        }

        Assert.That((await FileType.Of(stream, name, CancellationToken.None))?.MediaType, Is.EqualTo(expected));
    }

    [TestCase(1019, "application/pdf")]
    [TestCase(1020, null)]
    public async Task A_PDF_begins_within_its_first_1024_bytes(int before, string? expected)
    {
        using var stream = new MemoryStream([.. new byte[before], .. "%PDF-1.4"u8]);

        Assert.That((await FileType.Of(stream, "laporan.pdf", CancellationToken.None))?.MediaType, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_zip_that_is_cut_off_is_refused()
    {
        using var stream = new MemoryStream("PK\u0003\u0004rusak rusak rusak"u8.ToArray());

        Assert.That(await FileType.Of(stream, "a.docx", CancellationToken.None), Is.Null);
    }

    [TestCase("surat.pdf", "surat.pdf")]
    [TestCase("..\\..\\etc/passwd.txt", "passwd.txt")]
    [TestCase("C:\\Users\\budi\\Surat  permintaan.pdf", "Surat permintaan.pdf")]
    [TestCase("gambar\u202Egpj.exe", "gambargpj.exe")]
    [TestCase("a\r\nb\u0000c.pdf", "abc.pdf")]
    [TestCase("con.pdf", "_con.pdf")]
    [TestCase("LPT1.tar.pdf", "_LPT1.tar.pdf")]
    [TestCase("nilai<1>:\"?*|.csv", "nilai_1______.csv")]
    [TestCase(".pdf", "dokumen.pdf")]
    [TestCase("", "dokumen")]
    [TestCase(" . ", "dokumen")]
    [TestCase("surat.pdf. .", "surat.pdf")]
    [TestCase("Übersicht–😀.pdf", "Übersicht–😀.pdf")]
    public void A_name_is_made_safe_anywhere_and_stays_readable(string given, string expected) =>
        Assert.That(FileName.Clean(given), Is.EqualTo(expected));

    [Test]
    public void A_long_name_is_shortened_before_its_extension_and_never_within_a_character()
    {
        var name = FileName.Clean(string.Concat(Enumerable.Repeat("👩‍🔬", 60)) + ".pdf");

        Assert.That(name, Has.Length.LessThanOrEqualTo(120).And.EndsWith(".pdf"));
        Assert.That(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)), Is.EqualTo(name), "no half of a character");
    }
}
