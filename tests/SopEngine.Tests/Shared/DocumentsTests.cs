using System.Text.RegularExpressions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Shared;

/// <summary>Links and paths in the documents lead to existing files.</summary>
internal sealed partial class DocumentsTests
{
    /// <summary>Folder that the program makes when it runs.</summary>
    private const string Data = "src/SopEngine.Web/data";

    private static IEnumerable<string> Files() =>
        Sources.Files("docs", "*.md").Select(file => Path.GetRelativePath(Sources.Root, file)).Order(StringComparer.Ordinal)
            .Concat(["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "deploy/README.md"]);

    [TestCaseSource(nameof(Files))]
    public void Every_link_and_every_path_of_a_source_leads_to_something(string file)
    {
        var text = File.ReadAllText(Path.Combine(Sources.Root, file));
        var links = Link().Matches(text).Select(match => Path.Combine(Path.GetDirectoryName(file)!, match.Groups[1].Value));
        var paths = SourcePath().Matches(text)
            .Select(match => match.Groups["project"].Success ? $"src/SopEngine.{match.Groups["path"].Value}" : match.Groups["path"].Value);

        Assert.That(links.Concat(paths).Where(path => path != Data && !Path.Exists(Path.Combine(Sources.Root, path))).Distinct(), Is.Empty);
    }

    /// <summary>A link within the repository, without its fragment.</summary>
    [GeneratedRegex(@"\]\((?!https?:|#)([^)#]+)")]
    private static partial Regex Link();

    /// <summary>A path between backticks: <c>src/...</c>, or <c>Core/...</c> for that project's folder.</summary>
    [GeneratedRegex(@"`(?<path>(?:(?<project>Core|Engine|Web)|src|tests|workflows|deploy)/[\w./-]*)`")]
    private static partial Regex SourcePath();
}
