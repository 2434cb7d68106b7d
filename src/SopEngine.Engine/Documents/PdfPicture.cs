using System.Buffers.Binary;
using System.IO.Compression;

namespace SopEngine.Engine.Documents;

/// <summary>
/// A picture as a PDF holds it: a JPEG file as it is, a PNG file as the samples of its colours, on white where it is transparent.
/// </summary>
/// <param name="Colours">1 for grey, 3 for red, green and blue.</param>
/// <param name="Filter">The PDF filter of the data; null for plain samples.</param>
public sealed record PdfPicture(int Width, int Height, int Colours, byte[] Data, string? Filter)
{
    /// <summary>The longest side of a picture that is set, in points of its file.</summary>
    public const int LongestSide = 2_000;

    /// <summary>Its width by its height.</summary>
    public double Ratio => (double)Width / Height;

    /// <summary>Null for a file that is no picture, is too large, or uses a rare form (interlaced, 16 bits a colour, CMYK).</summary>
    public static PdfPicture? Read(byte[] file)
    {
        try
        {
            var type = FileType.Signed(file);
            return type == FileType.Jpeg ? Jpeg(file) : type == FileType.Png ? Png(file) : null;
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or InvalidDataException or EndOfStreamException)
        {
            return null;
        }
    }

    private static bool IsFit(int width, int height) => width is > 0 and <= LongestSide && height is > 0 and <= LongestSide;

    /// <summary>Size and colours stand in the start of a frame (ITU T.81, B.2.2).</summary>
    private static PdfPicture? Jpeg(byte[] file)
    {
        for (var at = 2; ;)
        {
            if (file.AsSpan(at, 1)[0] != 0xFF) return null;
            var marker = file.AsSpan(at + 1, 1)[0];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2, 2));
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                var frame = file.AsSpan(at + 4, 6);
                var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(frame[1..]), BinaryPrimitives.ReadUInt16BigEndian(frame[3..]));
                return frame[0] == 8 && frame[5] is 1 or 3 && IsFit(width, height)
                    ? new PdfPicture(width, height, frame[5], file, "DCTDecode") : null;
            }

            if (marker is 0xD9 or 0xDA || length < 2) return null;
            at += 2 + length;
        }
    }

    private static PdfPicture? Png(byte[] file)
    {
        int width = 0, height = 0, channels = 0, kind = 0;
        byte[] palette = [], opacities = [];
        using var packed = new MemoryStream();
        for (var at = 8; ;)
        {
            var length = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at, 4)), int.MaxValue);
            var data = file.AsSpan(at + 8, length);
            switch (System.Text.Encoding.ASCII.GetString(file.AsSpan(at + 4, 4)))
            {
                case "IHDR" when length < 13:
                    return null;
                case "IHDR":
                    (width, height) = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]));
                    kind = data[9];
                    channels = kind switch { 0 or 3 => 1, 2 => 3, 4 => 2, 6 => 4, _ => 0 };
                    if (data[8] != 8 || data[12] != 0 || channels == 0 || !IsFit(width, height)) return null;
                    break;
                case "PLTE":
                    palette = data.ToArray();
                    break;
                case "tRNS":
                    opacities = data.ToArray();
                    break;
                case "IDAT":
                    packed.Write(data);
                    break;
                case "IEND":
                    return channels == 0 ? null : Samples(Plain(packed, width, height, channels), width, height, kind, palette, opacities);
            }

            at += 12 + length;
        }
    }

    /// <summary>The samples without their filters (PNG specification, 9).</summary>
    private static byte[] Plain(MemoryStream packed, int width, int height, int channels)
    {
        packed.Position = 0;
        using var zip = new ZLibStream(packed, CompressionMode.Decompress);
        var stride = width * channels;
        var samples = new byte[stride * height];
        var filter = new byte[1];
        for (var row = 0; row < height; row++)
        {
            zip.ReadExactly(filter);
            var line = samples.AsSpan(row * stride, stride);
            zip.ReadExactly(line);
            var above = row == 0 ? new byte[stride] : samples.AsSpan((row - 1) * stride, stride);
            for (var i = 0; i < stride; i++)
            {
                var (left, corner) = i < channels ? ((byte)0, (byte)0) : (line[i - channels], above[i - channels]);
                line[i] += filter[0] switch
                {
                    0 => 0,
                    1 => left,
                    2 => above[i],
                    3 => (byte)((left + above[i]) / 2),
                    4 => Paeth(left, above[i], corner),
                    _ => throw new InvalidDataException(),
                };
            }
        }

        return samples;
    }

    private static byte Paeth(byte left, byte above, byte corner)
    {
        var guess = left + above - corner;
        var (toLeft, toAbove, toCorner) = (Math.Abs(guess - left), Math.Abs(guess - above), Math.Abs(guess - corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }

    private static PdfPicture Samples(byte[] samples, int width, int height, int kind, byte[] palette, byte[] opacities)
    {
        var (points, colours) = (width * height, kind is 0 or 4 ? 1 : 3);
        var data = new byte[points * colours];
        for (var i = 0; i < points; i++)
        {
            var colour = data.AsSpan(i * colours, colours);
            byte opacity = byte.MaxValue;
            if (kind == 3)
            {
                var index = samples[i];
                palette.AsSpan(index * 3, 3).CopyTo(colour);
                if (index < opacities.Length) opacity = opacities[index];
            }
            else
            {
                var from = samples.AsSpan(i * (colours + (kind is 4 or 6 ? 1 : 0)));
                from[..colours].CopyTo(colour);
                if (kind is 4 or 6) opacity = from[colours];
            }

            if (opacity < byte.MaxValue)
                foreach (ref var sample in colour) sample = (byte)(byte.MaxValue - ((byte.MaxValue - sample) * opacity / byte.MaxValue));
        }

        return new PdfPicture(width, height, colours, data, null);
    }
}
