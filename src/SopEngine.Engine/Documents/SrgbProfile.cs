using System.Buffers.Binary;
using System.Text;

namespace SopEngine.Engine.Documents;

/// <summary>
/// The colours of sRGB (IEC 61966-2-1) as a profile: three primaries, adapted to the white of print, and the curve from their values to
/// light. (ICC.1:2004-10, 7 to 10.)
/// </summary>
internal static class SrgbProfile
{
    private const int HeadSize = 128;

    public static byte[] Bytes { get; } = Write();

    private static byte[] Write()
    {
        var curve = Curve(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045);
        (string Name, byte[] Bytes)[] tags =
        [
            ("desc", Words("sRGB")),
            ("cprt", Words("CC0")),
            ("wtpt", Xyz(0.9642, 1, 0.8249)),
            ("chad", Numbers("sf32", 1.04788, 0.02292, -0.05020, 0.02959, 0.99048, -0.01707, -0.00924, 0.01508, 0.75168)),
            ("rXYZ", Xyz(0.43607, 0.22249, 0.01392)),
            ("gXYZ", Xyz(0.38515, 0.71687, 0.09708)),
            ("bXYZ", Xyz(0.14307, 0.06061, 0.71410)),
            ("rTRC", curve),
            ("gTRC", curve),
            ("bTRC", curve),
        ];

        var contents = tags.Select(tag => tag.Bytes).Distinct().ToList();
        var offsets = new Dictionary<byte[], int>();
        var end = HeadSize + 4 + (12 * tags.Length);
        foreach (var content in contents)
        {
            offsets[content] = end;
            end += content.Length;
        }

        var profile = new byte[end];
        BinaryPrimitives.WriteInt32BigEndian(profile, end);
        profile[8] = 4; // version 4.2
        profile[9] = 0x20;
        Encoding.ASCII.GetBytes("mntrRGB XYZ ", profile.AsSpan(12));
        BinaryPrimitives.WriteInt16BigEndian(profile.AsSpan(24), 2026); // made on 1 January
        (profile[27], profile[29]) = (1, 1);
        Encoding.ASCII.GetBytes("acsp", profile.AsSpan(36));
        Xyz(0.9642, 1, 0.8249).AsSpan(8).CopyTo(profile.AsSpan(68));
        BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(HeadSize), tags.Length);
        foreach (var (i, (name, bytes)) in tags.Index())
        {
            var entry = profile.AsSpan(HeadSize + 4 + (12 * i));
            Encoding.ASCII.GetBytes(name, entry);
            BinaryPrimitives.WriteInt32BigEndian(entry[4..], offsets[bytes]);
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], bytes.Length);
            bytes.CopyTo(profile.AsSpan(offsets[bytes]));
        }

        return profile;
    }

    private static byte[] Xyz(double x, double y, double z) => Numbers("XYZ ", x, y, z);

    /// <summary>Numbers with sixteen bits before the point and sixteen behind it.</summary>
    private static byte[] Numbers(string type, params double[] values)
    {
        var bytes = new byte[8 + (4 * values.Length)];
        Encoding.ASCII.GetBytes(type, bytes);
        foreach (var (i, value) in values.Index())
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8 + (4 * i)), (int)Math.Round(value * 65536));
        return bytes;
    }

    /// <summary>(a x + b) to the power of g from d on, and c x below.</summary>
    private static byte[] Curve(double g, double a, double b, double c, double d)
    {
        var numbers = Numbers("para", g, a, b, c, d);
        return [.. numbers[..8], 0, 3, 0, 0, .. numbers[8..]];
    }

    private static byte[] Words(string text)
    {
        var words = Encoding.BigEndianUnicode.GetBytes(text);
        byte[] bytes = [.. "mluc"u8, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 12, .. "enUS"u8, 0, 0, 0, (byte)words.Length, 0, 0, 0, 28, .. words];
        return [.. bytes, .. new byte[(4 - (bytes.Length % 4)) % 4]];
    }
}
