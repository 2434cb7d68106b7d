using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Browser;

/// <summary>A test in the real Studio. Its pages may send nothing to another host.</summary>
internal abstract class DesignerPageTest : PageTest
{
    protected const int StartUp = 120_000;

    private readonly List<string> _foreign = [];
    private IBrowserContext? _studio;

    [TearDown]
    public void NothingForeign() => Assert.That(_foreign, Is.Empty, "requests to other hosts");

    /// <summary>
    /// An author's page. The Studio weighs nine megabytes, so the tests of a fixture share one browser session, which keeps them.
    /// </summary>
    /// <param name="isNew">True for a browser that has never seen the Studio.</param>
    protected async Task<IPage> Author(string userName = "admin.pekanbaru", bool isNew = false)
    {
        var session = isNew ? await Session() : _studio ??= await Session(kept: true);
        await session.ClearCookiesAsync();
        var page = await SignIn(userName, Watch(await session.NewPageAsync()));
        await page.SetViewportSizeAsync(1440, 1000);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(App.Address.ToString(), StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:", StringComparison.Ordinal)) _foreign.Add(request.Url);
        };
        return page;
    }

    protected async Task<string> Create(string name)
    {
        using var author = await SessionClient.SignIn(App, "admin.pekanbaru");
        var root = new { id = Guid.NewGuid().ToString("N")[..16], type = "Elsa.Flowchart", version = 1, name = "Flowchart1" };
        var created = await author.Post("/elsa/api/workflow-definitions",
            new { model = new { definitionId = (string?)null, name, root }, publish = (bool?)null });
        Assert.That(created.Status, Is.EqualTo(200), created.Text);
        return created.Json.GetProperty("workflowDefinition").GetProperty("definitionId").GetString()!;
    }

    /// <summary>Number of activities in the stored drawing.</summary>
    protected Task<int> Stored(string id) => App.Scalar<int>(
        "select json_array_length(json -> 'root' -> 'activities') from definitions where definition_id = @id and is_latest", new { id });

    protected static async Task Edit(IPage page, string id)
    {
        await page.GotoAsync($"/studio/workflows/definitions/{id}/edit");
        await page.Locator(".x6-graph").WaitForAsync(new() { Timeout = StartUp });
        await page.Locator("[data-studio-type='Sop.Step']").WaitForAsync(new() { Timeout = StartUp });
    }

    protected static Task Saved(IPage page) => page.Locator(".studio-saved-saved").WaitForAsync();

    protected static Task Publish(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Berlakukan" }).ClickAsync();

    protected static async Task Import(IPage page, string json) =>
        await page.Locator("#workflow-file-upload-button-wrapper input[type=file]").Last.SetInputFilesAsync(
            new FilePayload { Name = "sop.json", MimeType = "application/json", Buffer = System.Text.Encoding.UTF8.GetBytes(json) });

    protected static async Task Drop(IPage page, string activity, int x, int y)
    {
        var before = await page.Locator(".x6-node").CountAsync();
        await page.Locator(".mud-expand-panel [draggable]").Filter(new() { HasTextRegex = new Regex($"^\\s*{activity}\\s*$") })
            .DragToAsync(page.Locator(".x6-graph"), new() { TargetPosition = new TargetPosition { X = x, Y = y } });
        await page.Locator(".x6-node elsa-activity-wrapper .activity-content").Nth(before).WaitForAsync();
    }

    protected static async Task Connect(IPage page, string from, string port, string to)
    {
        await Node(page, from).Locator(".x6-port-out").Filter(new() { HasText = port }).Locator(".elsa-designer-port-hit-area")
            .HoverAsync(new() { Force = true });
        await page.Mouse.DownAsync();
        await Node(page, to).Locator(".x6-port-in .elsa-designer-port-hit-area").HoverAsync(new() { Force = true });
        await page.Mouse.UpAsync();
    }

    protected static async Task Fill(IPage page, string activity, string number, string instruction, string lane, string minutes)
    {
        await Node(page, activity).Locator("elsa-activity-wrapper").ClickAsync();
        await page.GetByLabel("Pelaksana", new() { Exact = true }).First.ClickAsync();
        await page.Locator(".mud-popover-open").GetByText(lane, new() { Exact = true }).ClickAsync();
        // Shortly after an activity is selected or changed the Studio draws its fields anew, and text that a script has
        // entered by then is lost; a person is slower.
        (string Label, string Text)[] fields = [("Nomor", number), ("Uraian kegiatan", instruction), ("Waktu", minutes)];
        ILocator Field(string label) => page.GetByLabel(label, new() { Exact = true });
        for (var attempt = 0; attempt < 5 && !await AllHold(); attempt++)
        {
            foreach (var (label, text) in fields) await Field(label).FillAsync(text);
            await Field("Waktu").BlurAsync();
            await Stored();
        }

        Assert.That(await AllHold(), Is.True, activity);

        async Task<bool> AllHold()
        {
            foreach (var (label, text) in fields)
            {
                if (await Field(label).InputValueAsync() != text) return false;
            }

            return (await Node(page, activity).Locator("elsa-activity-wrapper").GetAttributeAsync("activity-json"))!
                .Contains(instruction, StringComparison.Ordinal);
        }

        async Task Stored()
        {
            await Saved(page);
            for (var looked = 0; looked < 50 && !await AllHold(); looked++)
                await page.EvaluateAsync("() => new Promise(shown => requestAnimationFrame(() => requestAnimationFrame(shown)))");
        }
    }

    protected static ILocator Node(IPage page, string name) =>
        page.Locator($".x6-node:has(elsa-activity-wrapper[activity-json*='\"name\":\"{name}\"'])");

    protected static ILocator Badge(IPage page, string node, string colour) => Node(page, node).Locator($".mud-badge.mud-theme-{colour}");
}
