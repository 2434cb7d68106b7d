using SkiaSharp;
using SopEngine.Core.Documents;
using SopEngine.Engine.Documents;
using SopEngine.Engine.Documents.Pictures;
using UglyToad.PdfPig;

namespace SopEngine.Tests.Documents;

/// <summary>Photos made ready for paper, and set side by side.</summary>
internal sealed class PaperPicturesTests
{
    /// <summary>Red above blue, as people held the telephone, for each way in which it can write that.</summary>
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    [TestCase(5)]
    [TestCase(6)]
    [TestCase(7)]
    [TestCase(8)]
    public void A_photo_is_turned_as_it_was_held_and_scaled_down(int orientation)
    {
        var ready = ScaledPicture.Of(Photo(1_600, 2_400, orientation))!;

        using var read = SKBitmap.Decode(ready);
        Assert.That((read.Width, read.Height), Is.EqualTo((666, 1_000)));
        Assert.That(PdfPicture.Read(ready), Is.Not.Null);
        Assert.Multiple(() =>
        {
            Assert.That(read.GetPixel(330, 100), Is.EqualTo(SKColors.Red).Using<SKColor>(IsNear), "above");
            Assert.That(read.GetPixel(330, 900), Is.EqualTo(SKColors.Blue).Using<SKColor>(IsNear), "below");
            Assert.That(read.GetPixel(20, 980), Is.EqualTo(SKColors.Lime).Using<SKColor>(IsNear), "below at the left");
        });
    }

    [Test]
    public void A_transparent_picture_stands_on_white_and_a_small_one_stays_small()
    {
        using var bitmap = new SKBitmap(40, 30);
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        using var read = SKBitmap.Decode(ScaledPicture.Of(png.ToArray()));

        Assert.That((read.Width, read.Height, read.GetPixel(5, 5)), Is.EqualTo((40, 30, SKColors.White)));
    }

    [TestCase("bukan gambar")]
    [TestCase("")]
    public void A_file_that_is_no_picture_is_left_out(string text) =>
        Assert.That(ScaledPicture.Of(System.Text.Encoding.UTF8.GetBytes(text)), Is.Null);

    [Test]
    public void A_cut_off_photo_is_shown_as_far_as_it_goes()
    {
        var photo = Photo(400, 400, 1);
        Assert.That(() => ScaledPicture.Of(photo[..(photo.Length / 2)]), Throws.Nothing);
    }

    [Test]
    public void Six_photos_stand_two_by_two_with_their_names_and_go_on_to_the_next_page()
    {
        var landscape = ScaledPicture.Of(Photo(2_000, 1_500, 1))!;
        var upright = ScaledPicture.Of(Photo(1_500, 2_000, 1))!;
        var pictures = Enumerable.Range(1, 9).Select(no => new PaperPicture(no % 2 == 0 ? upright : landscape, $"Foto {no}")).ToList();
        var letter = new Letter("Balai", "Bogor", "Laporan", null, [new PicturesBlock(pictures)]);

        using var content = PdfWriter.Write(letter);
        if (Environment.GetEnvironmentVariable("SOP_TEST_SCREENSHOTS") is { Length: > 0 } folder)
            File.WriteAllBytes(Path.Combine(folder, "paper-pictures.pdf"), content.ToArray());
        using var pdf = PdfDocument.Open(content.ToArray());
        var pages = pdf.GetPages().ToList();
        Assert.That(pages.Sum(page => page.GetImages().Count()), Is.EqualTo(9));
        Assert.That(pages, Has.Count.EqualTo(2));
        var first = pages[0].GetImages().Select(image => image.BoundingBox).OrderByDescending(box => box.Bottom).Take(2).ToList();
        Assert.That(first[0].Bottom, Is.EqualTo(first[1].Bottom).Within(0.5), "side by side");
        Assert.That(pages[0].GetImages().Select(image => image.BoundingBox),
            Has.All.Matches<UglyToad.PdfPig.Core.PdfRectangle>(box => box.Left >= 0 && box.Right <= pages[0].Width && box.Bottom >= 0));
        Assert.That(string.Join(' ', pages.SelectMany(page => page.GetWords()).Select(word => word.Text)), Does.Contain("Foto 9"));
    }

    [Test]
    public void Without_pictures_a_document_says_which_files_are_with_the_case()
    {
        var place = new PicturesPlace([new DocumentFile(1, "a.heic"), new DocumentFile(2, "b.jpg")]);

        var blocks = DocumentPaper.Of([place], new Dictionary<long, byte[]> { [2] = ScaledPicture.Of(Photo(40, 40, 1))! });
        Assert.That(((PicturesBlock)blocks[0]).Pictures.Single().Caption, Is.EqualTo("b"));
        Assert.That(blocks[1].Spans.Single().Text, Does.Contain("a.heic").And.Not.Contain("b.jpg"));
    }

    /// <summary>A photo of this look, written as a camera held this way writes it (Exif 2.3, 4.6.4 A).</summary>
    internal static byte[] Photo(int width, int height, int orientation)
    {
        using var look = new SKBitmap(width, height);
        using (var canvas = new SKCanvas(look))
        {
            canvas.Clear(SKColors.Red);
            using var blue = new SKPaint { Color = SKColors.Blue };
            using var lime = new SKPaint { Color = SKColors.Lime };
            canvas.DrawRect(0, height / 2f, width, height / 2f, blue);
            canvas.DrawRect(0, height * 0.9f, width * 0.2f, height * 0.1f, lime);
        }

        var isOnItsSide = orientation >= 5;
        using var written = new SKBitmap(isOnItsSide ? height : width, isOnItsSide ? width : height);
        var (from, to) = (look.Pixels, new SKColor[width * height]);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (column, row) = orientation switch
                {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, width - 1 - x),
                    7 => (height - 1 - y, width - 1 - x),
                    8 => (height - 1 - y, x),
                    _ => (x, y),
                };
                to[(row * written.Width) + column] = from[(y * width) + x];
            }
        }

        written.Pixels = to;
        using var encoded = written.Encode(SKEncodedImageFormat.Jpeg, 90);
        var jpeg = encoded.ToArray();
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*\0\0\0\u0008"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    private static bool IsNear(SKColor a, SKColor b) =>
        Math.Abs(a.Red - b.Red) < 25 && Math.Abs(a.Green - b.Green) < 25 && Math.Abs(a.Blue - b.Blue) < 25;
}
