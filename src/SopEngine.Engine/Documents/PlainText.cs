using System.Text;

namespace SopEngine.Engine.Documents;

/// <summary>Recognises text files.</summary>
internal static class PlainText
{
    private const char EndOfFile = '\u001A';

    /// <summary>
    /// True when a file has no control characters except tabs and ends of lines and pages. It is read as UTF-16 after that byte order mark,
    /// as Windows writes "Unicode text", and byte by byte otherwise. A text of DOS may end with Ctrl-Z.
    /// </summary>
    public static async Task<bool> Is(Stream content, CancellationToken cancellation)
    {
        var buffer = new byte[32 * 1024];
        content.Position = 0;
        var read = await content.ReadAtLeastAsync(buffer, 2, throwOnEndOfStream: false, cancellation);
        var decoder = Decoder(buffer.AsSpan(0, Math.Min(2, read)));
        var chars = new char[buffer.Length + 1];
        var hasEnded = false;
        content.Position = 0;
        try
        {
            for (int length; (length = await content.ReadAsync(buffer, cancellation)) > 0;)
            {
                foreach (var c in chars.AsSpan(0, decoder.GetChars(buffer, 0, length, chars, 0, flush: false)))
                {
                    if (hasEnded ? c != EndOfFile : c is < ' ' and not ('\t' or '\n' or '\f' or '\r' or EndOfFile) or '\u007F')
                        return false;
                    hasEnded = c == EndOfFile;
                }
            }

            return decoder.GetChars([], chars, flush: true) == 0;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static Decoder Decoder(ReadOnlySpan<byte> head) => head switch
    {
        [0xFF, 0xFE] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true).GetDecoder(),
        [0xFE, 0xFF] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true).GetDecoder(),
        _ => Encoding.Latin1.GetDecoder(),
    };
}
