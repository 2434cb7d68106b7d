using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SopEngine.Benchmarks.Import;

/// <summary>Draws a PDF with the words and shapes of a <c>geometry.json</c> in the same places.</summary>
internal static class GeometryPdf
{
    public static byte[] Draw(string json)
    {
        using var geometry = JsonDocument.Parse(json);
        var pages = geometry.RootElement.GetProperty("pages").EnumerateArray().ToList();
        var objects = new List<string>();
        var kids = string.Join(' ', pages.Select((_, i) => $"{4 + (2 * i)} 0 R"));
        objects.Add("<< /Type /Catalog /Pages 2 0 R >>");
        objects.Add($"<< /Type /Pages /Count {pages.Count} /Kids [{kids}] >>");
        objects.Add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
        foreach (var (i, page) in pages.Index())
        {
            var (width, height) = (Number(page, "width"), Number(page, "height"));
            var content = new StringBuilder();
            foreach (var shape in page.GetProperty("shapes").EnumerateArray()) Draw(content, shape, height);
            foreach (var word in page.GetProperty("words").EnumerateArray()) Write(content, word, height);
            objects.Add(string.Create(CultureInfo.InvariantCulture, $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] ")
                + $"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + (2 * i)} 0 R >>");
            objects.Add($"<< /Length {content.Length} >>\nstream\n{content}\nendstream");
        }

        return File(objects);
    }

    private static byte[] File(List<string> objects)
    {
        var file = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        foreach (var (i, body) in objects.Index())
        {
            offsets.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{body}\nendobj\n");
        }

        var start = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets) file.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        file.Append(CultureInfo.InvariantCulture, $"trailer << /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF");
        return Encoding.Latin1.GetBytes(file.ToString());
    }

    private static void Write(StringBuilder content, JsonElement word, double height)
    {
        var text = word.GetProperty("t").GetString()!;
        var (x, y, w, h) = Box(word);
        var natural = text.Length * 0.5 * h;
        var escaped = string.Concat(text.Select(Escaped));
        content.Append(CultureInfo.InvariantCulture, $"BT /F1 {h:0.##} Tf ")
            .Append(CultureInfo.InvariantCulture,
                $"{WidthShare(text, w, h, natural):0.##} Tz {x:0.##} {height - y - (0.78 * h):0.##} Td ({escaped}) Tj ET\n");
    }

    private static double WidthShare(string text, double width, double size, double natural)
    {
        var exact = text.Sum(Advance) * size / 1000;
        return 100 * width / (exact > 0 ? exact : natural);
    }

    /// <summary>Rough widths of Helvetica: near enough that a word ends where it should once it is stretched.</summary>
    private static int Advance(char character) => character switch
    {
        'i' or 'j' or 'l' => 222,
        't' or 'f' or ' ' or '.' or ',' or ':' or ';' or '/' or '!' or 'I' or '|' => 278,
        'r' or '-' or '(' or ')' => 333,
        '"' => 355,
        '\'' => 191,
        '*' => 389,
        'c' or 'k' or 's' or 'v' or 'x' or 'y' or 'z' or 'J' => 500,
        'm' => 833,
        'w' => 722,
        'M' => 833,
        'W' => 944,
        'C' or 'D' or 'H' or 'N' or 'R' or 'U' => 722,
        'G' or 'O' or 'Q' => 778,
        'F' or 'T' or 'Z' => 611,
        'A' or 'B' or 'E' or 'K' or 'P' or 'S' or 'V' or 'X' or 'Y' or '&' => 667,
        '@' => 1015,
        '%' => 889,
        _ => 556,
    };

    private static string Escaped(char character) => character switch
    {
        '(' or ')' or '\\' => $"\\{character}",
        '\u2013' => "\\226",
        '\u2014' => "\\227",
        '\u2018' => "\\221",
        '\u2019' => "\\222",
        '\u201c' => "\\223",
        '\u201d' => "\\224",
        '\u2022' or '\uf0b7' => "\\225",
        > '\u00ff' => "?",
        < ' ' => " ",
        _ => character > '~' ? $"\\{Convert.ToString(character, 8)}" : $"{character}",
    };

    private static void Draw(StringBuilder content, JsonElement shape, double height)
    {
        var kind = shape.GetProperty("k").GetString();
        var (x, y, w, h) = Box(shape);
        var (low, high, paint) = (height - y - h, height - y, shape.TryGetProperty("p", out var p) ? p.GetString() : null);
        if (paint is null || kind == "image") return;

        var colour = shape.TryGetProperty("f", out var f) ? f.GetString()!.Split(',') : ["0", "0", "0"];
        if (paint != "S")
            content.AppendLine(string.Create(CultureInfo.InvariantCulture, $"{Part(colour[0]):0.###} {Part(colour[1]):0.###} "
                + $"{Part(colour[2]):0.###} rg"));
        List<(double X, double Y)> points = kind switch
        {
            "diamond" => [(x + (w / 2), high), (x + w, (low + high) / 2), (x + (w / 2), low), (x, (low + high) / 2)],
            "arrowhead" => [(x, high), (x + w, high), (x + (w / 2), low)],
            "line" when w > 3 && h > 3 && paint != "S" => [(x, high), (x + w, high), (x + (w / 2), low)],
            "polygon" when w is > 12 and < 130 && h is > 7 and < 75 && paint == "S" => w > 1.25 * h
                ? [.. Enumerable.Range(0, 20).Select(i => Rounded(x, low, w, h, i))]
                : [(x, high), (x + w, high), (x + w, low + (0.4 * h)), (x + (w / 2), low), (x, low + (0.4 * h))],
            _ => [(x, high), (x + w, high), (x + w, low), (x, low)],
        };
        if (kind == "roundrect") Curved(content, x, low, w, h);
        else if (kind == "line" && paint == "S")
            content.AppendLine(string.Create(CultureInfo.InvariantCulture, $"{x:0.##} {(h > w ? low : (low + high) / 2):0.##} m "
                + $"{(w >= h ? x + w : x):0.##} {(h > w ? high : (low + high) / 2):0.##} l"));
        else
        {
            foreach (var (i, point) in points.Index())
                content.Append(string.Create(CultureInfo.InvariantCulture, $"{point.X:0.##} {point.Y:0.##} {(i == 0 ? 'm' : 'l')} "));
            content.AppendLine("h");
        }

        content.AppendLine(paint switch { "S" => "S", "F" => "f", _ => "B" });
    }

    private static double Part(string colour) => double.Parse(colour, CultureInfo.InvariantCulture) / 255;

    private static (double, double) Rounded(double x, double y, double w, double h, int i)
    {
        var angle = i * Math.PI / 10;
        var r = h / 2;
        return (Math.Cos(angle) >= 0 ? x + w - r + (r * Math.Cos(angle)) : x + r + (r * Math.Cos(angle)), y + r + (r * Math.Sin(angle)));
    }

    private static void Curved(StringBuilder content, double x, double y, double w, double h)
    {
        var r = Math.Min(w, h) / 2.5;
        var k = r * 0.45;
        content.AppendLine(string.Create(CultureInfo.InvariantCulture, $"{x + r:0.##} {y:0.##} m {x + w - r:0.##} {y:0.##} l")
            + string.Create(CultureInfo.InvariantCulture, $" {x + w - k:0.##} {y:0.##} {x + w:0.##} {y + k:0.##} {x + w:0.##} "
            + $"{y + r:0.##} c {x + w:0.##} {y + h - r:0.##} l")
            + string.Create(CultureInfo.InvariantCulture, $" {x + w:0.##} {y + h - k:0.##} {x + w - k:0.##} {y + h:0.##} "
            + $"{x + w - r:0.##} {y + h:0.##} c {x + r:0.##} {y + h:0.##} l")
            + string.Create(CultureInfo.InvariantCulture, $" {x + k:0.##} {y + h:0.##} {x:0.##} {y + h - k:0.##} {x:0.##} "
            + $"{y + h - r:0.##} c {x:0.##} {y + r:0.##} l")
            + string.Create(CultureInfo.InvariantCulture, $" {x:0.##} {y + k:0.##} {x + k:0.##} {y:0.##} {x + r:0.##} {y:0.##} c h"));
    }

    private static (double X, double Y, double W, double H) Box(JsonElement element) =>
        (Number(element, "x"), Number(element, "y"), Number(element, "w"), Number(element, "h"));

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();
}
