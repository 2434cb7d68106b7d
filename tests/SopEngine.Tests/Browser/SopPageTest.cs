using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SopEngine.Engine.Definitions;

namespace SopEngine.Tests.Browser;

/// <summary>A test of the pages about SOPs, in both languages.</summary>
internal abstract class SopPageTest : PageTest
{
    protected static async Task Do(IPage page, string deed, string submit, string answer)
    {
        await page.Locator("summary").Filter(new() { HasTextRegex = new($"^{deed}$") }).ClickAsync();
        // A SOP that lacks something is put in force by somebody who says that they know.
        var knows = page.Locator("input[name=despite]:visible");
        if (await knows.CountAsync() > 0) await knows.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = submit }).ClickAsync();
        await page.GetByText(answer).WaitForAsync();
    }

    /// <summary>Inspects the page in Indonesian and, where it can be requested again, in English.</summary>
    protected static async Task InspectBoth(IPage page, string name, bool canReload = true)
    {
        await Inspect(page, name);
        if (!canReload) return;

        await Language(page, "English");
        Assert.That(await page.Locator("body").InnerTextAsync(), Does.Not.Match(@"\b(Sops|Header|Compare|Use|Move)\.[A-Za-z]+"),
            "a text is missing");
        await Inspect(page, name + "-en");
        await Language(page, "Indonesia");
    }

    private static async Task Language(IPage page, string language)
    {
        await page.Locator(".app-menu > summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = language, Exact = true }).ClickAsync();
        await page.Locator($"html[lang={(language == "English" ? "en" : "id")}]")
            .WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    protected async Task Save(int unit, string sop, Action<JsonNode> edit)
    {
        var definitions = App.Services.GetRequiredService<DefinitionStore>();
        var definition = JsonNode.Parse((await definitions.Latest(unit, sop, CancellationToken.None))!.Json)!;
        edit(definition);
        Assert.That(await definitions.Save(unit, null, definition.ToJsonString()), Is.InstanceOf<DefinitionResult.Done>());
    }
}
