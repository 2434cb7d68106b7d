using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Browser;

internal sealed class ScratchTests : PageTest
{
    [Test]
    public async Task Look()
    {
        var page = await SignIn("admin.pekanbaru");
        await page.SetViewportSizeAsync(1440, 900);
        page.Response += (_, r) => { if (r.Status >= 400) Console.WriteLine($"{r.Status} {r.Request.Method} {r.Url}"); };
        page.Request += (_, r) => { if (!r.Url.StartsWith(App.Address.ToString()) && !r.Url.StartsWith("data:") && !r.Url.StartsWith("blob:")) Console.WriteLine("FOREIGN " + r.Url); };
        page.Console += (_, m) => Console.WriteLine($"{m.Type}: {m.Text[..Math.Min(300, m.Text.Length)]}");
        await Route(page);
        var people = new OfficePeople(App, await App.Unit("bppsi-pekanbaru"));
        var id = await people.Start("pk-tu-pjt-02");
        await page.GotoAsync("/studio/workflows/definitions/pk-tu-pjt-02/edit");
        await page.Locator("elsa-activity-wrapper").First.WaitForAsync(new() { Timeout = 60000 });
        await Shot(page, "editor");
        await page.WaitForTimeoutAsync(1500); await page.Locator("elsa-activity-wrapper").Nth(3).ClickAsync(new() { Force = true });
        await page.WaitForTimeoutAsync(1500);
        await Shot(page, "editor-selected");
        File.WriteAllText("/tmp/studio-work/editor.html", await page.ContentAsync());
        foreach (var tab in new[] { "Umum", "Versi" })
        {
            var t = page.Locator(".mud-tab").Filter(new() { HasText = tab }).First;
            if (await t.CountAsync() > 0) { await t.ClickAsync(); await page.WaitForTimeoutAsync(800); await Shot(page, "tab-" + tab); }
        }
        await page.GotoAsync("/studio/workflows/instances");
        await page.WaitForTimeoutAsync(6000);
        await Shot(page, "instances");
        File.WriteAllText("/tmp/studio-work/instances.html", await page.ContentAsync());
        await page.GotoAsync($"/studio/workflows/instances/{id}/view");
        await page.Locator("elsa-activity-wrapper").First.WaitForAsync(new() { Timeout = 60000 });
        await page.WaitForTimeoutAsync(2000);
        await Shot(page, "viewer");
        File.WriteAllText("/tmp/studio-work/viewer.html", await page.ContentAsync());
    }

    private static Task Shot(IPage page, string name) => page.ScreenshotAsync(new() { Path = $"/tmp/studio-work/shots/{name}.png" });

    private static async Task Route(IPage page)
    {
        var def = JsonNode.Parse(Definition.Shipped("pk-tu-pjt-02.json"))!.AsObject();
        def.Remove("$schema");
        def["links"] = new JsonArray(new JsonObject { ["href"] = "/x", ["rel"] = "publish", ["method"] = "POST" });
        foreach (var a in def["root"]!["activities"]!.AsArray()) a!["nodeId"] = "Workflow1:root:" + a["id"];
        def["root"]!["nodeId"] = "Workflow1:root";
        var types = def["root"]!["activities"]!.AsArray().Select(a => (string)a!["type"]!).Append("Elsa.Flowchart").Distinct();
        var items = new JsonArray();
        foreach (var t in types)
        {
            var inputs = new JsonArray();
            if (t.StartsWith("Sop."))
                foreach (var (n, h) in new[] { ("Number", "singleline"), ("Instruction", "multiline"), ("Lane", "singleline"), ("Outcomes", "dynamic-outcomes") })
                {
                    if (n == "Outcomes" && t != "Sop.Decision") continue;
                    inputs.Add(new JsonObject { ["name"] = n, ["typeName"] = "String", ["displayName"] = n == "Lane" ? "Pelaksana" : n, ["description"] = "", ["order"] = 0, ["isBrowsable"] = true, ["isSynthetic"] = false, ["isWrapped"] = true, ["uiHint"] = h, ["defaultSyntax"] = "Literal", ["uiSpecifications"] = new JsonObject() });
                }
            items.Add(new JsonObject { ["typeName"] = t, ["namespace"] = t.Split('.')[0], ["name"] = t.Split('.')[1], ["version"] = 1, ["category"] = t.StartsWith("Sop") ? "SOP" : "Alur", ["displayName"] = t.Split('.')[1], ["description"] = "", ["kind"] = "Action", ["isContainer"] = t == "Elsa.Flowchart", ["isBrowsable"] = t != "Elsa.Flowchart", ["isStart"] = t == "Elsa.Start", ["isTerminal"] = t == "Elsa.End", ["inputs"] = inputs, ["outputs"] = new JsonArray(), ["ports"] = new JsonArray(), ["customProperties"] = new JsonObject(), ["constructionProperties"] = new JsonObject() });
        }
        await page.RouteAsync("**/elsa/api/**", async route =>
        {
            var url = new Uri(route.Request.Url);
            var path = url.AbsolutePath["/elsa/api".Length..];
            object? body = path switch
            {
                "/descriptors/activities" => new JsonObject { ["items"] = items.DeepClone(), ["count"] = items.Count },
                "/descriptors/expression-descriptors" => JsonNode.Parse("""{"items":[{"type":"Literal","displayName":"Literal","isSerializable":true,"isBrowsable":false,"properties":{}},{"type":"Object","displayName":"Object","isSerializable":true,"isBrowsable":false,"properties":{}},{"type":"JavaScript","displayName":"JavaScript","isSerializable":true,"isBrowsable":true,"properties":{"MonacoLanguage":"javascript"}}],"count":3}"""),
                "/features/installed" => JsonNode.Parse("""{"items":[{"name":"RealTimeWorkflowUpdates","namespace":"Elsa","fullName":"Elsa.RealTimeWorkflowUpdates","displayName":"x","description":""}],"count":1}"""),
                "/workflow-definitions" when route.Request.Method == "POST" => new JsonObject { ["workflowDefinition"] = def.DeepClone(), ["alreadyPublished"] = false, ["consumingWorkflowCount"] = 0, ["validationErrors"] = new JsonArray() },
                "/workflow-definitions" => new JsonObject { ["items"] = new JsonArray(new JsonObject { ["id"] = "pk-tu-pjt-02-v1", ["definitionId"] = "pk-tu-pjt-02", ["name"] = "Pelaksanaan Pelayanan", ["version"] = 1, ["toolVersion"] = "3.8.2.0", ["isLatest"] = true, ["isPublished"] = true, ["isReadonly"] = false, ["createdAt"] = "2026-01-02T00:00:00+00:00", ["materializerName"] = "Json", ["isMaterializerAvailable"] = true, ["links"] = new JsonArray() }), ["totalCount"] = 1, ["links"] = new JsonArray() },
                var p when p.StartsWith("/workflow-definitions/by-") => def.DeepClone(),
                var p when p.StartsWith("/descriptors/") => JsonNode.Parse("""{"items":[],"count":0}"""),
                _ => null,
            };
            if (body is null) await route.ContinueAsync();
            else await route.FulfillAsync(new() { ContentType = "application/json", Body = ((JsonNode)body).ToJsonString() });
        });
    }
}
