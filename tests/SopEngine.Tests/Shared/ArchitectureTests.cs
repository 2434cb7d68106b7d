using System.Reflection;
using System.Text.RegularExpressions;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Shared;

/// <summary>Who may know whom.</summary>
internal sealed partial class ArchitectureTests
{
    /// <summary>Makers of demo data stand above the features; offices have people with accounts.</summary>
    private static readonly Dictionary<string, string[]> AlsoAllowed = new() { ["Demo"] = ["Accounts", "Offices"], ["Offices"] = ["Accounts"], ["Staff"] = ["Accounts"], ["Customers"] = ["Accounts"] };

    [Test]
    public void The_core_is_pure()
    {
        var references = References(typeof(Flow).Assembly);

        Assert.That(references.Where(name => !name.StartsWith("System", StringComparison.Ordinal)), Is.SubsetOf(["NodaTime", "Jint", "Acornima"]));
        Assert.That(references, Has.None.StartsWith("System.Net").And.None.StartsWith("System.IO.Pipes").And.None.StartsWith("System.Data"));
    }

    [Test]
    public void The_engine_knows_no_web() =>
        Assert.That(References(typeof(CaseEngine).Assembly), Has.None.StartsWith("Microsoft.AspNetCore").And.None.StartsWith("SopEngine.Web").And.None.EqualTo("MediatR"));

    private static readonly Floors[] Projects =
    [
        new("SopEngine.Core",
            ["WorkingTime", "Escalation", "Substitutes", "Documents"],
            ["Workflows", "Schedules"],
            ["Sla"],
            ["Sheets", "Comparison", "Reports"]),
        new("SopEngine.Engine",
            ["Data", "Background"],
            ["Units", "Substitutes", "Definitions"],
            ["Cases"],
            ["Documents", "Messages", "Rollups", "Schedules"],
            ["Outbox", "Reports"],
            ["Timers"]),
    ];

    [TestCaseSource(nameof(Projects))]
    public void A_folder_uses_only_the_floors_below_its_own(Floors floors)
    {
        Assert.That(floors.Arrows(), Is.Empty);
        Assert.That(floors.Unplaced(), Is.Empty);
        Assert.That(floors.Misplaced(), Is.Empty);
    }

    [Test]
    public void A_feature_of_the_web_knows_what_is_shared_and_no_other_feature()
    {
        var web = Path.Combine(Sources.Root, "src", "SopEngine.Web");
        var features = Directory.EnumerateDirectories(web).Select(Path.GetFileName).ToHashSet();
        var sideways = Sources.Files(web, "*.cs").Concat(Sources.Files(web, "*.razor"))
            .Select(file => (Feature: Path.GetRelativePath(web, file).Split(Path.DirectorySeparatorChar), Text: File.ReadAllText(file)))
            .Where(file => file.Feature.Length > 1)
            .SelectMany(file => Use().Matches(file.Text).Select(match => (From: file.Feature[0], To: match.Groups["feature"].Value)))
            .Where(use => features.Contains(use.To) && use.To != "Shared" && use.To != use.From && !AlsoAllowed.GetValueOrDefault(use.From, []).Contains(use.To))
            .Select(use => $"{use.From} uses {use.To}").Distinct();

        Assert.That(sideways, Is.Empty);
    }

    private static List<string> References(Assembly assembly) => [.. assembly.GetReferencedAssemblies().Select(reference => reference.Name!)];

    /// <summary>A using, or a feature's name before a type and its member.</summary>
    [GeneratedRegex("""using SopEngine\.Web\.(?<feature>\w+)|(?<![\w."$/])(?<feature>[A-Z]\w+)\.[A-Z]\w+\.""")]
    private static partial Regex Use();
}
