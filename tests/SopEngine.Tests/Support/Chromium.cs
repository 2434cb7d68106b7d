using System.Diagnostics;
using Microsoft.Playwright;

namespace SopEngine.Tests.Support;

/// <summary>
/// The browser of the page tests: SOP_TEST_BROWSER, or an installed Chromium or Chrome; preferably its headless shell, which draws no
/// windows and is a third faster. As root on Debian a missing browser is installed; elsewhere the tests fail and say what to do.
/// </summary>
internal static class Chromium
{
    private const string HeadlessShell = "/usr/bin/chromium-headless-shell";

    private static readonly Lazy<Task<IBrowser>> Started = new(Start);

    public static Task<IBrowser> Instance => Started.Value;

    public static async Task Stop()
    {
        if (Started.IsValueCreated && Started.Value.IsCompletedSuccessfully) await (await Started.Value).CloseAsync();
    }

    private static async Task<IBrowser> Start()
    {
        var path = Find() ?? await Install();
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync", "--lang=id-ID",
            ],
        });
    }

    private static string? Find()
    {
        string?[] candidates =
        [
            Environment.GetEnvironmentVariable("SOP_TEST_BROWSER"), HeadlessShell, "/usr/bin/chromium", "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome", "/snap/bin/chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        ];
        return candidates.FirstOrDefault(File.Exists);
    }

    private static async Task<string> Install()
    {
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess && File.Exists("/usr/bin/apt-get"))
        {
            await TestContext.Progress.WriteLineAsync("No browser found: installing Debian's chromium for the page tests...");
            await Run("apt-get", "update", "-qq");
            foreach (var package in new[] { "chromium-headless-shell", "chromium" })
            {
                if (Find() is null) await Run("apt-get", "install", "-y", "-qq", "--no-install-recommends", package);
            }
        }

        return Find() ?? throw new AssertionException(
            "The page tests need a browser. Install Chromium (Debian: apt-get install chromium), " +
                "or set SOP_TEST_BROWSER to the path of a Chromium or Chrome.");
    }

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync(), process.WaitForExitAsync());
    }
}
