using System.Reflection;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;

namespace SopEngine.Tests.Shared;

/// <summary>Who may know whom.</summary>
internal sealed class ArchitectureTests
{
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

    private static List<string> References(Assembly assembly) => [.. assembly.GetReferencedAssemblies().Select(reference => reference.Name!)];
}
