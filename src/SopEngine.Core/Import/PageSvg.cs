using System.Globalization;
using System.Text;

namespace SopEngine.Core.Import;

/// <summary>Draws a page as it was read: its words and outlines, nothing else of the document, so nothing in it can act.</summary>
public static class PageSvg
{
    private const int MostPaths = 12_000, MostWords = 12_000;

    public static string Of(PageForm page)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {page.Width:0.#} {page.Height:0.#}\">")
            .Append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><g stroke=\"#444\" stroke-width=\".6\" fill=\"none\">");
        foreach (var path in page.Paths.Take(MostPaths))
        {
            var isInk = path.IsFilled && !path.IsStroked && Math.Min(path.Box.Width, path.Box.Height) < 14;
            svg.Append("<path d=\"");
            foreach (var (i, point) in path.Points.Index()) svg.Append(CultureInfo.InvariantCulture,
                $"{(i == 0 ? 'M' : 'L')}{point.X:0.#} {point.Y:0.#}");
            svg.Append(path.IsClosed ? "Z\"" : "\"").Append(isInk ? " fill=\"#444\"/>" : path.IsFilled
                && !path.IsStroked ? " stroke=\"none\"/>" : "/>");
        }

        svg.Append("</g><g font-family=\"Arial,sans-serif\" fill=\"#111\">");
        foreach (var word in page.Words.Take(MostWords))
        {
            var box = word.Box;
            if (word.IsTurned)
                svg.Append(CultureInfo.InvariantCulture,
                    $"<text transform=\"translate({box.Right - (0.2 * box.Width):0.#} {box.Bottom:0.#}) rotate(-90)\" "
                        + $"font-size=\"{box.Width:0.#}\">");
            else
                svg.Append(CultureInfo.InvariantCulture,
                    $"<text x=\"{box.Left:0.#}\" y=\"{box.Bottom - (0.2 * box.Height):0.#}\" font-size=\"{box.Height:0.#}\" ")
                    .Append(CultureInfo.InvariantCulture,
                        $"textLength=\"{Math.Max(1, box.Width):0.#}\" lengthAdjust=\"spacingAndGlyphs\">");
            foreach (var character in word.Text)
                svg.Append(character switch
                {
                    '<' => "&lt;",
                    '&' => "&amp;",
                    '>' => "&gt;",
                    < ' ' => " ",
                    _ when char.IsSurrogate(character) || character >= '\ufffe' => "\ufffd",
                    _ => $"{character}"
                });
            svg.Append("</text>");
        }

        return svg.Append("</g></svg>").ToString();
    }
}
