namespace SopEngine.Engine.Documents.Pictures;

/// <summary>Removes metadata from pictures; the pixels stay as they are.</summary>
public static class Picture
{
    /// <summary>
    /// A picture's content without place, device, owner, small copies, comments, and data after its end, such as the film of a moving
    /// photo. Rotation and colours stay; the time it was taken stays too, except in HEIC.
    /// </summary>
    /// <returns>Null when the picture is broken: it cannot be cleaned.</returns>
    public static async Task<Stream?> Clean(FileType type, Stream content, CancellationToken cancellation)
    {
        var reader = new PictureReader(content, cancellation);
        try
        {
            var pieces = type == FileType.Jpeg ? await JpegPieces.Of(reader)
                : type == FileType.Png ? await PngPieces.Of(reader)
                : type == FileType.WebP ? await WebPPieces.Of(reader)
                : type == FileType.Heic ? await HeicPieces.Of(reader)
                : throw new ArgumentOutOfRangeException(nameof(type), type, "Not a picture.");
            return new PiecedStream(content, pieces.All);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}

/// <summary>Reads parts of a picture. Reading past the end is an <see cref="InvalidDataException"/>.</summary>
internal sealed class PictureReader(Stream content, CancellationToken cancellation)
{
    private readonly byte[] _buffer = new byte[64 * 1024];

    public long Length => content.Length;

    public async Task<byte[]> Read(long at, long count)
    {
        if (count < 0 || at + count > content.Length) throw new InvalidDataException();
        var bytes = new byte[count];
        content.Position = at;
        await content.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }

    /// <summary>The place of the next marker after a JPEG's compressed data; the length if there is none.</summary>
    public async Task<long> NextMarker(long at)
    {
        content.Position = at;
        var wasFill = false;
        for (int length; (length = await content.ReadAsync(_buffer, cancellation)) > 0; at += length)
        {
            for (var i = 0; i < length; i++)
            {
                if (wasFill && _buffer[i] is not (0 or 0xFF or (>= 0xD0 and <= 0xD7))) return at + i - 1;
                wasFill = _buffer[i] == 0xFF;
            }
        }

        return content.Length;
    }
}
