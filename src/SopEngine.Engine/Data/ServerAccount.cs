using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SopEngine.Engine.Data;

/// <summary>
/// The user that runs the embedded server: this process's own, or <c>nobody</c> for root. <c>nobody</c> must own and reach the files,
/// but cannot enter root's home, so they are put below <c>/var/lib/sopengine</c> instead.
/// </summary>
internal sealed class ServerAccount
{
    private const string NobodyId = "65534"; // the same number on every Linux, under different names

    private readonly bool _asNobody;

    private ServerAccount(bool asNobody) => _asNobody = asNobody;

    public static ServerAccount OfThisProcess() => new(Environment.IsPrivilegedProcess);

    /// <summary>The folder itself, made if need be, or one in its place that the server's user can reach.</summary>
    public async Task<string> Reachable(string folder, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder)) Directory.CreateDirectory(folder);
        if (await CanReach(folder, cancellation)) return folder;

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..8];
        return Directory.CreateDirectory($"/var/lib/sopengine/{hash}").FullName;
    }

    /// <summary>The server's programs, copied if its user cannot reach them, with the library links that npm does not keep.</summary>
    public async Task<string> ReachableCopy(string binaries, string copy, CancellationToken cancellation)
    {
        if (!await CanReach(Path.Combine(binaries, "bin"), cancellation))
        {
            if (!Directory.Exists(copy))
            {
                var copied = await Execute("cp", ["-r", binaries, copy + ".unfinished"], cancellation);
                if (copied.ExitCode != 0)
                    throw new DatabaseUnusableException($"The embedded PostgreSQL could not be copied: {copied.LastLine}");
                Directory.Move(copy + ".unfinished", copy);
            }

            binaries = copy;
        }

        Link(binaries);
        return binaries;
    }

    public async Task Own(string folder, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (_asNobody) await Execute("chown", [$"{NobodyId}:{NobodyId}", folder], cancellation);
    }

    /// <summary>Runs a program as the server's user.</summary>
    public Task<Outcome> Run(string program, string[] arguments, CancellationToken cancellation) => _asNobody
        ? Execute("setpriv", [$"--reuid={NobodyId}", $"--regid={NobodyId}", "--clear-groups", "--", program, .. arguments], cancellation)
        : Execute(program, arguments, cancellation);

    private async Task<bool> CanReach(string path, CancellationToken cancellation) =>
        !_asNobody || (await Run("test", ["-x", path], cancellation)).ExitCode == 0;

    private static void Link(string binaries)
    {
        var list = Path.Combine(binaries, "pg-symlinks.json");
        if (!File.Exists(list)) return;

        using var links = JsonDocument.Parse(File.ReadAllText(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            // The list names paths from the package's root, "native/lib/...".
            var target = Path.Combine(binaries, Path.GetRelativePath("native", link.GetProperty("target").GetString()!));
            var source = Path.GetFileName(link.GetProperty("source").GetString()!);
            if (!File.Exists(target)) File.CreateSymbolicLink(target, source);
        }

    }

    private static async Task<Outcome> Execute(string program, string[] arguments, CancellationToken cancellation)
    {
        // The server must not inherit this process's pipes: it outlives the program that starts it, and reading them would never end.
        var output = Path.GetTempFileName();
        try
        {
            using var process = Process.Start(new ProcessStartInfo(
                "/bin/sh", ["-c", "exec \"$@\" >\"$0\" 2>&1 </dev/null", output, program, .. arguments])
            {
                WorkingDirectory = "/",
            })!;
            await process.WaitForExitAsync(cancellation);
            var lines = await File.ReadAllLinesAsync(output, cancellation);
            return new Outcome(process.ExitCode, lines.LastOrDefault(line => line.Trim().Length > 0) ?? "no message");
        }
        finally
        {
            File.Delete(output);
        }
    }

    public sealed record Outcome(int ExitCode, string LastLine);
}
