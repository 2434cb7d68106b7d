using System.Buffers.Binary;
using System.Text;

namespace SopEngine.Engine.Documents.Pictures;

/// <summary>
/// A HEIC file (ISO 14496-12 and 23008-12) is a tree of boxes. Metadata are items, and a table holds their places. They are overwritten in
/// place, so that no place moves. The rotation is not among them.
/// </summary>
internal static class HeicPieces
{
    private const int LongestMeta = 16 * 1024 * 1024;

    /// <summary>Boxes of the whole file without which there is no picture. Telephones put films and settings into others.</summary>
    private static readonly HashSet<string> Staying = ["ftyp", "meta", "mdat", "moov", "free", "skip"];

    public static async Task<Pieces> Of(PictureReader reader)
    {
        byte[]? meta = null;
        var metaAt = 0L;
        var places = new List<(long From, long Length)>();
        for (var at = 0L; at < reader.Length;)
        {
            var head = await reader.Read(at, 8);
            var (size, length) = ((long)BinaryPrimitives.ReadUInt32BigEndian(head), 8);
            if (size == 1) (size, length) = ((long)BinaryPrimitives.ReadUInt64BigEndian(await reader.Read(at + 8, 8)), 16);
            if (size == 0) size = reader.Length - at;
            if (size < length || at + size > reader.Length) throw new InvalidDataException();
            var type = Encoding.ASCII.GetString(head, 4, 4);
            if (!Staying.Contains(type) && size > length) places.Add((at + length, size - length));
            if (type == "meta" && meta is null)
                (meta, metaAt) = size <= LongestMeta
                    ? (await reader.Read(at + length, size - length), at + length)
                    : throw new InvalidDataException();
            at += size;
        }

        if (meta is null) throw new InvalidDataException();
        places.AddRange(Items(meta, metaAt));
        return Overwritten(places, reader.Length);
    }

    /// <summary>The places of the items with Exif or descriptions in another format, such as XMP.</summary>
    private static List<(long From, long Length)> Items(byte[] meta, long metaAt)
    {
        var boxes = new BoxReader(meta, 4).Boxes();
        if (!boxes.TryGetValue("iinf", out var infos) || !boxes.TryGetValue("iloc", out var locations)) return [];
        var told = Told(new BoxReader(meta[infos], 0));
        var inBox = boxes.TryGetValue("idat", out var data) ? metaAt + data.Start.Value : -1;
        return [.. Extents(new BoxReader(meta[locations], 0), inBox).Where(extent => told.Contains(extent.Item))
            .Select(extent => (extent.From, extent.Length))];
    }

    /// <summary>The numbers of the items with metadata.</summary>
    private static HashSet<long> Told(BoxReader infos)
    {
        var version = infos.Number(4) >> 24;
        infos.Number(version == 0 ? 2 : 4);
        var told = new HashSet<long>();
        foreach (var info in infos.All("infe"))
        {
            var itemVersion = info.Number(4) >> 24;
            if (itemVersion < 2) continue;
            var item = info.Number(itemVersion == 2 ? 2 : 4);
            info.Number(2);
            if (info.Text(4) is "Exif" or "mime") told.Add(item);
        }

        return told;
    }

    private static IEnumerable<(long Item, long From, long Length)> Extents(BoxReader table, long inBox)
    {
        var version = table.Number(4) >> 24;
        var sizes = table.Number(2);
        var (offset, length, start, index) =
            ((int)(sizes >> 12), (int)(sizes >> 8 & 15), (int)(sizes >> 4 & 15), version == 0 ? 0 : (int)(sizes & 15));
        if (offset + length == 0) throw new InvalidDataException();
        for (var items = table.Number(version < 2 ? 2 : 4); items > 0; items--)
        {
            var item = table.Number(version < 2 ? 2 : 4);
            var method = version == 0 ? 0 : table.Number(2) & 15;
            table.Number(2);
            var from = table.Number(start) + (method == 1 ? inBox : 0);
            var isKnown = method == 0 || (method == 1 && inBox >= 0);
            for (var extents = table.Number(2); extents > 0; extents--)
            {
                table.Number(index);
                var at = from + table.Number(offset);
                yield return (item, isKnown ? at : -1, table.Number(length));
            }
        }
    }

    private static Pieces Overwritten(List<(long From, long Length)> places, long length)
    {
        var pieces = new Pieces();
        var at = 0L;
        foreach (var (from, count) in places.Order())
        {
            if (from < at || count is <= 0 or > int.MaxValue || from + count > length) throw new InvalidDataException();
            pieces.Keep(at, from);
            pieces.Put(new byte[count]);
            at = from + count;
        }

        pieces.Keep(at, length);
        return pieces;
    }
}
