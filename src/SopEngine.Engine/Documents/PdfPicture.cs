using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace SopEngine.Engine.Documents;

/// <summary>A JPEG or PNG picture as a PDF holds it: a JPEG as it is, a PNG as its colours and, apart, its transparency.</summary>
public sealed class PdfPicture
{
    private const int LargestSide = 4_000;

    private PdfPicture(int width, int height, string colours, byte[] bytes, byte[]? transparency = null, bool isJpeg = false) =>
        (Width, Height, Colours, Bytes, Transparency, IsJpeg) = (width, height, colours, bytes, transparency, isJpeg);

    public int Width { get; }

    public int Height { get; }

    public double Ratio => (double)Width / Height;

    internal string Colours { get; }

    internal byte[] Bytes { get; }

    internal byte[]? Transparency { get; }

    internal bool IsJpeg { get; }

    /// <summary>The number of objects that the picture is in a file.</summary>
    internal static int Objects(PdfPicture picture) => picture.Transparency is null ? 1 : 2;

    /// <returns>Null for a picture that is broken, too large, or of a kind that a PDF cannot hold: interlaced, or of 16 bits.</returns>
    public static PdfPicture? Read(byte[] file)
    {
        try
        {
            return file is [0xFF, 0xD8, ..] ? Jpeg(file) : file is [0x89, (byte)'P', (byte)'N', (byte)'G', ..] ? Png(file) : null;
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static PdfPicture? Jpeg(byte[] file)
    {
        for (var at = 2; ;)
        {
            var (marker, length) = (file[at + 1], BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2)));
            // The frame's head, of any way of packing; the others of C0 to CF are tables.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                var (height, width) =
                    (BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 5)), BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 7)));
                var colours = file[at + 9] switch { 1 => "DeviceGray", 3 => "DeviceRGB", _ => "" };
                return colours.Length > 0 && IsFit(width, height) ? new(width, height, colours, file, isJpeg: true) : null;
            }

            at += 2 + length;
        }
    }

    private static PdfPicture? Png(byte[] file)
    {
        var head = file.AsSpan(16);
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(head), BinaryPrimitives.ReadInt32BigEndian(head[4..]));
        var (bits, kind, isInterlaced) = (head[8], head[9], head[12] != 0);
        if (bits != 8 || isInterlaced || !IsFit(width, height)) return null;
        var samples = kind switch { 0 or 3 => 1, 2 => 3, 4 => 2, 6 => 4, _ => 0 };
        if (samples == 0) return null;

        var (packed, palette, alphas) = (new MemoryStream(), Array.Empty<byte>(), Array.Empty<byte>());
        for (var at = 8; at + 8 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var content = file.AsSpan(at + 8, length);
            switch (Encoding.ASCII.GetString(file, at + 4, 4))
            {
                case "IDAT": packed.Write(content); break;
                case "PLTE": palette = content.ToArray(); break;
                case "tRNS": alphas = content.ToArray(); break;
            }

            at += 12 + length;
        }

        var rows = Unfiltered(packed, height, width * samples, samples);
        var isGrey = kind is 0 or 4;
        var colours = new byte[width * height * (isGrey ? 1 : 3)];
        byte[]? transparency = kind is 4 or 6 || (kind == 3 && alphas.Length > 0) ? new byte[width * height] : null;
        for (var pixel = 0; pixel < width * height; pixel++)
        {
            var from = rows.AsSpan(pixel * samples, samples);
            if (kind == 3) palette.AsSpan(from[0] * 3, 3).CopyTo(colours.AsSpan(pixel * 3));
            else from[..(isGrey ? 1 : 3)].CopyTo(colours.AsSpan(pixel * (isGrey ? 1 : 3)));
            if (transparency is not null)
                transparency[pixel] = kind != 3 ? from[^1] : from[0] < alphas.Length ? alphas[from[0]] : byte.MaxValue;
        }

        return new PdfPicture(width, height, isGrey ? "DeviceGray" : "DeviceRGB", colours, transparency);
    }

    private static bool IsFit(int width, int height) => width is > 0 and <= LargestSide && height is > 0 and <= LargestSide;

    /// <summary>Undoes the filters of the rows (PNG 1.2, section 6).</summary>
    private static byte[] Unfiltered(MemoryStream packed, int height, int stride, int samples)
    {
        packed.Position = 0;
        using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
        var rows = new byte[height * stride];
        for (var row = 0; row < height; row++)
        {
            var filter = unpacked.ReadByte();
            var here = rows.AsSpan(row * stride, stride);
            if (unpacked.ReadAtLeast(here, stride, throwOnEndOfStream: false) < stride) throw new InvalidDataException();
            var above = row == 0 ? new byte[stride] : rows.AsSpan((row - 1) * stride, stride);
            for (var i = 0; i < stride; i++)
            {
                var (left, up, corner) =
                    (i < samples ? 0 : here[i - samples], above[i], i < samples ? (byte)0 : above[i - samples]);
                here[i] += filter switch
                {
                    0 => (byte)0,
                    1 => (byte)left,
                    2 => up,
                    3 => (byte)((left + up) / 2),
                    4 => Paeth(left, up, corner),
                    _ => throw new InvalidDataException(),
                };
            }
        }

        return rows;
    }

    private static byte Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        var (a, b, c) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return (byte)(a <= b && a <= c ? left : b <= c ? up : corner);
    }
}
