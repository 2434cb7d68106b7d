using System.IO.Compression;
using System.Text;

namespace SopEngine.Engine.Documents;

/// <summary>A kind of file that may be sent. Which kind a file is, its content says; its name has to fit.</summary>
/// <param name="Extensions">In lower case, the usual one first.</param>
/// <param name="IsImage">Whether browsers show it as a picture.</param>
public sealed record FileType(string MediaType, IReadOnlyList<string> Extensions, bool IsImage = false)
{
    /// <summary>Enough for every signature.</summary>
    private const int HeadLength = 16;

    private const int MostEntries = 10_000;

    public static readonly FileType Pdf = new("application/pdf", [".pdf"]);
    private static readonly FileType Png = new("image/png", [".png"], true);
    private static readonly FileType Jpeg = new("image/jpeg", [".jpg", ".jpeg"], true);
    private static readonly FileType WebP = new("image/webp", [".webp"], true);
    private static readonly FileType Heic = new("image/heic", [".heic", ".heif"]);
    private static readonly FileType Docx = new("application/vnd.openxmlformats-officedocument.wordprocessingml.document", [".docx"]);
    private static readonly FileType Xlsx = new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", [".xlsx"]);
    private static readonly FileType Odt = new("application/vnd.oasis.opendocument.text", [".odt"]);
    private static readonly FileType Text = new("text/plain", [".txt"]);
    private static readonly FileType Csv = new("text/csv", [".csv"]);

    public static readonly IReadOnlyList<FileType> All = [Pdf, Jpeg, Png, WebP, Heic, Docx, Xlsx, Odt, Text, Csv];

    /// <summary>Whether it may be shown inside the browser instead of being downloaded.</summary>
    public bool IsShown => IsImage || this == Pdf;

    public static FileType? Of(string mediaType) => All.FirstOrDefault(type => type.MediaType == mediaType);

    /// <summary>The type of a file, or null when its content is of none that is allowed, or its name says another.</summary>
    /// <param name="content">Can seek; it is left anywhere.</param>
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
            null when extension is ".txt" or ".csv" && await IsText(content, cancellation) => extension == ".csv" ? Csv : Text,
            _ => null,
        };
        return type?.Extensions.Contains(extension) == true ? type : null;
    }

    private static FileType? Signed(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("%PDF-"u8)) return Pdf;
        if (head.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A])) return Png;
        if (head.StartsWith<byte>([0xFF, 0xD8, 0xFF])) return Jpeg;
        if (head.Length < HeadLength) return null;
        if (head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8)) return WebP;
        return head[4..].StartsWith("ftyp"u8) && Encoding.ASCII.GetString(head[8..12]) is "heic" or "heix" or "hevc" or "mif1" or "msf1" ? Heic : null;
    }

    /// <summary>Office documents are zip files with certain entries. Those with macros are not let in.</summary>
    private static async Task<FileType?> Zipped(Stream content, CancellationToken cancellation)
    {
        try
        {
            content.Position = 0;
            using var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.Entries.Count > MostEntries || zip.Entries.Any(entry => entry.Name.Equals("vbaProject.bin", StringComparison.OrdinalIgnoreCase))) return null;
            if (zip.GetEntry("[Content_Types].xml") is not null)
                return zip.GetEntry("word/document.xml") is not null ? Docx : zip.GetEntry("xl/workbook.xml") is not null ? Xlsx : null;
            if (zip.GetEntry("mimetype") is not { Length: < 100 } kind || zip.GetEntry("content.xml") is null) return null;

            await using var stream = kind.Open();
            var text = new byte[100];
            var length = await stream.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancellation);
            return Encoding.ASCII.GetString(text, 0, length).Trim() == Odt.MediaType ? Odt : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>No byte that no text has: control characters other than tabs and line ends.</summary>
    private static async Task<bool> IsText(Stream content, CancellationToken cancellation)
    {
        content.Position = 0;
        var buffer = new byte[32 * 1024];
        for (int length; (length = await content.ReadAsync(buffer, cancellation)) > 0;)
        {
            foreach (var b in buffer.AsSpan(0, length))
            {
                if (b is < 0x20 and not (0x09 or 0x0A or 0x0C or 0x0D) or 0x7F) return false;
            }
        }

        return true;
    }
}
