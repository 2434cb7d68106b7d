using System.Text;

namespace SopEngine.Engine.Documents.Pictures;

/// <summary>
/// Reads numbers, most significant byte first, and boxes (ISO 14496-12). Reading past the end is an <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class BoxReader(byte[] bytes, int at)
{
    private int _at = at;

    /// <param name="length">In bytes; a number of no bytes is 0.</param>
    public long Number(int length)
    {
        var number = 0L;
        foreach (var b in Take(length)) number = (number << 8) | b;
        return number;
    }

    public string Text(int length) => Encoding.ASCII.GetString(Take(length));

    /// <summary>The ranges of the boxes' contents by type; the first box of each type.</summary>
    public Dictionary<string, Range> Boxes()
    {
        var boxes = new Dictionary<string, Range>();
        while (Next() is var (type, content)) boxes.TryAdd(type, content);
        return boxes;
    }

    /// <summary>The contents of the boxes of a type.</summary>
    public IEnumerable<BoxReader> All(string type)
    {
        while (Next() is var (found, content)) if (found == type) yield return new BoxReader(bytes[content], 0);
    }

    private (string Type, Range Content)? Next()
    {
        if (_at == bytes.Length) return null;
        var from = _at;
        var size = Number(4);
        var type = Text(4);
        if (size < 8 || from + size > bytes.Length) throw new InvalidDataException();
        _at = from + (int)size;
        return (type, (from + 8).._at);
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > bytes.Length - _at) throw new InvalidDataException();
        _at += length;
        return bytes.AsSpan(_at - length, length);
    }
}
