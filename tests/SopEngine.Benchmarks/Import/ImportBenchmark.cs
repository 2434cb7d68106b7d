using System.Diagnostics;
using System.Text.Json;
using SopEngine.Core.Import;
using SopEngine.Engine.Import;

namespace SopEngine.Benchmarks.Import;

/// <summary>
/// Reads every document of a folder that has an expectation, and says how much of it was read right. Where there is only a geometry, a PDF
/// with the same words and shapes is drawn first.
/// </summary>
internal static class ImportBenchmark
{
    private static readonly string[] Kinds = [".pdf", ".docx", ".xlsx", ".html", ".htm", ".md", ".geometry.json", ".txt"];

    public static Task<int> Run(string[] arguments)
    {
        if (arguments.Length == 0 || !Directory.Exists(arguments[0]))
        {
            Console.WriteLine("usage: import <folder> [-v]: every NN-name.pdf, .docx, .xlsx, .html, .md, .txt or .geometry.json with a "
                + "NN-name.expected.json");
            return Task.FromResult(2);
        }

        var isLong = arguments.Contains("-v");
        var (sum, texts) = (new Score(), new Score());
        var (slowest, largest, documents) = (0.0, 0L, 0);
        Console.WriteLine($"{"document",-44}{"header",8}{"steps",8}{"cells",9}{"lanes",8}{"invented",9}"
            + $"{"times",8}{"decisions",10}{"next",8}{"s",7}{"MB",7}");
        foreach (var file in Directory.GetFiles(arguments[0], "*.expected.json").Order())
        {
            var name = file[..^".expected.json".Length];
            using var expected = JsonDocument.Parse(File.ReadAllText(file));
            var found = Kinds.Where(kind => File.Exists(name + kind)).ToList();
            if (found.Count == 0) continue;

            documents++;
            Measure(found[0], sum);
            if (found[0] is ".geometry.json" or ".pdf" && found.Contains(".txt") && !arguments.Contains("-g")) Measure(".txt", texts);

            void Measure(string kind, Score total)
            {
                var bytes = kind == ".geometry.json" ? GeometryPdf.Draw(File.ReadAllText(name + kind))
                    : Plain(File.ReadAllBytes(name + kind), kind);
                var (score, seconds, memory, pages, why) = Read(bytes, kind, expected.RootElement);
                total.Add(score);
                if (total == sum) (slowest, largest) = (Math.Max(slowest, seconds / Math.Max(1, pages)), Math.Max(largest, memory));
                var shown = Path.GetFileName(name) + kind.Replace("geometry.json", "geometry", StringComparison.Ordinal);
                Console.WriteLine($"{shown,-44}{score.Header,8}{score.Steps,8}{score.Cells,9}"
                    + $"{score.Lanes,8}{score.Invented,9}{score.Times,8}{score.Decisions,10}{score.Next,8}"
                    + $"{seconds,7:0.00}{memory / 1e6,7:0} {why}");
                if (isLong) foreach (var miss in score.Misses) Console.WriteLine($"    {miss}");
            }
        }

        Sum($"{documents} documents", sum);
        if (texts.Header.All > 0) Sum("their texts", texts);
        Console.WriteLine($"slowest page {slowest:0.00} s (goal 2); most memory allocated at once {largest / 1e6:0} MB (goal 300)");
        Console.WriteLine("cells and fields after folding blanks; a full stop at the end of a list's item counts for nothing");
        return Task.FromResult(sum.Invented == 0 ? 0 : 1);
    }

    private static void Sum(string name, Score score)
    {
        Console.WriteLine($"{name,-44}{score.Header,8}{score.Steps,8}{score.Cells,9}"
            + $"{score.Lanes,8}{score.Invented,9}{score.Times,8}{score.Decisions,10}{score.Next,8}");
        Console.WriteLine($"{"",-44}header {score.Header.Share}, steps {score.Steps.Share} (tables with all {score.Counts}), cells "
            + $"{score.Cells.Share}, lanes {score.Lanes.Share} "
            + $"(drawn {score.LanesWithShapes.Share}), invented {score.Invented}, times {score.Times.Share}, decisions "
            + $"{score.Decisions.Share}, next {score.Next.Share}");
    }

    /// <summary>The first line of a text of the corpus says where it comes from, and is none of the document's.</summary>
    private static byte[] Plain(byte[] bytes, string kind)
    {
        if (kind is not (".txt" or ".md") || bytes.Length == 0
            || !System.Text.Encoding.UTF8.GetString(bytes).StartsWith("# a real SOP document", StringComparison.Ordinal)) return bytes;
        return bytes[(Array.IndexOf(bytes, (byte)'\n') + 1)..];
    }

    private static (Score, double, long, int, string) Read(byte[] bytes, string kind, JsonElement expected)
    {
        var watch = Stopwatch.StartNew();
        GC.Collect();
        var before = GC.GetTotalMemory(true);
        try
        {
            watch.Restart();
            var document = FormatReader.Read(bytes, "document" + kind.Replace(".geometry.json", ".pdf", StringComparison.Ordinal),
                ReadingLimits.Usual);
            var sops = DocumentReader.Read(document);
            var seconds = watch.Elapsed.TotalSeconds;
            var memory = GC.GetTotalMemory(false) - before;
            var sop = sops.Count > 0 ? sops[0] : new ReadSop(new(), [], [], 1, 1);
            return (Score.Of(sop, expected, document.Places is PlaceSource.Drawn), seconds, memory, document.Pages.Count, "");
        }
        catch (UnreadableException why)
        {
            return (Score.Of(new(new(), [], [], 1, 1), expected, false), watch.Elapsed.TotalSeconds, 0, 1, $"{why.Reason}");
        }
    }
}
