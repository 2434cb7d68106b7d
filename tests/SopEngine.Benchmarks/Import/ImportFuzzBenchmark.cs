using System.Diagnostics;
using System.Globalization;
using SopEngine.Core.Import;
using SopEngine.Engine.Import;
using SopEngine.Tests.Import;

namespace SopEngine.Benchmarks.Import;

/// <summary>Broken files of each kind, made of good ones: every one is read or refused with a reason, in time.</summary>
internal static class ImportFuzzBenchmark
{
    private const double Slow = 20;

    public static Task<int> Run(string[] arguments)
    {
        var count = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1_000;
        var seed = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 1;
        var faults = 0;
        Console.WriteLine($"{"kind",-8}{"files",8}{"read",8}{"refused",9}{"fell",6}{"slow",6}{"slowest s",11}");
        foreach (var (kind, good) in Good(arguments.Skip(2)))
        {
            var random = new Random(seed);
            var (read, refused, fell, slow, slowest) = (0, 0, 0, 0, 0.0);
            for (var i = 0; i < count; i++)
            {
                var bytes = Broken(good, random);
                var watch = Stopwatch.StartNew();
                try
                {
                    var document = FormatReader.Read(bytes, "x", ReadingLimits.Usual);
                    _ = DocumentReader.Read(document).Select(sop => DraftTable.Of(sop)).ToList();
                    foreach (var page in document.Pages.Take(3)) _ = PageSvg.Of(page);
                    read++;
                }
                catch (UnreadableException)
                {
                    refused++;
                }
                catch (Exception e)
                {
                    fell++;
                    if (fell <= 3) Console.WriteLine($"  {kind} {i}: {e.GetType().Name}: {e.Message} "
                        + $"{e.StackTrace?.Split('\n').FirstOrDefault()}");
                }

                slowest = Math.Max(slowest, watch.Elapsed.TotalSeconds);
                if (watch.Elapsed.TotalSeconds > Slow) slow++;
            }

            faults += fell + slow;
            Console.WriteLine($"{kind,-8}{count,8}{read,8}{refused,9}{fell,6}{slow,6}{slowest,11:0.00}");
        }

        return Task.FromResult(faults == 0 ? 0 : 1);
    }

    private static IEnumerable<(string Kind, byte[] Good)> Good(IEnumerable<string> files)
    {
        yield return ("docx", OfficeSamples.Docx());
        yield return ("xlsx", OfficeSamples.Xlsx());
        yield return ("html", System.Text.Encoding.UTF8.GetBytes(OfficeSamples.Html()));
        yield return ("md", System.Text.Encoding.UTF8.GetBytes("# SOP Uji\n\n| No | Kegiatan | Pelaksana | Kelengkapan | Waktu | Output |\n"
            + "|--|--|--|--|--|--|\n| 1 | Menyusun | Staf | Surat | 5 menit | Konsep |\n"));
        yield return ("txt", System.Text.Encoding.UTF8.GetBytes("SOP UJI\nNO KEGIATAN KET KELENGKAPAN WAKTU OUTPUT\n1 Mulai\n"
            + "2 Mendata pegawai Surat 10 menit Daftar\n3 Menyetujui daftar Daftar 1 jam Surat\n"));
        foreach (var file in files) yield return (Path.GetExtension(file).TrimStart('.'), file.EndsWith(".json", StringComparison.Ordinal)
            ? GeometryPdf.Draw(File.ReadAllText(file)) : File.ReadAllBytes(file));
    }

    /// <summary>Bytes changed, cut out, doubled; the end lost; in archives also within the parts.</summary>
    private static byte[] Broken(byte[] good, Random random)
    {
        List<byte> bytes = [.. good];
        for (var times = random.Next(1, 12); times > 0 && bytes.Count > 8; times--)
        {
            var (at, length) = (random.Next(bytes.Count), random.Next(1, Math.Min(400, bytes.Count)));
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(length, bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count / 2), Math.Min(length, bytes.Count / 3)));
                    break;
                case 3 when random.Next(4) == 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 4:
                    for (var i = at; i < Math.Min(at + 8, bytes.Count); i++) bytes[i] = (byte)"0123456789<>/|[]-"[random.Next(17)];
                    break;
                default:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. bytes];
    }
}
