using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Browser;

/// <summary>
/// A test of the pages in a browser. Every page it opens must be free of script errors. With SOP_TEST_SCREENSHOTS set
/// to a folder, pictures of the pages are kept there.
/// </summary>
internal abstract class PageTest : AppTest
{
    /// <summary>Milliseconds: much longer than any wait on a quiet machine. Only a wait that fails takes all of it.</summary>
    private const int Patience = 30_000;

    private readonly ConcurrentQueue<string> _errors = [];
    private readonly ConcurrentBag<IBrowserContext> _contexts = [];
    private readonly ConcurrentBag<IBrowserContext> _kept = [];
    private readonly ConcurrentQueue<string> _requests = [];

    [TearDown]
    public async Task ClosePages()
    {
        try
        {
            if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed) await Tell();
        }
        finally
        {
            _requests.Clear();
            foreach (var context in _contexts) await context.CloseAsync();
            _contexts.Clear();
            foreach (var page in _kept.SelectMany(context => context.Pages).ToList()) await page.CloseAsync();
        }

        var errors = _errors.ToList();
        _errors.Clear();
        Assert.That(errors, Is.Empty, "errors on the pages' console");
    }

    [OneTimeTearDown]
    public async Task CloseKept()
    {
        foreach (var context in _kept) await context.CloseAsync();
    }

    /// <summary>A page in a session of its own.</summary>
    protected async Task<IPage> Open(bool phone = false) => Watch(await (await Session(phone)).NewPageAsync());

    /// <summary>A browser context without cookies or storage.</summary>
    /// <param name="kept">True to close it when the last test of the fixture ends, and only its pages after each.</param>
    /// <param name="scripts">False for a browser in which no script runs.</param>
    protected async Task<IBrowserContext> Session(bool phone = false, bool kept = false, bool scripts = true)
    {
        var browser = await Chromium.Instance;
        Assertions.SetDefaultExpectTimeout(Patience);
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = App.Address.ToString(),
            ViewportSize = phone ? new ViewportSize { Width = 360, Height = 740 } : new ViewportSize { Width = 1280, Height = 800 },
            Locale = "id-ID",
            JavaScriptEnabled = scripts,
        });
        context.SetDefaultTimeout(Patience);
        (kept ? _kept : _contexts).Add(context);
        return context;
    }

    /// <summary>Records the errors and requests of a page.</summary>
    protected IPage Watch(IPage page)
    {
        page.Console += (_, message) =>
        {
            // A refused form is answered with 422, which the browser reports as an error of its own.
            if (message.Type == "error" && !message.Text.Contains("status of 4", StringComparison.Ordinal))
                _errors.Enqueue($"{page.Url}: {message.Text}");
        };
        page.Response += (_, response) => Note($"{response.Status} {response.Request.Method} {response.Url}");
        page.RequestFailed += (_, request) => Note($"{request.Failure} {request.Method} {request.Url}");
        page.PageError += (_, error) =>
        {
            // Turbo reports its own requests, for a visit or a frame, as aborted when the page goes before they end.
            var isItsOwn = error.Contains("FetchRequest.cancel", StringComparison.Ordinal);
            if (!isItsOwn || !error.StartsWith("AbortError", StringComparison.Ordinal))
                _errors.Enqueue($"{page.Url}: {error}");
        };
        return page;
    }

    /// <summary>A signed-in page of a phone on which no script runs.</summary>
    protected async Task<IPage> Plain(string userName)
    {
        var page = Watch(await (await Session(phone: true, scripts: false)).NewPageAsync());
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("Nama pengguna").FillAsync(userName);
        await page.GetByLabel("Kata sandi").FillAsync(TestApp.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Masuk" }).ClickAsync();
        await page.GetByText("Tugas").First.WaitForAsync();
        return page;
    }

    protected async Task<IPage> SignIn(string userName, bool phone = false) => await SignIn(userName, await Open(phone));

    protected static async Task<IPage> SignIn(string userName, IPage page)
    {
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("Nama pengguna").FillAsync(userName);
        await page.GetByLabel("Kata sandi").FillAsync(TestApp.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Masuk" }).ClickAsync();
        // Heads, supervisors and auditors land on the dashboard, customers at their requests; the tests of all begin at the inbox.
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/(inbox|dashboard|mine)$"));
        await page.IsLoadedAsync();
        if (!page.Url.EndsWith("/inbox", StringComparison.Ordinal)) await page.GotoAsync("/inbox");
        return page;
    }

    private void Note(string request)
    {
        _requests.Enqueue($"{DateTime.UtcNow:HH:mm:ss.fff} {request}");
        while (_requests.Count > 40) _requests.TryDequeue(out _);
    }

    /// <summary>Prints the state of a failed test: its pages as they are now, and the last requests.</summary>
    private async Task Tell()
    {
        var test = TestContext.CurrentContext.Test.MethodName;
        foreach (var (page, number) in _contexts.Concat(_kept).SelectMany(context => context.Pages)
            .Select((page, number) => (page, number)))
        {
            await Picture(page, $"failed-{test}-{number}");
            await TestContext.Out.WriteLineAsync($"{page.Url}\n{await page.Locator("html > body").First.InnerTextAsync()}\n");
        }

        await TestContext.Out.WriteLineAsync($"{DateTime.UtcNow:HH:mm:ss.fff} now, after\n{string.Join('\n', _requests)}");
    }

    /// <summary>Removes errors that the test provoked.</summary>
    protected void Forget(params string[] words)
    {
        var kept = _errors.Where(error => !words.Any(word => error.Contains(word, StringComparison.Ordinal))).ToList();
        _errors.Clear();
        foreach (var error in kept) _errors.Enqueue(error);
    }

    /// <summary>Checks the accessibility of the page, once a click has led to it, with axe, and keeps a picture of it.</summary>
    /// <param name="parts">Selectors of the parts to check; the whole page without them.</param>
    protected static async Task Inspect(IPage page, string name, params string[] parts)
    {
        await page.IsLoadedAsync();
        await Assertions.Expect(page.Locator("html[aria-busy]")).ToHaveCountAsync(0);
        await Picture(page, name);
        Assert.That(await Axe.Violations(page, parts), Is.Empty, name);
    }

    /// <summary>Keeps a picture of the page in the folder of SOP_TEST_SCREENSHOTS, if set.</summary>
    protected static async Task Picture(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("SOP_TEST_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }
}
