using System.Buffers.Binary;
using System.Text;

namespace SopEngine.Engine.Documents.Pictures;

/// <summary>A WebP file is a RIFF of chunks: type, length, data, a byte of padding after an odd length.</summary>
internal static class WebPPieces
{
    private const int HeadLength = 12;
    private const byte HasExif = 0x08, HasXmp = 0x04;

    private static readonly HashSet<string> Staying = ["VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP"];

    public static async Task<Pieces> Of(PictureReader reader)
    {
        var head = await reader.Read(0, HeadLength);
        var end = Math.Min(reader.Length, 8L + BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4)));
        var pieces = new Pieces();
        pieces.Put(head);
        byte[]? features = null;
        PictureNote? note = null;
        for (var at = (long)HeadLength; at < end;)
        {
            var chunk = await reader.Read(at, 8);
            var (type, length) = (Encoding.ASCII.GetString(chunk, 0, 4), BinaryPrimitives.ReadUInt32LittleEndian(chunk.AsSpan(4)));
            // The last byte of padding is often forgotten.
            var next = Math.Min(at + 8 + length + (length & 1), end);
            if (at + 8 + length > end) throw new InvalidDataException();
            if (type == "VP8X" && length >= 1 && features is null) pieces.Put(features = await reader.Read(at, next - at));
            else if (type == "EXIF") note ??= PictureNote.Read(Tiff(await reader.Read(at + 8, length)));
            else if (Staying.Contains(type)) pieces.Keep(at, next);
            at = next;
        }

        if (features is not null)
        {
            features[8] &= unchecked((byte)~(HasExif | HasXmp));
            if (note is { IsEmpty: false })
            {
                features[8] |= HasExif;
                pieces.Put(Chunk(note.Write()));
            }
        }

        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(4), (uint)(pieces.All.Sum(piece => piece.Length) - 8));
        return pieces;
    }

    /// <summary>Removes the prefix of JPEG's Exif data, which some programs write here too.</summary>
    private static ReadOnlySpan<byte> Tiff(byte[] exif) => exif.AsSpan().StartsWith("Exif\0\0"u8) ? exif.AsSpan(6) : exif;

    private static byte[] Chunk(byte[] tiff)
    {
        var chunk = new byte[8 + tiff.Length + (tiff.Length & 1)];
        "EXIF"u8.CopyTo(chunk);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), tiff.Length);
        tiff.CopyTo(chunk, 8);
        return chunk;
    }
}
