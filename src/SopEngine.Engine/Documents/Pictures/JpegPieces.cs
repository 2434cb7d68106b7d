using System.Buffers.Binary;

namespace SopEngine.Engine.Documents.Pictures;

/// <summary>A JPEG file (ITU T.81) is a row of segments, each with a marker, some followed by compressed data.</summary>
internal static class JpegPieces
{
    private const byte EndOfImage = 0xD9, StartOfScan = 0xDA, Comment = 0xFE;

    public static async Task<Pieces> Of(PictureReader reader)
    {
        var pieces = new Pieces();
        pieces.Keep(0, 2);
        var hasNote = false;
        for (var at = 2L; at < reader.Length;)
        {
            var head = await reader.Read(at, 2);
            if (head[0] != 0xFF) throw new InvalidDataException();
            if (head[1] == EndOfImage)
            {
                pieces.Keep(at, at + 2);
                return pieces;
            }

            // Any number of FF may stand before a marker.
            if (head[1] == 0xFF)
            {
                at++;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(await reader.Read(at + 2, 2));
            var end = at + 2 + length;
            if (length < 2) throw new InvalidDataException();
            var segment = await reader.Read(at, end - at);
            if (Stays(segment)) pieces.Keep(at, end);
            if (!hasNote && head[1] == 0xE1 && segment.AsSpan(4).StartsWith("Exif\0\0"u8))
            {
                hasNote = true;
                if (PictureNote.Read(segment.AsSpan(10)) is { IsEmpty: false } note) pieces.Put(Segment(note.Write()));
            }

            at = head[1] == StartOfScan ? await reader.NextMarker(end) : end;
            if (head[1] == StartOfScan) pieces.Keep(end, at);
        }

        return pieces;
    }

    /// <summary>True for an application segment without which the picture would look different.</summary>
    private static bool Stays(ReadOnlySpan<byte> segment) => segment[1] switch
    {
        0xE0 => segment[4..].StartsWith("JFIF\0"u8),
        0xE2 => segment[4..].StartsWith("ICC_PROFILE\0"u8),
        0xEE => segment[4..].StartsWith("Adobe"u8),
        (>= 0xE0 and <= 0xEF) or Comment => false,
        _ => true,
    };

    private static byte[] Segment(byte[] tiff)
    {
        var length = 2 + 6 + tiff.Length;
        return [0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. "Exif\0\0"u8, .. tiff];
    }
}
