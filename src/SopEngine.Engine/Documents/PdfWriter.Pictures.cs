using QRCoder;
using SopEngine.Core.Documents;
using SopEngine.Core.Sheets;

namespace SopEngine.Engine.Documents;

/// <summary>Pictures and QR codes.</summary>
public sealed partial class PdfWriter
{
    private const double CodeSide = 72;
    private const double SmallestDot = 1.2; // about 0.4 mm, which telephones still read
    private const double CodeGap = 12;

    private void Code(QrBlock block)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(block.Content, QRCodeGenerator.ECCLevel.M);
        var side = Math.Max(CodeSide, code.ModuleMatrix.Count * SmallestDot);
        var lines = block.Beside.Select(text => Lines([new Span(text, false)], SmallSize, Width - side - CodeGap).ToList()).ToList();
        var height = Math.Max(side, lines.Sum(text => text.Count) * LineHeight);
        Keep(height);
        var box = new Box(Margin, _y, Margin + side, _y + side);
        using (_file.Figure(_file.Pages - 1, $"QR: {block.Content}", box)) _file.Dots(_file.Pages - 1, code.ModuleMatrix, box);
        var y = _y + Math.Max(0, (side - (lines.Sum(text => text.Count) * LineHeight)) / 2);
        foreach (var text in lines)
        {
            using var scope = _file.Tag("P");
            foreach (var line in text)
            {
                Put(line, Margin + side + CodeGap, y, SmallSize);
                y += LineHeight;
            }
        }

        _y += height + 8;
    }

    private void Picture(PictureBlock block)
    {
        var picture = PdfPicture.Read(block.File);
        var caption = Lines([new Span(block.Caption, false)], SmallSize, Width).ToList();
        var share = Math.Clamp(block.Share, 0.05, 1);
        var width = picture is null ? 0 : Math.Min(share * Width, (Bottom - Margin) / 2 * picture.Ratio);
        var height = picture is null ? 0 : width / picture.Ratio;
        Keep(height + (caption.Count * LineHeight));
        if (picture is not null)
        {
            var left = Margin + ((Width - width) / 2);
            var box = new Box(left, _y, left + width, _y + height);
            using (_file.Figure(_file.Pages - 1, block.Words, box)) _file.Show(_file.Pages - 1, picture, box);
            _y += height + Padding;
        }

        using var scope = _file.Tag("Caption");
        foreach (var line in caption)
        {
            Put(line, Margin + ((Width - Used(line, SmallSize)) / 2), _y, SmallSize);
            _y += LineHeight;
        }

        _y += 8;
    }
}
