using System.Buffers.Binary;
using System.Text;

namespace SopEngine.Engine.Documents.Pictures;

/// <summary>A PNG file is a row of chunks: length, type, data, checksum.</summary>
internal static class PngPieces
{
    private const int SignatureLength = 8;

    /// <summary>Chunks without which the picture would look different.</summary>
    private static readonly HashSet<string> Staying =
        ["cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "bKGD", "hIST", "tRNS", "pHYs", "sPLT", "acTL", "fcTL", "fdAT"];

    public static async Task<Pieces> Of(PictureReader reader)
    {
        var pieces = new Pieces();
        pieces.Keep(0, SignatureLength);
        for (var at = (long)SignatureLength; ;)
        {
            var head = await reader.Read(at, 8);
            var (length, type) = (BinaryPrimitives.ReadUInt32BigEndian(head), Encoding.ASCII.GetString(head, 4, 4));
            var end = at + 12 + length;
            if (end > reader.Length) throw new InvalidDataException();
            // A capital first letter marks a chunk that no reader may skip.
            if (char.IsAsciiLetterUpper(type[0]) || Staying.Contains(type)) pieces.Keep(at, end);
            if (type == "eXIf" && PictureNote.Read(await reader.Read(at + 8, length)) is { IsEmpty: false } note)
                pieces.Put(Chunk(note.Write()));
            if (type == "IEND") return pieces;
            at = end;
        }
    }

    private static byte[] Chunk(byte[] tiff)
    {
        var chunk = new byte[12 + tiff.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, tiff.Length);
        "eXIf"u8.CopyTo(chunk.AsSpan(4));
        tiff.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(^4..), Crc(chunk.AsSpan(4..^4)));
        return chunk;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }
}
