namespace SopEngine.Engine.Documents.Pictures;

/// <summary>A part of a content, or bytes in place of one.</summary>
/// <param name="Own">The replacing bytes; null for a part of the content.</param>
internal readonly record struct Piece(long From, long Length, byte[]? Own);

/// <summary>The pieces of a content that stay, in order.</summary>
internal sealed class Pieces
{
    public List<Piece> All { get; } = [];

    public void Keep(long from, long to)
    {
        if (All is [.., { Own: null } last] && last.From + last.Length == from) All[^1] = last with { Length = to - last.From };
        else if (to > from) All.Add(new Piece(from, to - from, null));
    }

    public void Put(byte[] own) => All.Add(new Piece(0, own.Length, own));
}

/// <summary>Reads pieces of a content as one stream, so that no file is held in memory whole.</summary>
internal sealed class PiecedStream(Stream content, IReadOnlyList<Piece> pieces)
    : ReadStream(pieces.Sum(piece => piece.Length))
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Find() is not var (piece, offset)) return 0;
        var count = (int)Math.Min(buffer.Length, piece.Length - offset);
        if (piece.Own is { } own)
        {
            own.AsMemory((int)offset, count).CopyTo(buffer);
        }
        else
        {
            content.Position = piece.From + offset;
            count = await content.ReadAsync(buffer[..count], cancellationToken);
        }

        Position += count;
        return count;
    }

    private (Piece Piece, long Offset)? Find()
    {
        var from = 0L;
        foreach (var piece in pieces)
        {
            if (Position < from + piece.Length) return (piece, Position - from);
            from += piece.Length;
        }

        return null;
    }
}
