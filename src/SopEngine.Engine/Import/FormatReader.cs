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
        throw new UnreadableException(UnreadableReason.UnknownKind);
    }
}
