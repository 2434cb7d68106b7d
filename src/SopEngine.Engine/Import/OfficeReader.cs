using SopEngine.Core.Import;

namespace SopEngine.Engine.Import;

/// <summary>Reads DOCX and XLSX.</summary>
public static class OfficeReader
{
    public static DocumentForm Read(byte[] bytes, ReadingLimits limits) => throw new UnreadableException(UnreadableReason.UnknownKind);
}
