using System.Runtime.CompilerServices;

namespace SopEngine.Tests.Support;

/// <summary>The files of the repository, for tests about the sources themselves.</summary>
internal static class Sources
{
    public static string Root { get; } = FindRoot();

    /// <summary>Handwritten files below a folder of the repository.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar)
                .Any(part => part is "obj" or "bin" or "node_modules" or "lib"));

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
