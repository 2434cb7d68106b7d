using System.Diagnostics;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Http;

/// <summary>A client in TypeScript, made by openapi-typescript from the document that the API serves of itself.</summary>
internal sealed class GeneratedClientTests : AppTest
{
    private static readonly string Project = Path.Combine(Sources.Root, "tests", "SopEngine.Tests");

    /// <summary>Below the project, so that the client's packages are found.</summary>
    private static readonly string Folder = Path.Combine(Project, "obj", "client");

    [Test]
    public async Task It_compiles_strictly_and_takes_a_case_to_its_end()
    {
        Directory.CreateDirectory(Folder);
        File.Copy(Path.Combine(Project, "Client", "case.ts"), Path.Combine(Folder, "case.ts"), overwrite: true);

        await Node(
            "node_modules/openapi-typescript/bin/cli.js", new Uri(App.Address, "openapi/v1.json").ToString(),
            "-o", Path.Combine(Folder, "schema.d.ts"));
        await Node(
            "node_modules/typescript/bin/tsc", "--strict", "--noEmitOnError", "--target", "es2022", "--module", "nodenext",
            Path.Combine(Folder, "case.ts"));
        var said = await Node(Path.Combine(Folder, "case.js"), App.Address.ToString(), TestApp.Password);

        Assert.That(said, Does.Contain("again: ").And.Not.Contain("undefined").And.Contain("status: finished"));
        Assert.That(await App.Scalar<long>("select count(*) from tasks where closed_at is not null"), Is.EqualTo(5));
    }

    private static async Task<string> Node(params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Project,
        };
        using var node = Process.Start(start)!;
        var output = string.Concat(await Task.WhenAll(node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync()));
        await node.WaitForExitAsync();
        Assert.That(node.ExitCode, Is.Zero, output);
        return output;
    }
}
