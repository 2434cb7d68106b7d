using System.Diagnostics;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Hosting;

/// <summary>The commands of the README, run as a newcomer would.</summary>
internal sealed class ReadmeTests
{
    [Test]
    public async Task The_README_commands_with_curl_finish_a_case()
    {
        await using var app = await TestApp.Start();
        var readme = await File.ReadAllTextAsync(Path.Combine(Sources.Root, "README.md"));
        var script = readme.Split("```bash\n")[1].Split("```")[0];

        var (exitCode, output) = await Bash(script,
            new Dictionary<string, string> { ["API"] = new Uri(app.Address, "api/v1").ToString(), ["PASSWORD"] = TestApp.Password });

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Contain("\"status\":\"finished\""));
        Assert.That(await app.Scalar<long>("select count(*) from tasks where closed_at is not null"), Is.EqualTo(5));
    }

    private static async Task<(int ExitCode, string Output)> Bash(string script, Dictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("bash",
            ["-e", "-c", script])
        { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Sources.Root };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        using var bash = Process.Start(start)!;
        var output = await Task.WhenAll(bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        await bash.WaitForExitAsync();
        return (bash.ExitCode, string.Concat(output));
    }
}
