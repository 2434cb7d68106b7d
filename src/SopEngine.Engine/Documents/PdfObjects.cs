using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace SopEngine.Engine.Documents;

/// <summary>
/// Writes the numbered objects of a PDF and the table of their places. Small objects are packed together, because the tags of a document
/// are many. (ISO 32000-1, 7.5.7 object streams, 7.5.8 cross-reference streams.)
/// </summary>
internal sealed class PdfObjects
{
    private const int PerPack = 200;

    private readonly MemoryStream _file;
    private readonly List<Place> _places = [new(0, 0, ushort.MaxValue)];
    private readonly List<(int Number, int At)> _packed = [];
    private readonly StringBuilder _pack = new();

    public PdfObjects(MemoryStream file)
    {
        _file = file;
        Put("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n");
    }

    /// <summary>Takes as many numbers as objects are to be added, and says the first.</summary>
    public int Take(int count = 1)
    {
        var first = _places.Count;
        for (var i = 0; i < count; i++) _places.Add(default);
        return first;
    }

    public void Add(int number, string dictionary)
    {
        _places[number] = new(1, _file.Position, 0);
        Put(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj\n{dictionary}\nendobj\n"));
    }

    /// <summary>Adds a small object, packed with others.</summary>
    public void Pack(int number, string dictionary)
    {
        _packed.Add((number, _pack.Length));
        _pack.Append(dictionary).Append('\n');
        if (_packed.Count == PerPack) Flush();
    }

    public void AddStream(int number, string entries, byte[] stream)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zip.Write(stream);
        AddPlain(number, $"{entries} /Filter /FlateDecode", packed.ToArray());
    }

    /// <param name="stream">As it is, or packed by the filter that the entries name.</param>
    public void AddPlain(int number, string entries, byte[] stream)
    {
        _places[number] = new(1, _file.Position, 0);
        Put(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj\n<< {entries} /Length {stream.Length} >>\nstream\n"));
        _file.Write(stream);
        Put("\nendstream\nendobj\n");
    }

    public MemoryStream Close(int catalog, int info)
    {
        Flush();
        var (start, number) = (_file.Position, Take());
        _places[number] = new(1, start, 0);
        var table = new byte[7 * _places.Count];
        foreach (var (i, place) in _places.Index())
        {
            var entry = table.AsSpan(7 * i);
            entry[0] = (byte)place.Kind;
            BinaryPrimitives.WriteUInt32BigEndian(entry[1..], (uint)place.At);
            BinaryPrimitives.WriteUInt16BigEndian(entry[5..], (ushort)place.Index);
        }

        // Two files with the same bytes are the same file.
        var id = Convert.ToHexString(SHA256.HashData(_file.GetBuffer().AsSpan(0, (int)_file.Length)).AsSpan(0, 16));
        AddStream(number,
            $"/Type /XRef /Size {_places.Count} /W [1 4 2] /Root {catalog} 0 R /Info {info} 0 R /ID [<{id}> <{id}>]", table);
        Put(string.Create(CultureInfo.InvariantCulture, $"startxref\n{start}\n%%EOF\n"));
        _file.Position = 0;
        return _file;
    }

    private void Flush()
    {
        if (_packed.Count == 0) return;
        var number = Take();
        var heads = string.Concat(_packed.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Number} {entry.At} ")));
        foreach (var (i, entry) in _packed.Index()) _places[entry.Number] = new(2, number, i);
        AddStream(number, $"/Type /ObjStm /N {_packed.Count} /First {heads.Length}", Encoding.Latin1.GetBytes(heads + _pack));
        _packed.Clear();
        _pack.Clear();
    }

    private void Put(string text) => _file.Write(Encoding.Latin1.GetBytes(text));

    /// <summary>Place of an object in the file.</summary>
    /// <param name="Kind">0 for none, 1 in the file, 2 in a pack.</param>
    /// <param name="At">The position, or the number of the pack.</param>
    /// <param name="Index">Its place in the pack.</param>
    private readonly record struct Place(int Kind, long At, int Index);
}
