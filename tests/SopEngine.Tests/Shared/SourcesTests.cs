using System.Diagnostics;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Shared;

/// <summary>The form of the sources: what a reader must be able to take in at once.</summary>
internal sealed class SourcesTests
{
    private const int WidestLine = 140;
    private const int LongestFile = 300;

    /// <summary>A dictionary of the Studio's texts, which nobody reads from end to end.</summary>
    private const string Dictionary = "indonesian.js";

    [Test]
    public void Lines_have_at_most_140_characters() =>
        Assert.That(
            from file in Code()
            from line in File.ReadLines(file).Select((text, i) => (text.Length, No: i + 1))
            where line.Length > WidestLine
            select $"{Path.GetRelativePath(Sources.Root, file)}:{line.No}",
            Is.Empty);

    [Test]
    public void Files_have_at_most_300_lines() =>
        Assert.That(
            from file in Code()
            let lines = File.ReadLines(file).Count()
            where lines > LongestFile && Path.GetFileName(file) != Dictionary
            select $"{Path.GetRelativePath(Sources.Root, file)}: {lines}",
            Is.Empty);

    [Test]
    public async Task Code_stands_as_the_formatter_writes_it()
    {
        var start = new ProcessStartInfo("dotnet", ["format", "whitespace", "--folder", "--verify-no-changes", "--exclude", "**/obj/**"])
        {
            WorkingDirectory = Sources.Root,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var format = Process.Start(start)!;
        var said = await Task.WhenAll(format.StandardOutput.ReadToEndAsync(), format.StandardError.ReadToEndAsync());
        await format.WaitForExitAsync();

        Assert.That(format.ExitCode, Is.Zero, $"dotnet format whitespace --folder mends it\n{string.Concat(said)}");
    }

    private static IEnumerable<string> Code() =>
        from folder in new[] { "src", "tests" }
        from pattern in new[] { "*.cs", "*.razor", "*.sql", "*.js", "*.css" }
        from file in Sources.Files(folder, pattern)
        select file;
}
