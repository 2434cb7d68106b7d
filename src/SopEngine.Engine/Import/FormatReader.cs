using System.Text;
using SopEngine.Core.Import;

namespace SopEngine.Engine.Import;

/// <summary>Reads a document of any kind that is known, by what it begins with rather than by its name.</summary>
public static class FormatReader
{
    public static DocumentForm Read(byte[] bytes, string name, ReadingLimits limits)
    {
        if (bytes.Length == 0) throw new UnreadableException(UnreadableReason.Empty);
        if (bytes.Length > limits.Bytes) throw new UnreadableException(UnreadableReason.TooLarge);

        if (bytes.AsSpan(0, Math.Min(bytes.Length, 1024)).IndexOf("%PDF-"u8) >= 0) return PdfReader.Read(bytes, limits);
        if (bytes.AsSpan().StartsWith("PK"u8)) return OfficeReader.Read(bytes, limits);
        if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11,
            0xE0])) throw new UnreadableException(UnreadableReason.Encrypted);

        var text = TextOf(bytes);
        if (text.Count(c => c == '\0' || (c < ' '
            && c is not ('\n' or '\r' or '\t' or '\f'))) > text.Length / 100) throw new UnreadableException(UnreadableReason.UnknownKind);
        if (string.IsNullOrWhiteSpace(text)) throw new UnreadableException(UnreadableReason.Empty);
        if (text.Count(char.IsWhiteSpace) > limits.Words * 40L) throw new UnreadableException(UnreadableReason.TooLong);
        if (HtmlTables.Looks(text)) return HtmlTables.Read(text, limits.Words);
        var isMarkdown = Markdown.Looks(text) || name.EndsWith(".md", StringComparison.OrdinalIgnoreCase);
        return isMarkdown ? Markdown.Read(text) : TextPages.Of(text);
    }

    /// <summary>Text of files that say their encoding by a mark, of UTF-8, and else of the code page of old Windows.</summary>
    private static string TextOf(byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble)) return Encoding.UTF8.GetString(bytes.AsSpan(3));
        if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return Encoding.Unicode.GetString(bytes.AsSpan(2));
        if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return Encoding.BigEndianUnicode.GetString(bytes.AsSpan(2));
        if (bytes.Length > 3 && bytes[1] == 0 && bytes[3] == 0) return Encoding.Unicode.GetString(bytes);
        try
        {
            return new UTF8Encoding(false, true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Windows(bytes);
        }
    }

    /// <summary>CP1252, of which the program's own encodings have only the part that is Latin-1.</summary>
    private static string Windows(byte[] bytes) => string.Create(bytes.Length, bytes, (text, from) =>
    {
        const string Upper = "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f"
            + "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";
        for (var i = 0; i < from.Length; i++) text[i] = from[i] is >= 0x80 and < 0xa0 ? Upper[from[i] - 0x80] : (char)from[i];
    });
}
