using SopEngine.Engine.Data;

namespace SopEngine.Engine.Documents;

/// <summary>Reads a stored content part by part, from any position. No connection is held between the parts.</summary>
internal sealed class ContentStream(SopDatabase database, int unit, byte[] hash, long size) : ReadStream(size)
{
    /// <summary>Bytes of every part but the last.</summary>
    public const int PartSize = 256 * 1024;

    private byte[] _part = [];
    private int _no = -1;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= Length) return 0;

        var no = (int)(Position / PartSize);
        if (no != _no)
        {
            _part = await database.QuerySingle<byte[]>(
                unit, "select bytes from content_parts where unit_id = @unit and hash = @hash and no = @no", new { hash, no },
                cancellationToken)
                ?? throw new IOException($"Part {no} of a content is missing.");
            _no = no;
        }

        var from = (int)(Position % PartSize);
        var count = Math.Min(buffer.Length, _part.Length - from);
        _part.AsMemory(from, count).CopyTo(buffer);
        Position += count;
        return count;
    }
}
