using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Browser;

/// <summary>An author's paths between the library, the SOP's own pages and the designer.</summary>
internal sealed class AuthoringTests : DesignerPageTest
{
    /// <summary>Typing at the speed of a person: the Studio handles each key.</summary>
    private static readonly KeyboardTypeOptions Slowly = new() { Delay = 40 };

    [Test]
    public async Task From_the_library_through_the_sop_into_the_designer_and_back()
    {
        var page = await Author("admin.palembang");
        await page.GotoAsync("/sops");
        await page.GetByRole(AriaRole.Link, new() { Name = "Penyusunan Data Kinerja" }).First.ClickAsync();
        await page.EvaluateAsync("window.isSamePage = true");
        await page.GetByRole(AriaRole.Link, new() { Name = "Buka di perancang" }).ClickAsync();
        await page.Locator(".x6-node elsa-activity-wrapper .activity-content").First.WaitForAsync(new() { Timeout = StartUp });
        Assert.That(await page.EvaluateAsync<bool>("window.isSamePage === undefined && !window.Turbo"), Is.True,
            "a page of its own, without Turbo");
        await page.Locator(".studio-chip").WaitForAsync();
        await Inspect(page, "designer-bar", "header", "#studio-notice", "#studio-loading");

        await page.GetByRole(AriaRole.Link, new() { Name = "SOP ini" }).ClickAsync();
        await page.ArrivesAtAsync("**/sops/sop-4-bipa-5");
        await page.GetByRole(AriaRole.Link, new() { Name = "Pustaka SOP" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "SOP baru" }).WaitForAsync();
        await page.GoBackAsync();
        await page.GoBackAsync();
        await page.Locator(".x6-node elsa-activity-wrapper .activity-content").First.WaitForAsync(new() { Timeout = StartUp });
    }

    [Test]
    public async Task A_new_sop_is_begun_in_the_library_and_opens_in_the_designer()
    {
        var page = await Author("admin.palembang");
        await page.GotoAsync("/sops");
        await page.GetByRole(AriaRole.Link, new() { Name = "SOP baru" }).ClickAsync();
        await page.GetByLabel("Nama SOP").FillAsync("Peminjaman Ruang Rapat");
        await page.GetByLabel("Nomor SOP").FillAsync("SOP 4-BIPA/5");
        await Inspect(page, "sop-new");
        await page.GetByRole(AriaRole.Button, new() { Name = "Buat dan buka perancang" }).ClickAsync();
        await page.GetByText("sudah dipakai SOP").First.WaitForAsync();
        await Inspect(page, "sop-new-refused");
        await page.GetByLabel("Nomor SOP").FillAsync("SOP/99/BIPA.5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Buat dan buka perancang" }).ClickAsync();

        await page.ArrivesAtAsync("**/studio/workflows/definitions/peminjaman-ruang-rapat-*/edit");
        await Node(page, "Start1").WaitForAsync(new() { Timeout = StartUp });
        Assert.That(await page.EvaluateAsync<bool>("!window.Turbo"), Is.True, "a page of its own, without Turbo");
        await page.GetByText("Rancangan, versi 1").WaitForAsync();
        await page.Locator("[data-studio-type='Sop.Step']").WaitForAsync(new() { Timeout = StartUp });
        await Drop(page, "Kegiatan", 420, 240);
        await Saved(page);
        var id = page.Url.Split('/')[^2];
        Assert.That(await Stored(id), Is.EqualTo(2));
        Assert.That(await App.Scalar<string>("select number from definitions where definition_id = @id and is_latest", new { id }),
            Is.Not.Null);

        var clerk = await SignIn("pengelola1.palembang");
        Assert.That((await clerk.GotoAsync("/sops/new"))!.Status, Is.EqualTo(403));
    }

    [Test]
    public async Task A_problem_of_a_sop_links_to_its_activity()
    {
        const string Sop = "sop-21-bipa-5";
        var page = await Author("admin.palembang");
        using (var author = await ElsaClient.WithCookies(App, "admin.palembang"))
        {
            var read = await author.Get($"workflow-definitions/by-definition-id/{Sop}?versionOptions=Latest");
            var definition = System.Text.Json.Nodes.JsonNode.Parse(read.Text)!;
            definition["root"]!["activities"]!.AsArray().Last(activity => (string?)activity!["type"] == "Sop.Step")!["instruction"] = null;
            Assert.That((await author.Save(definition.ToJsonString())).Status, Is.EqualTo(200));
        }

        await page.GotoAsync($"/sops/{Sop}?version=2");
        var link = page.Locator("#problems a[href*='activity=']").First;
        var activity = Regex.Match((await link.GetAttributeAsync("href"))!, "activity=(.+)$").Groups[1].Value;
        await link.ClickAsync();
        await page.Locator($".x6-node-selected[data-cell-id='{activity}']").WaitForAsync(new() { Timeout = StartUp });
        await page.GetByLabel("Uraian kegiatan", new() { Exact = true }).WaitForAsync();
        var (node, canvas) = ((await page.Locator($".x6-node[data-cell-id='{activity}'] elsa-activity-wrapper").BoundingBoxAsync())!,
            (await page.Locator(".x6-graph").BoundingBoxAsync())!);
        await Picture(page, "designer-activity");
        Assert.That(node.X + node.Width / 2, Is.EqualTo(canvas.X + canvas.Width / 2).Within(5), "in the middle");
    }

    [Test]
    public async Task Requirements_and_outcomes_may_consist_of_several_words()
    {
        var page = await Author();
        var id = await Create("Kata demi kata");
        await Edit(page, id);
        await Drop(page, "Keputusan", 100, 140);
        await page.GetByLabel("Kelengkapan", new() { Exact = true }).WaitForAsync();
        await Type(page, "Kelengkapan", "Surat Permintaan");
        await Type(page, "Kelengkapan", "Kartu tanda penduduk");
        await page.GetByLabel("Kelengkapan", new() { Exact = true }).ClickAsync();
        await page.Keyboard.TypeAsync("  Kartu  keluarga", Slowly);
        await page.GetByLabel("Output", new() { Exact = true }).ClickAsync();
        await page.Locator(".mud-chip").GetByText("Kartu keluarga", new() { Exact = true }).WaitForAsync();
        await Type(page, "Pilihan", "Perlu perbaikan besar");
        await Node(page, "Decision1").Locator(".x6-port-out").Filter(new() { HasText = "Perlu perbaikan besar" }).WaitForAsync();
        await Picture(page, "designer-chips");

        Assert.That(() => Input(id, "requirements").GetAwaiter().GetResult(),
            Is.EqualTo("""["Surat Permintaan","Kartu tanda penduduk","Kartu keluarga"]""").After(10_000, 200));
        Assert.That(() => Input(id, "outcomes").GetAwaiter().GetResult(),
            Is.EqualTo("""["Ya","Tidak","Perlu perbaikan besar"]""").After(10_000, 200));
    }

    private static async Task Type(IPage page, string field, string words)
    {
        await page.GetByLabel(field, new() { Exact = true }).ClickAsync();
        await page.Keyboard.TypeAsync(words, Slowly);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".mud-chip").GetByText(words, new() { Exact = true }).WaitForAsync();
    }

    private Task<string?> Input(string id, string name) => App.Scalar<string>(
        "select json -> 'root' -> 'activities' -> 0 -> @name -> 'expression' ->> 'value' " +
            "from definitions where definition_id = @id and is_latest", new { id, name });
}
