using System.Diagnostics;
using SopEngine.Engine.Import;

namespace SopEngine.Web.Import;

/// <summary>
/// Reads a document in a process of its own, the same program with a command: whatever a hostile file makes it do, it ends with its time or
/// its memory, and the service goes on.
/// </summary>
internal sealed class ReadingProcess(ILogger<ReadingProcess> log)
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    private const int MostMegabytes = 700;
    private const int LongestAnswer = 120 * 1024 * 1024;

    public async Task<ReadDocument> Read(byte[] bytes, string name, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("sop-reading-");
        try
        {
            var (file, answer) = (Path.Combine(folder.FullName, "document"), Path.Combine(folder.FullName, "answer.json"));
            await File.WriteAllBytesAsync(file, bytes, cancellation);
            using var process = Start(file, Path.GetFileName(name), answer);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(Longest);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellation.ThrowIfCancellationRequested();
                return ReadDocument.Failed(UnreadableReason.TooLong);
            }

            if (process.ExitCode == 0 && File.Exists(answer) && new FileInfo(answer).Length < LongestAnswer
                && ReadDocument.FromJson(await File.ReadAllTextAsync(answer, cancellation)) is { } read) return read;

            log.LogWarning("Reading a document of {Bytes} bytes ended with code {Code}", bytes.Length, process.ExitCode);
            return ReadDocument.Failed(UnreadableReason.TooLong);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The command of the other process.</summary>
    public static int Run(string file, string name, string answer)
    {
        var read = ReadDocument.Of(File.ReadAllBytes(file), name, ReadingLimits.Usual);
        File.WriteAllText(answer, read.ToJson());
        return 0;
    }

    private static Process Start(string file, string name, string answer)
    {
        var program = Environment.ProcessPath!;
        var isHost = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        var library = typeof(ReadingProcess).Assembly.Location;
        string[] arguments = ["read-document", file, name, answer];

        // Started by its library, or in tests by another program, the library is what the host is to run.
        var start = isHost ? new ProcessStartInfo(program, [library, .. arguments])
            : Path.ChangeExtension(program, ".dll") == library || library.Length == 0 ? new ProcessStartInfo(program, arguments)
            : new ProcessStartInfo("dotnet", [library, .. arguments]);
        start.Environment["DOTNET_GCHeapHardLimit"] = $"{MostMegabytes * 1024L * 1024L:X}";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["ConnectionStrings__Sop"] = "";
        start.UseShellExecute = false;
        return Process.Start(start) ?? throw new InvalidOperationException("The reading process did not start.");
    }
}
