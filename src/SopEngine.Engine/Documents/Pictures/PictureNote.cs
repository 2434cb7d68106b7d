using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace SopEngine.Engine.Documents.Pictures;

/// <summary>The Exif data that a picture keeps: rotation and time taken. Place, device, owner and small copies are removed.</summary>
/// <param name="Orientation">From 1, upright, to 8.</param>
/// <param name="Taken">As <c>2026:11:30 08:15:00</c>.</param>
/// <param name="Offset">From UTC, as <c>+07:00</c>.</param>
internal sealed record PictureNote(int Orientation, string? Taken, string? Offset)
{
    private const int OrientationTag = 0x0112, ExifTag = 0x8769, TakenTag = 0x9003, OffsetTag = 0x9011;
    private const int Ascii = 2, Short = 3, Long = 4;
    private const int EntryLength = 12;

    private static readonly SearchValues<byte> OfTimes = SearchValues.Create("0123456789:+- "u8);

    public bool IsEmpty => Orientation == 1 && Taken is null;

    /// <summary>Reads Exif data as far as it can be read.</summary>
    public static PictureNote Read(ReadOnlySpan<byte> tiff)
    {
        var reader = new Tiff(tiff);
        var orientation = reader.Entry(reader.First, OrientationTag) is { } turned ? reader.UInt16(turned + 8) : 1;
        var exif = reader.Entry(reader.First, ExifTag) is { } pointer ? reader.UInt32(pointer + 8) : -1;
        return new(orientation is >= 1 and <= 8 ? orientation : 1, reader.Text(exif, TakenTag, 20), reader.Text(exif, OffsetTag, 7));
    }

    /// <summary>Writes a TIFF with these entries alone.</summary>
    public byte[] Write()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.ASCII);
        writer.Write("II*\0"u8);
        writer.Write(8);
        writer.Write((ushort)(Taken is null ? 1 : 2));
        Entry(writer, OrientationTag, Short, 1, Orientation);
        var exif = 8 + 2 + (2 * EntryLength) + 4;
        if (Taken is not null) Entry(writer, ExifTag, Long, 1, exif);
        writer.Write(0);
        if (Taken is null) return bytes.ToArray();

        var texts = exif + 2 + ((Offset is null ? 1 : 2) * EntryLength) + 4;
        writer.Write((ushort)(Offset is null ? 1 : 2));
        Entry(writer, TakenTag, Ascii, 20, texts);
        if (Offset is not null) Entry(writer, OffsetTag, Ascii, 7, texts + 20);
        writer.Write(0);
        writer.Write(Encoding.ASCII.GetBytes(Taken + "\0"));
        if (Offset is not null) writer.Write(Encoding.ASCII.GetBytes(Offset + "\0"));
        return bytes.ToArray();
    }

    private static void Entry(BinaryWriter writer, int tag, int type, int count, int value)
    {
        writer.Write((ushort)tag);
        writer.Write((ushort)type);
        writer.Write(count);
        writer.Write(value);
    }

    /// <summary>Reads a TIFF; places outside of it read as nothing.</summary>
    private readonly ref struct Tiff(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private readonly bool _isLittle = bytes.StartsWith("II"u8);

        public long First => _bytes.Length >= 8 ? UInt32(4) : -1;

        public int UInt16(long at) => !Has(at, 2)
            ? 0
            : _isLittle
                ? BinaryPrimitives.ReadUInt16LittleEndian(_bytes[(int)at..])
                : BinaryPrimitives.ReadUInt16BigEndian(_bytes[(int)at..]);

        public long UInt32(long at) => !Has(at, 4)
            ? 0
            : _isLittle
                ? BinaryPrimitives.ReadUInt32LittleEndian(_bytes[(int)at..])
                : BinaryPrimitives.ReadUInt32BigEndian(_bytes[(int)at..]);

        /// <summary>The place of a directory's entry.</summary>
        public long? Entry(long directory, int tag)
        {
            if (!Has(directory, 2)) return null;
            var count = UInt16(directory);
            for (var i = 0; i < count; i++)
            {
                var at = directory + 2 + ((long)i * EntryLength);
                if (!Has(at, EntryLength)) return null;
                if (UInt16(at) == tag) return at;
            }

            return null;
        }

        /// <summary>The text of a time; null when it has other characters than digits and signs.</summary>
        public string? Text(long directory, int tag, int length)
        {
            if (Entry(directory, tag) is not { } entry || UInt32(entry + 4) != length) return null;
            var at = UInt32(entry + 8);
            if (!Has(at, length)) return null;
            var text = _bytes.Slice((int)at, length - 1);
            return text.ContainsAnyExcept(OfTimes) ? null : Encoding.ASCII.GetString(text);
        }

        private bool Has(long at, int length) => at >= 0 && at + length <= _bytes.Length;
    }
}
