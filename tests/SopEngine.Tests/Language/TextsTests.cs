using System.Text.RegularExpressions;
using System.Xml.Linq;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Language;

/// <summary>Every text exists in both languages.</summary>
internal sealed partial class TextsTests
{
    private static IEnumerable<string> Resources() =>
        Sources.Files("src", "*.resx").Where(file => !file.EndsWith(".en.resx", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(Sources.Root, file));

    [TestCaseSource(nameof(Resources))]
    public void Every_text_stands_in_Indonesian_and_in_English_with_the_same_places_to_fill(string file)
    {
        var indonesian = Read(Path.Combine(Sources.Root, file));
        var english = Read(Path.Combine(Sources.Root, Path.ChangeExtension(file, ".en.resx")));

        Assert.Multiple(() =>
        {
            Assert.That(english.Keys, Is.EquivalentTo(indonesian.Keys));
            foreach (var (key, text) in indonesian.Where(text => english.ContainsKey(text.Key)))
                Assert.That(Places(english[key]), Is.EquivalentTo(Places(text)), key);
        });
    }

    [Test]
    public void Every_text_that_the_pages_and_messages_ask_for_exists()
    {
        var known = Read(Path.Combine(Sources.Root, "src", "SopEngine.Web", "Language", "Texts.resx")).Keys.ToHashSet();
        var families = known.Select(key => key.Split('.')[0]).ToHashSet();
        var asked = Sources.Files(Path.Combine("src", "SopEngine.Web"), "*.cs")
            .Concat(Sources.Files(Path.Combine("src", "SopEngine.Web"), "*.razor"))
            .SelectMany(file => KeyLike().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Where(key => families.Contains(key.Split('.')[0]))
            .Distinct().ToList();

        Assert.That(asked, Is.Not.Empty);
        Assert.That(asked.Where(key => !known.Contains(key)), Is.Empty);
    }

    private static Dictionary<string, string> Read(string file) =>
        XDocument.Load(file).Root!.Elements("data")
            .ToDictionary(data => (string)data.Attribute("name")!, data => (string)data.Element("value")!);

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(match => match.Groups[1].Value).Distinct();

    [GeneratedRegex("""
        "([A-Z][A-Za-z]*\.[A-Z][A-Za-z.]*[A-Za-z])"
        """)]
    private static partial Regex KeyLike();

    [GeneratedRegex(@"\{(\d)")]
    private static partial Regex Place();
}
