using System.Reflection;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Shared;

/// <summary>Who may know whom.</summary>
internal sealed class ArchitectureTests
{
    [Test]
    public void The_core_is_pure()
    {
        var references = References(typeof(Flow).Assembly);

        Assert.That(references.Where(name => !name.StartsWith("System", StringComparison.Ordinal)),
            Is.SubsetOf(["NodaTime", "Jint", "Acornima", "Ical.Net"]));
        Assert.That(references, Has.None.StartsWith("System.Net").And.None.StartsWith("System.IO.Pipes")
            .And.None.StartsWith("System.Data"));
    }

    [Test]
    public void The_engine_knows_no_web() =>
        Assert.That(References(typeof(CaseEngine).Assembly),
            Has.None.StartsWith("Microsoft.AspNetCore").And.None.StartsWith("SopEngine.Web").And.None.EqualTo("MediatR"));

    private static readonly Floors[] Projects =
    [
        new("SopEngine.Core",
            ["Rights", "WorkingTime", "Escalation", "Substitutes", "Documents", "Contacts", "Samples", "Appointments", "Survey",
                "PublicInformation"],
            ["Workflows", "Schedules"],
            ["Sla"],
            ["Sheets", "Comparison", "Reports", "Assessments", "Tables"],
            ["Import"]),
        new("SopEngine.Engine",
            ["Data"],
            ["Background", "Import"],
            ["Units", "Substitutes", "Definitions"],
            ["Cases"],
            ["Documents", "Messages", "Rollups", "Samples", "Schedules", "Assessments"],
            ["Outbox", "Reports", "Surveys", "PublicInformation", "Asking"],
            ["Timers"]),
        new("SopEngine.Web",
            ["Language"],
            ["Http"],
            ["Chrome"],
            ["Accounts"],
            ["Cases"],
            ["Forms"],
            ["Asking", "Bills", "Calendars", "Customers", "Dashboards", "Designer", "Documents", "Find", "Import", "Inbox",
                "Messages", "Offices", "PublicInformation", "Samples", "Schedules", "Site", "Sops", "Staff", "Surveys", "Tariffs"],
            ["Demo"]),
    ];

    [TestCaseSource(nameof(Projects))]
    public void A_folder_uses_only_the_floors_below_its_own(Floors floors)
    {
        Assert.That(floors.Arrows(), Is.Empty);
        Assert.That(floors.Unplaced(), Is.Empty);
        Assert.That(floors.Misplaced(), Is.Empty);
    }

    [Test]
    public void An_arrow_upwards_is_told_with_its_file() => Assert.That(
        new Floors("SopEngine.Core", ["Workflows"], ["WorkingTime"]).Arrows(), Does.Contain("Workflows/Step.cs uses WorkingTime"));

    private static List<string> References(Assembly assembly) =>
        [.. assembly.GetReferencedAssemblies().Select(reference => reference.Name!)];
}
