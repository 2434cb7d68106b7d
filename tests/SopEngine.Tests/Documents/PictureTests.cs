using System.Buffers.Binary;
using System.Text;
using SopEngine.Engine.Documents;
using SopEngine.Engine.Documents.Pictures;

namespace SopEngine.Tests.Documents;

/// <summary>Metadata removed from pictures, and metadata kept.</summary>
internal sealed class PictureTests
{
    /// <summary>Stands in all metadata that must be removed.</summary>
    private const string Secret = "RAHASIA";

    private const string Taken = "2026:11:30 08:15:00";

    private static readonly byte[] Pixels = [0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56];

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_JPEG_keeps_its_pixels_colours_orientation_and_time(bool isLittle)
    {
        byte[] tables = [0xFF, 0xDB, 0, 3, 1], scan = [0xFF, 0xDA, 0, 3, 1, .. Pixels],
            colours = Segment(0xE2, "ICC_PROFILE\0\u0001\u0001warna"), jfif = Segment(0xE0, "JFIF\0\u0001");
        byte[] picture =
        [
            0xFF, 0xD8, .. jfif, .. Segment(0xE1, "Exif\0\0" + Latin(Tiff(6, isLittle))),
            .. Segment(0xE1, "http://ns.adobe.com/xap/1.0/\0" + Secret), .. Segment(0xE2, "MPF\0" + Secret),
            .. colours, .. Segment(0xED, "Photoshop 3.0\0" + Secret), .. Segment(0xFE, Secret), .. tables, .. scan, .. tables, .. scan,
            0xFF, 0xD9, .. Bytes(Secret),
        ];

        var clean = await Clean(FileType.Jpeg, picture);

        var note = Segment(0xE1, "Exif\0\0" + Latin(Note(6)));
        Assert.That(clean,
            Is.EqualTo((byte[])[0xFF, 0xD8, .. jfif, .. note, .. colours, .. tables, .. scan, .. tables, .. scan, 0xFF, 0xD9]));
        Assert.That(await Clean(FileType.Jpeg, clean), Is.EqualTo(clean), "cleaning again changes nothing");
    }

    [Test]
    public async Task A_JPEG_without_metadata_stays_as_it_is_even_when_its_end_is_missing()
    {
        byte[] picture = [0xFF, 0xD8, .. Segment(0xE0, "JFIF\0\u0001"), 0xFF, 0xDA, 0, 3, 1, .. Pixels];

        Assert.That(await Clean(FileType.Jpeg, picture), Is.EqualTo(picture));
    }

    [Test]
    public async Task A_PNG_keeps_its_pixels_colours_orientation_and_time()
    {
        byte[] signature = [0x89, .. "PNG\r\n\u001a\n"u8], head = Chunk("IHDR", "0123456789abc"), colours = Chunk("gAMA", "1234"),
            pixels = Chunk("IDAT", Latin(Pixels)), end = Chunk("IEND", "");
        Assert.That(end[^4..], Is.EqualTo((byte[])[0xAE, 0x42, 0x60, 0x82]), "the checksum that is in every PNG");
        byte[] picture =
        [
            .. signature, .. head, .. colours, .. Chunk("eXIf", Latin(Tiff(8, isLittle: false))), .. Chunk("tEXt", "GPS\0" + Secret),
            .. Chunk("iTXt", Secret), .. Chunk("zTXt", Secret),
            .. Chunk("prIv", Secret), .. pixels, .. pixels, .. end, .. Bytes(Secret),
        ];

        Assert.That(await Clean(FileType.Png, picture),
            Is.EqualTo((byte[])[.. signature, .. head, .. colours, .. Chunk("eXIf", Latin(Note(8))), .. pixels, .. pixels, .. end]));
    }

    [TestCase("")]
    [TestCase("Exif\0\0")]
    public async Task A_WebP_keeps_its_pixels_orientation_and_time(string before)
    {
        var pixels = RiffChunk("VP8 ", Latin(Pixels));
        var picture = Riff([.. RiffChunk("VP8X", "\u000c\0\0\0\0\0\0\0\0\0"), .. pixels,
            .. RiffChunk("EXIF", before + Latin(Tiff(3, isLittle: true))), .. RiffChunk("XMP ", Secret)]);

        var clean = await Clean(FileType.WebP, [.. picture, .. Bytes(Secret)]);

        Assert.That(clean,
            Is.EqualTo(Riff([.. RiffChunk("VP8X", "\u0008\0\0\0\0\0\0\0\0\0"), .. pixels, .. RiffChunk("EXIF", Latin(Note(3)))])));
        Assert.That(await Clean(FileType.WebP, Riff(pixels)), Is.EqualTo(Riff(pixels)));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public async Task The_metadata_of_a_HEIC_is_overwritten_in_place(int version)
    {
        var picture = Heic(version, Secret);

        var clean = await Clean(FileType.Heic, picture);

        Assert.That(clean, Is.EqualTo(Heic(version, new string('\0', Secret.Length))));
    }

    [Test]
    public async Task A_cut_or_damaged_picture_is_cleaned_or_refused()
    {
        var random = new Random(7);
        byte[] picture = [0xFF, 0xD8, .. Segment(0xE1, "Exif\0\0" + Latin(Tiff(6, true))), 0xFF, 0xDA, 0, 3, 1, .. Pixels, 0xFF, 0xD9];
        var png = (byte[])[0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR", "0123456789abc"), .. Chunk("eXIf", Latin(Tiff(8, false))),
            .. Chunk("IEND", "")];
        var webp = Riff([.. RiffChunk("VP8X", "\u000c\0\0\0\0\0\0\0\0\0"), .. RiffChunk("EXIF", Latin(Tiff(3, true)))]);
        (FileType, byte[])[] pictures =
            [(FileType.Jpeg, picture), (FileType.Png, png), (FileType.WebP, webp), (FileType.Heic, Heic(1, Secret))];
        foreach (var (type, whole) in pictures)
        {
            for (var i = 0; i < 2_000; i++)
            {
                var damaged = whole[..random.Next(12, whole.Length + 1)];
                for (var times = random.Next(4); times > 0; times--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                await using var clean = await Picture.Clean(type, new MemoryStream(damaged), CancellationToken.None);
                Assert.That(clean?.Length ?? 0, Is.LessThanOrEqualTo(damaged.Length + 128));
            }
        }
    }

    private static async Task<byte[]> Clean(FileType type, byte[] picture)
    {
        await using var clean = await Picture.Clean(type, new MemoryStream(picture), CancellationToken.None);
        using var copy = new MemoryStream();
        await clean!.CopyToAsync(copy);
        Assert.That(copy.Length, Is.EqualTo(clean.Length));
        Assert.That(Latin(copy.ToArray()), Does.Not.Contain(Secret));
        clean.Position = clean.Length / 2;
        using var rest = new MemoryStream();
        await clean.CopyToAsync(rest);
        Assert.That(rest.ToArray(), Is.EqualTo(copy.ToArray()[(int)(clean.Length / 2)..]), "from any place");
        return copy.ToArray();
    }

    /// <summary>Exif data of a telephone: the place, the device, and a thumbnail of the picture.</summary>
    private static byte[] Tiff(int orientation, bool isLittle)
    {
        var writer = new TiffWriter(isLittle);
        const int First = 8, Exif = First + 2 + (4 * 12) + 4, Place = Exif + 2 + (3 * 12) + 4, Texts = Place + 2 + 12 + 4;
        writer.Head(First);
        writer.Directory((0x010F, 2, 8, Texts), (0x0112, 3, 1, isLittle ? orientation : orientation << 16), (0x8769, 4, 1, Exif),
            (0x8825, 4, 1, Place));
        writer.Directory((0x9003, 2, 20, Texts + 8), (0x9011, 2, 7, Texts + 28), (0x927C, 7, 8, Texts));
        writer.Directory((0x0002, 2, 8, Texts));
        writer.Text(Secret, Taken, "+07:00", Secret);
        return writer.Bytes;
    }

    /// <summary>Exif data that cleaning leaves: orientation and time.</summary>
    private static byte[] Note(int orientation)
    {
        var writer = new TiffWriter(isLittle: true);
        const int Exif = 8 + 2 + (2 * 12) + 4, Texts = Exif + 2 + (2 * 12) + 4;
        writer.Head(8);
        writer.Directory((0x0112, 3, 1, orientation), (0x8769, 4, 1, Exif));
        writer.Directory((0x9003, 2, 20, Texts), (0x9011, 2, 7, Texts + 20));
        writer.Text(Taken, "+07:00");
        return writer.Bytes;
    }

    /// <summary>A picture with Exif data in the file and, where the version of the table allows it, XMP in a box of its own.</summary>
    private static byte[] Heic(int version, string told)
    {
        var brands = Box("ftyp", "heic\0\0\0\0mif1heic");
        var item = version < 2 ? "\0" : "\0\0\0";
        string Info(char id, string type) =>
            Latin(Box("infe", (version < 2 ? "\u0002\0\0\0" : "\u0003\0\0\0") + item + id + "\0\0" + type + "\0"));
        string Location(char id, int method, int from, int length) =>
            $"{item}{id}{(version == 0 ? "" : "\0" + (char)method)}\0\0\0\u0001{Latin(Number(from))}{Latin(Number(length))}";
        byte[] Meta(int data)
        {
            var xmp = version == 0 ? Location('\u0003', 0, data + told.Length + Pixels.Length, told.Length)
                : Location('\u0003', 1, 2, told.Length);
            var table = Location('\u0001', 0, data + told.Length, Pixels.Length) + Location('\u0002', 0, data, told.Length) + xmp;
            return Box("meta", "\0\0\0\0" + Latin([
                .. Box("iinf", "\0\0\0\0\0\u0003" + Info('\u0001', "hvc1") + Info('\u0002', "Exif") + Info('\u0003', "mime")),
                .. Box("iloc", $"{(char)version}\0\0\0D\0{(version < 2 ? "" : "\0\0")}\0\u0003{table}"),
                .. Box("idat", version == 0 ? "" : "ab" + told + "cd"),
            ]));
        }

        var at = brands.Length + Meta(0).Length + 8;
        return [.. brands, .. Meta(at), .. Box("mdat", told + Latin(Pixels) + (version == 0 ? told : ""))];
    }

    private static byte[] Box(string type, string content) => [.. Number(8 + content.Length), .. Bytes(type + content)];

    private static byte[] Number(int number) => [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];

    private static byte[] Segment(byte marker, string content) =>
        [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. Bytes(content)];

    private static byte[] Chunk(string type, string content)
    {
        var crc = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc(Bytes(type + content)));
        return [0, 0, (byte)(content.Length >> 8), (byte)content.Length, .. Bytes(type + content), .. crc];
    }

    private static uint Crc(byte[] bytes) =>
        ~bytes.Aggregate(uint.MaxValue,
            (crc, b) => Enumerable.Range(0, 8).Aggregate(crc ^ b, (bits, _) => (bits & 1) == 0 ? bits >> 1 : (bits >> 1) ^ 0xEDB88320));

    private static byte[] RiffChunk(string type, string content)
    {
        var chunk = new byte[8 + content.Length + (content.Length & 1)];
        Bytes(type).CopyTo(chunk, 0);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), content.Length);
        Bytes(content).CopyTo(chunk, 8);
        return chunk;
    }

    private static byte[] Riff(byte[] chunks)
    {
        byte[] file = [.. "RIFF\0\0\0\0WEBP"u8, .. chunks];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        return file;
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static string Latin(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private sealed class TiffWriter(bool isLittle)
    {
        private readonly List<byte> _bytes = [];

        public byte[] Bytes => [.. _bytes];

        public void Head(int first)
        {
            _bytes.AddRange(isLittle ? "II"u8 : "MM"u8);
            Number(42, 2);
            Number(first, 4);
        }

        public void Directory(params (int Tag, int Type, int Count, int Value)[] entries)
        {
            Number(entries.Length, 2);
            foreach (var (tag, type, count, value) in entries)
            {
                Number(tag, 2);
                Number(type, 2);
                Number(count, 4);
                Number(value, 4);
            }

            Number(0, 4);
        }

        public void Text(params string[] texts)
        {
            foreach (var text in texts) _bytes.AddRange([.. Encoding.ASCII.GetBytes(text), 0]);
        }

        private void Number(int value, int length)
        {
            for (var i = 0; i < length; i++) _bytes.Add((byte)(value >> (8 * (isLittle ? i : length - 1 - i))));
        }
    }
}
