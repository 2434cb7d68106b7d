using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>The definitions of <c>workflows/</c>, found from wherever the tests run.</summary>
internal static class Shipped
{
    private static readonly string Folder = Find();

    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileName(file)).Order()];

    public static string Json(string file) => File.ReadAllText(Path.Combine(Folder, file));

    public static WorkflowDefinition Definition(string file) => WorkflowDefinition.Parse(Json(file));

    public static Flow Flow(string file) => FlowCompiler.Compile(Definition(file)).Flow!;

    private static string Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(at.FullName, "workflows"))) at = at.Parent!;
        return Path.Combine(at.FullName, "workflows");
    }
}
