using System.Diagnostics;
using System.Globalization;
using SopEngine.Core.Import;
using SopEngine.Core.Sheets;

namespace SopEngine.Engine.Import;

/// <summary>
/// Reads the words of pages that are pictures, with the machine's own Tesseract and its Indonesian, where it has them. Drawn lines of a
/// scan
/// are not found: the table of a scan is read by its words alone.
/// </summary>
public static class Recognition
{
    private const int Dpi = 200, MostPages = 20;
    private static readonly TimeSpan OnePage = TimeSpan.FromSeconds(25);

    /// <summary>True when pictures can be read here.</summary>
    public static bool IsThere => Find("tesseract") is not null && Find("pdftoppm") is not null;

    /// <summary>A document with the words of its pages that are pictures; the same document where there are none, or no
    /// Tesseract.</summary>
    public static DocumentForm Helped(DocumentForm document, byte[] bytes, ReadingLimits limits)
    {
        var scanned = document.Pages.Where(page => page.Words.Count < 12 && page.PictureShare > 0.3).Take(MostPages).ToList();
        if (scanned.Count == 0 || !IsThere) return document;

        var folder = Directory.CreateTempSubdirectory("sop-import-");
        try
        {
            var file = Path.Combine(folder.FullName, "document.pdf");
            File.WriteAllBytes(file, bytes);
            var read = scanned.ToDictionary(page => page.Number, page => Read(page, file, folder.FullName, limits));
            return document with
            {
                Pages = [.. document.Pages.Select(page => read.GetValueOrDefault(page.Number) ?? page)],
                IsRecognised = read.Values.Any(page => page is not null)
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static PageForm? Read(PageForm page, string file, string folder, ReadingLimits limits)
    {
        var picture = Path.Combine(folder, $"page-{page.Number}");
        var number = page.Number.ToString(CultureInfo.InvariantCulture);
        if (Run("pdftoppm", ["-r", $"{Dpi}", "-f", number, "-l", number, "-singlefile", "-gray", "-png", file,
            picture]) is null) return null;

        var table = Run("tesseract", [picture + ".png", "-", "-l", "ind", "--psm", "11", "tsv"]);
        if (table is null) return null;

        const double Scale = 72.0 / Dpi;
        var words = new List<PageWord>();
        foreach (var line in table.Split('\n').Skip(1))
        {
            var cells = line.Split('\t');
            if (cells.Length < 12 || cells[11].Trim().Length == 0 || words.Count >= limits.Words) continue;
            if (!double.TryParse(cells[10], CultureInfo.InvariantCulture, out var sure) || sure < 30) continue;
            if (!(Number(cells[6]) is { } x && Number(cells[7]) is { } y && Number(cells[8]) is { } w
                && Number(cells[9]) is { } h)) continue;
            words.Add(new(cells[11].Trim(), new Box(x * Scale, y * Scale, (x + w) * Scale, (y + h) * Scale)));
        }

        return words.Count == 0 ? null : page with { Words = words };
    }

    private static double? Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static string? Run(string program, IEnumerable<string> arguments)
    {
        if (Find(program) is not { } path) return null;
        using var process = Process.Start(new ProcessStartInfo(path, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["OMP_THREAD_LIMIT"] = "1" }
        });
        if (process is null) return null;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(OnePage))
        {
            process.Kill(entireProcessTree: true);
            return null;
        }

        return process.ExitCode == 0 ? output.GetAwaiter().GetResult() : null;
    }
}
