using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace SopEngine.Engine.Documents;

/// <summary>An allowed kind of file. The content decides the kind of a file; its name has to fit.</summary>
/// <param name="Extensions">In lower case, the usual one first.</param>
/// <param name="IsImage">True when browsers show it as a picture.</param>
public sealed record FileType(string MediaType, IReadOnlyList<string> Extensions, bool IsImage = false)
{
    /// <summary>Enough for every signature: a PDF's stands anywhere within so many bytes.</summary>
    private const int HeadLength = 1024;

    private const int MostEntries = 10_000;

    public static readonly FileType Pdf = new("application/pdf", [".pdf"]);
    public static readonly FileType Png = new("image/png", [".png"], true);
    public static readonly FileType Jpeg = new("image/jpeg", [".jpg", ".jpeg", ".jfif"], true);
    public static readonly FileType WebP = new("image/webp", [".webp"], true);
    public static readonly FileType Heic = new("image/heic", [".heic", ".heif", ".hif"]);
    private static readonly FileType Docx = new("application/vnd.openxmlformats-officedocument.wordprocessingml.document", [".docx"]);
    private static readonly FileType Xlsx = new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", [".xlsx"]);
    private static readonly FileType Odt = new("application/vnd.oasis.opendocument.text", [".odt"]);
    private static readonly FileType Text = new("text/plain", [".txt"]);
    private static readonly FileType Csv = new("text/csv", [".csv"]);

    public static readonly IReadOnlyList<FileType> All = [Pdf, Jpeg, Png, WebP, Heic, Docx, Xlsx, Odt, Text, Csv];

    /// <summary>True when a camera may have written the place into it.</summary>
    public bool IsPhoto => IsImage || this == Heic;

    /// <summary>True when the browser may show it instead of downloading it.</summary>
    public bool IsShown => IsImage || this == Pdf;

    public static FileType? Of(string mediaType) => All.FirstOrDefault(type => type.MediaType == mediaType);

    /// <summary>The type of a file; null when its content is of no allowed type, or its name does not fit.</summary>
    /// <param name="content">A seekable stream; its position afterwards is undefined.</param>
    public static async Task<FileType?> Of(Stream content, string name, CancellationToken cancellation)
    {
        var extension = Path.GetExtension(name).ToLowerInvariant();
        var head = new byte[HeadLength];
        content.Position = 0;
        var length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation);
        var type = Signed(head.AsSpan(0, length)) switch
        {
            { } signed => signed,
            null when head.AsSpan().StartsWith("PK\u0003\u0004"u8) => await Zipped(content, cancellation),
            null when extension is ".txt" or ".csv" && await PlainText.Is(content, cancellation) => extension == ".csv" ? Csv : Text,
            // Scanners and report servers write a line end, a byte order mark or a printer's command before a PDF.
            null when extension == ".pdf" && head.AsSpan(0, length).IndexOf("%PDF-"u8) > 0 => Pdf,
            _ => null,
        };
        return type?.Extensions.Contains(extension) == true ? type : null;
    }

    /// <summary>The type that the first bytes of a file tell; null for none.</summary>
    internal static FileType? Signed(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("%PDF-"u8)) return Pdf;
        if (head.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A])) return Png;
        if (head.StartsWith<byte>([0xFF, 0xD8, 0xFF])) return Jpeg;
        if (head.Length < 16) return null;
        if (head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8)) return WebP;
        return head[4..].StartsWith("ftyp"u8) && Brands(head).Any(IsHeic) ? Heic : null;
    }

    /// <summary>The main brand of a file of ISO 14496-12, and its compatible brands.</summary>
    private static List<string> Brands(ReadOnlySpan<byte> head)
    {
        var end = (int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(head), 12, head.Length);
        var brands = new List<string> { Encoding.ASCII.GetString(head[8..12]) };
        for (var at = 16; at + 4 <= end; at += 4) brands.Add(Encoding.ASCII.GetString(head[at..(at + 4)]));
        return brands;
    }

    private static bool IsHeic(string brand) =>
        brand is "heic" or "heix" or "heim" or "heis" or "hevc" or "hevx" or "hevm" or "hevs" or "mif1" or "msf1";

    /// <summary>Office documents are zip files with certain entries. Documents with macros are refused.</summary>
    private static async Task<FileType?> Zipped(Stream content, CancellationToken cancellation)
    {
        try
        {
            content.Position = 0;
            using var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.Entries.Count > MostEntries
                || zip.Entries.Any(entry => entry.Name.Equals("vbaProject.bin", StringComparison.OrdinalIgnoreCase))) return null;
            if (zip.GetEntry("[Content_Types].xml") is not null)
                return zip.GetEntry("word/document.xml") is not null ? Docx : zip.GetEntry("xl/workbook.xml") is not null ? Xlsx : null;
            if (zip.GetEntry("mimetype") is not { Length: < 100 } kind || zip.GetEntry("content.xml") is null) return null;

            await using var stream = kind.Open();
            var text = new byte[100];
            var length = await stream.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancellation);
            return Encoding.ASCII.GetString(text, 0, length).Trim() == Odt.MediaType ? Odt : null;
        }
        // The reader of zips throws other exceptions, too, for a file that is cut short.
        catch (Exception e) when (e is InvalidDataException or ArgumentException or IOException or NotSupportedException)
        {
            return null;
        }
    }
}
