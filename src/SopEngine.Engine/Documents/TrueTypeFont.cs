using System.Buffers.Binary;
using System.Text;

namespace SopEngine.Engine.Documents;

/// <summary>
/// A TrueType font, read for setting text: its glyphs, their widths, and a font file with only some of them. (Apple and Microsoft: TrueType
/// reference; OpenType 1.9.)
/// </summary>
internal sealed class TrueTypeFont
{
    private const int More = 0x20, Words = 0x01, Scale = 0x08, TwoScales = 0x40, Matrix = 0x80;

    private static readonly string[] Needed = ["cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"];

    private readonly byte[] _file;
    private readonly Dictionary<string, (int Offset, int Length)> _tables = [];
    private readonly int _unitsPerEm;
    private readonly bool _hasLongOffsets;
    private readonly int _metrics;
    private readonly int _glyphs;
    private readonly int _widths;
    private readonly ushort[] _glyphOf;

    public TrueTypeFont(byte[] file)
    {
        _file = file;
        for (int i = 0, at = 12; i < U16(4); i++, at += 16)
            _tables[Encoding.ASCII.GetString(file, at, 4)] = ((int)U32(at + 8), (int)U32(at + 12));
        _unitsPerEm = U16(At("head") + 18);
        _hasLongOffsets = U16(At("head") + 50) == 1;
        _metrics = U16(At("hhea") + 34);
        _widths = At("hmtx");
        _glyphs = U16(At("maxp") + 4);
        var maps = Enumerable.Range(0, U16(At("cmap") + 2)).Select(i => At("cmap") + 4 + (8 * i));
        _glyphOf = Characters(At("cmap") + (int)U32(maps.First(at => U16(at) == 3 && U16(at + 2) == 1) + 4));
    }

    public int Ascent => Thousandths(I16(At("hhea") + 4));

    public int Descent => Thousandths(I16(At("hhea") + 6));

    public IEnumerable<int> Box => Enumerable.Range(0, 4).Select(i => Thousandths(I16(At("head") + 36 + (2 * i))));

    /// <summary>The glyph of a character; 0, the font's sign for a missing glyph, when there is none.</summary>
    public int Glyph(char character) => _glyphOf[character];

    /// <summary>The width of a glyph, in thousandths of the font's size.</summary>
    public int Width(int glyph) => Thousandths(U16(_widths + (4 * Math.Min(glyph, _metrics - 1))));

    /// <summary>The font with the outlines of these glyphs only. Glyphs keep their numbers.</summary>
    public byte[] Subset(IEnumerable<int> glyphs)
    {
        var kept = new HashSet<int> { 0 };
        foreach (var glyph in glyphs) Keep(glyph, kept);

        using var outlines = new MemoryStream();
        var offsets = new byte[4 * (_glyphs + 1)];
        for (var glyph = 0; glyph < _glyphs; glyph++)
        {
            if (kept.Contains(glyph))
            {
                var (from, to) = Outline(glyph);
                outlines.Write(_file, At("glyf") + from, to - from);
                while (outlines.Length % 4 != 0) outlines.WriteByte(0);
            }

            BinaryPrimitives.WriteUInt32BigEndian(offsets.AsSpan(4 * (glyph + 1)), (uint)outlines.Length);
        }

        var head = Table("head").ToArray();
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(50), 1); // offsets in four bytes
        return Assemble(Needed.Where(_tables.ContainsKey).Select(
            tag => (tag, tag switch { "glyf" => outlines.ToArray(), "loca" => offsets, "head" => head, _ => Table(tag).ToArray() })));
    }

    /// <summary>The glyph of each character, from the segments of the font's map. (OpenType: cmap, format 4.)</summary>
    private ushort[] Characters(int map)
    {
        var glyphs = new ushort[char.MaxValue + 1];
        var segments = U16(map + 6) / 2;
        for (var i = 0; i < segments; i++)
        {
            var (end, start) = (U16(map + 14 + (2 * i)), U16(map + 16 + (2 * (segments + i))));
            var delta = U16(map + 16 + (2 * ((2 * segments) + i)));
            var rangeAt = map + 16 + (2 * ((3 * segments) + i));
            for (var character = start; character <= end; character++)
            {
                var glyph = U16(rangeAt) == 0 ? character : U16(rangeAt + U16(rangeAt) + (2 * (character - start)));
                if (U16(rangeAt) == 0 || glyph != 0) glyphs[character] = (ushort)(glyph + delta);
            }
        }

        return glyphs;
    }

    /// <summary>Keeps a glyph and the glyphs that it is put together from.</summary>
    private void Keep(int glyph, HashSet<int> kept)
    {
        if (glyph >= _glyphs || !kept.Add(glyph)) return;
        var (from, to) = Outline(glyph);
        if (from == to || I16(At("glyf") + from) >= 0) return;

        for (int at = At("glyf") + from + 10, flags = More; (flags & More) != 0;)
        {
            flags = U16(at);
            Keep(U16(at + 2), kept);
            at += 4 + ((flags & Words) != 0 ? 4 : 2)
                + ((flags & Scale) != 0 ? 2 : (flags & TwoScales) != 0 ? 4 : (flags & Matrix) != 0 ? 8 : 0);
        }
    }

    private (int From, int To) Outline(int glyph) => _hasLongOffsets
        ? ((int)U32(At("loca") + (4 * glyph)), (int)U32(At("loca") + (4 * glyph) + 4))
        : (2 * U16(At("loca") + (2 * glyph)), 2 * U16(At("loca") + (2 * glyph) + 2));

    private static byte[] Assemble(IEnumerable<(string Tag, byte[] Bytes)> tables)
    {
        var all = tables.ToList();
        var power = 1 << (int)Math.Log2(all.Count);
        var directory = new byte[12 + (16 * all.Count)];
        BinaryPrimitives.WriteUInt32BigEndian(directory, 0x00010000);
        BinaryPrimitives.WriteUInt16BigEndian(directory.AsSpan(4), (ushort)all.Count);
        BinaryPrimitives.WriteUInt16BigEndian(directory.AsSpan(6), (ushort)(16 * power));
        BinaryPrimitives.WriteUInt16BigEndian(directory.AsSpan(8), (ushort)Math.Log2(power));
        BinaryPrimitives.WriteUInt16BigEndian(directory.AsSpan(10), (ushort)((16 * all.Count) - (16 * power)));

        using var body = new MemoryStream();
        foreach (var (index, (tag, bytes)) in all.Index())
        {
            var entry = directory.AsSpan(12 + (16 * index));
            Encoding.ASCII.GetBytes(tag, entry);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], Sum(bytes));
            BinaryPrimitives.WriteUInt32BigEndian(entry[8..], (uint)(directory.Length + body.Length));
            BinaryPrimitives.WriteUInt32BigEndian(entry[12..], (uint)bytes.Length);
            body.Write(bytes);
            while (body.Length % 4 != 0) body.WriteByte(0);
        }

        return [.. directory, .. body.ToArray()];
    }

    private static uint Sum(byte[] bytes)
    {
        var sum = 0u;
        for (var i = 0; i < bytes.Length; i++) sum = unchecked(sum + ((uint)bytes[i] << (24 - (8 * (i % 4)))));
        return sum;
    }

    private int Thousandths(int units) => (int)Math.Round(1000.0 * units / _unitsPerEm);

    private int At(string tag) => _tables[tag].Offset;

    private ReadOnlySpan<byte> Table(string tag) => _file.AsSpan(_tables[tag].Offset, _tables[tag].Length);

    private int U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(at));

    private int I16(int at) => BinaryPrimitives.ReadInt16BigEndian(_file.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(at));
}
