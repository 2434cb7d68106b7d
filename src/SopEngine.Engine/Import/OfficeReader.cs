using System.IO.Compression;
using DocumentFormat.OpenXml.Packaging;
using SopEngine.Core.Import;

namespace SopEngine.Engine.Import;

/// <summary>Reads DOCX and XLSX, after a look at the archive: what unpacks to a flood is refused before it is unpacked.</summary>
public static class OfficeReader
{
    private const long MostUnpacked = 300L * 1024 * 1024;
    private const int MostRatio = 200;
    private const int MostEntries = 5_000;
    private const long MostPart = 60L * 1024 * 1024;

    public static DocumentForm Read(byte[] bytes, ReadingLimits limits)
    {
        try
        {
            var kind = Checked(bytes);
            using var stream = new MemoryStream(bytes, false);
            if (kind == "word/")
            {
                using var word = WordprocessingDocument.Open(stream, false, Settings());
                return DocxReader.Read(word, limits);
            }

            using var sheets = SpreadsheetDocument.Open(stream, false, Settings());
            return XlsxReader.Read(sheets, limits);
        }
        catch (Exception broken) when (broken is not (UnreadableException or OutOfMemoryException))
        {
            // OpenXML answers a broken package with whatever exception its parts meet.
            throw new UnreadableException(UnreadableReason.Broken, broken);
        }
    }

    private static OpenSettings Settings() => new() { AutoSave = false, MaxCharactersInPart = MostPart };

    private static readonly string[] Folders = ["word/", "xl/"];

    /// <summary>Which kind it is, by its folders.</summary>
    private static string Checked(byte[] bytes)
    {
        using var archive = new ZipArchive(new MemoryStream(bytes, false), ZipArchiveMode.Read);
        if (archive.Entries.Count > MostEntries) throw new UnreadableException(UnreadableReason.TooLarge);
        if (archive.Entries.Sum(entry => entry.Length) > MostUnpacked) throw new UnreadableException(UnreadableReason.TooLarge);
        if (archive.Entries.Any(entry => entry.Length > 20_000_000 && entry.Length > MostRatio * Math.Max(1, entry.CompressedLength)))
            throw new UnreadableException(UnreadableReason.TooLarge);
        if (archive.Entries.Any(entry => entry.FullName == "EncryptedPackage")) throw new UnreadableException(UnreadableReason.Encrypted);
        var kind = Folders
            .FirstOrDefault(folder => archive.Entries.Any(entry => entry.FullName.StartsWith(folder, StringComparison.OrdinalIgnoreCase)))
            ?? throw new UnreadableException(UnreadableReason.UnknownKind);

        // The sizes that an archive's list tells may be lies: each part is unpacked once against its limit, and its depth is counted.
        var left = MostUnpacked;
        foreach (var entry in archive.Entries.Where(entry => entry.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)))
            left = Walked(entry, left);
        return kind;
    }

    private static long Walked(ZipArchiveEntry entry, long left)
    {
        const int Deepest = 256;
        using var stream = entry.Open();
        var buffer = new byte[64 * 1024];
        var (depth, isTag, first, before) = (0, false, false, (byte)0);
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            left -= read;
            if (left < 0) throw new UnreadableException(UnreadableReason.TooLarge);
            for (var i = 0; i < read; i++)
            {
                var b = buffer[i];
                if (!isTag && b == (byte)'<') (isTag, first) = (true, true);
                else if (isTag && first)
                {
                    first = false;
                    if (b == (byte)'/') depth--;
                    else if (b is not ((byte)'?' or (byte)'!')
                        && ++depth > Deepest) throw new UnreadableException(UnreadableReason.TooDeep);
                    else if (b is (byte)'?' or (byte)'!') depth = Math.Max(0, depth);
                }
                else if (isTag && b == (byte)'>')
                {
                    isTag = false;
                    if (before == (byte)'/') depth--;
                }

                before = b;
            }
        }

        return left;
    }
}
