using SkiaSharp;

namespace SopEngine.Engine.Documents.Pictures;

/// <summary>Pictures of telephones as a paper needs them: small, and upright without a note on how the telephone was held.</summary>
internal static class ScaledPicture
{
    /// <summary>About 200 points an inch for a picture that takes half of the width of a page.</summary>
    public const int LongestSide = 1_000;

    /// <summary>A small file may unpack to a picture that fills the memory.</summary>
    private const long MostPixels = 80_000_000;

    private const int Quality = 82;

    /// <returns>A JPEG file; null for a file that is no picture, is too large, or is of a kind that cannot be read (HEIC).</returns>
    public static byte[]? Of(byte[] file)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.Info is not { Width: > 0, Height: > 0 } info || (long)info.Width * info.Height > MostPixels) return null;

        var scale = Math.Min(1f, LongestSide / (float)Math.Max(info.Width, info.Height));
        // JPEG is read at about the size that is needed, which takes a part of the memory; the drawing scales the rest.
        var read = codec.GetScaledDimensions(scale);
        using var bitmap = new SKBitmap(new SKImageInfo(read.Width, read.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) is not (SKCodecResult.Success or SKCodecResult.IncompleteInput)) return null;

        var (width, height) = (Math.Max(1, (int)(info.Width * scale)), Math.Max(1, (int)(info.Height * scale)));
        var isOnItsSide = codec.EncodedOrigin >= SKEncodedOrigin.LeftTop;
        var (across, down) = isOnItsSide ? (height, width) : (width, height);
        using var surface = SKSurface.Create(new SKImageInfo(across, down, SKColorType.Rgba8888, SKAlphaType.Opaque));
        if (surface is null) return null;
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.SetMatrix(Upright(codec.EncodedOrigin, across, down));
        using var image = SKImage.FromBitmap(bitmap);
        surface.Canvas.DrawImage(
            image, new SKRect(0, 0, width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var drawn = surface.Snapshot();
        using var encoded = drawn.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return encoded?.ToArray();
    }

    /// <summary>The turn, and for mirrored pictures the flip, that sets a picture upright (Exif 2.3, orientation 1 to 8).</summary>
    private static SKMatrix Upright(SKEncodedOrigin origin, int across, int down) => origin switch
    {
        SKEncodedOrigin.TopRight => Of(-1, 0, across, 0, 1, 0),
        SKEncodedOrigin.BottomRight => Of(-1, 0, across, 0, -1, down),
        SKEncodedOrigin.BottomLeft => Of(1, 0, 0, 0, -1, down),
        SKEncodedOrigin.LeftTop => Of(0, 1, 0, 1, 0, 0),
        SKEncodedOrigin.RightTop => Of(0, -1, across, 1, 0, 0),
        SKEncodedOrigin.RightBottom => Of(0, -1, across, -1, 0, down),
        SKEncodedOrigin.LeftBottom => Of(0, 1, 0, -1, 0, down),
        _ => SKMatrix.Identity,
    };

    private static SKMatrix Of(float scaleX, float skewX, float moveX, float skewY, float scaleY, float moveY) =>
        new(scaleX, skewX, moveX, skewY, scaleY, moveY, 0, 0, 1);
}
