using Microsoft.Playwright;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Browser;

/// <summary>The table editor in the browser: keyboard, clipboard, two authors, a lost connection, a phone without script.</summary>
internal sealed class TablePagesTests : SopPageTest
{
    [Test]
    public async Task The_keyboard_leads_through_the_cells_and_changes_them()
    {
        var page = await Open("sop-4-bipa-5", "admin.palembang");
        await Cell(page, "step-1", "text").FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(Cell(page, "step-2", "text")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("F2");
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.TypeAsync(" dan mengoreksinya");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(Cell(page, "step-2", "text")).ToContainTextAsync("dan mengoreksinya");
        await Saved(page);

        // The first lane: the symbol comes here, then becomes a decision.
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.Locator("[data-key=step-2] .has-symbol")).ToHaveAttributeAsync("aria-label",
            new System.Text.RegularExpressions.Regex("^Langkah 2, Pengelola Pelayanan Publik: Proses"));
        await page.Keyboard.PressAsync("k");
        await Assertions.Expect(page.Locator("[data-key=step-2] .has-symbol polygon")).ToHaveCountAsync(1);
        await Saved(page);
        await page.GetByText("pilihan “Tidak” tidak menuju ke mana pun").First.ClickAsync();
        await Assertions.Expect(Cell(page, "step-2", "go")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Ya: 3; Tidak: 1");
        await page.Keyboard.PressAsync("Enter");
        await Saved(page);
        await Assertions.Expect(Cell(page, "step-2", "go")).ToContainTextAsync("Ya: 3; Tidak: 1");
        await InspectBoth(page, "table", canReload: false);

        for (var i = 0; i < 4; i++) await page.Keyboard.PressAsync("Control+z");
        await Saved(page);
        await Assertions.Expect(page.Locator("[data-key=step-2] .has-symbol polygon")).ToHaveCountAsync(0);
        await Assertions.Expect(Cell(page, "step-2", "text")).Not.ToContainTextAsync("mengoreksinya");
        await page.Keyboard.PressAsync("Control+y");
        await Assertions.Expect(Cell(page, "step-2", "text")).ToContainTextAsync("mengoreksinya");

        await Cell(page, "step-3", "text").FocusAsync();
        await page.Keyboard.PressAsync("Insert");
        await page.Keyboard.TypeAsync("Mencatat dalam buku agenda");
        await page.Keyboard.PressAsync("Enter");
        await Saved(page);
        await Assertions.Expect(page.Locator("[data-key=step-3] th")).ToHaveTextAsync("4");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("Control+Delete");
        await Saved(page);
        await Assertions.Expect(page.Locator("[data-key=step-3] th")).ToHaveTextAsync("3");
    }

    [Test]
    public async Task What_two_authors_changed_is_compared_and_joined()
    {
        var mine = await Open("sop-21-bipa-5", "admin.palembang");
        var theirs = await Open("sop-21-bipa-5", "admin.palembang");
        await Type(theirs, "step-4", "text", "Memberitahukan kendala");
        await Type(theirs, "step-6", "output", "Laporan kendala tertulis");
        await Saved(theirs);

        await Type(mine, "step-4", "text", "Menyampaikan kendala");
        var dialog = mine.GetByRole(AriaRole.Dialog);
        await dialog.GetByText("Punya rekan").WaitForAsync();
        await Inspect(mine, "table-merge", "dialog");
        await dialog.GetByText("Punya rekan").ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Gabungkan" }).ClickAsync();
        await Saved(mine);
        await Assertions.Expect(Cell(mine, "step-4", "text")).ToContainTextAsync("Memberitahukan kendala");
        await Assertions.Expect(Cell(mine, "step-6", "output")).ToContainTextAsync("Laporan kendala tertulis");
    }

    [Test]
    public async Task What_could_not_be_sent_is_there_again_after_the_browser_was_closed()
    {
        var page = await Open("sop-4-bipa-5", "admin.palembang");
        await page.RouteAsync("**/table", route => route.Request.Method == "POST" ? route.AbortAsync() : route.ContinueAsync());
        await Type(page, "step-5", "remarks", "Simpan lima tahun");
        await page.GetByText("Server tidak terjangkau").WaitForAsync();
        Forget("Failed to load resource");

        var again = Watch(await page.Context.NewPageAsync());
        await page.CloseAsync();
        await again.GotoAsync("/sops/sop-4-bipa-5/table");
        await Saved(again);
        await Assertions.Expect(Cell(again, "step-5", "remarks")).ToContainTextAsync("Simpan lima tahun");
        await again.ReloadAsync();
        await Assertions.Expect(Cell(again, "step-5", "remarks")).ToContainTextAsync("Simpan lima tahun");
    }

    [Test]
    public async Task Without_script_a_phone_edits_row_by_row()
    {
        var page = await Plain("admin.palembang");
        await page.GotoAsync("/sops/sop-4-bipa-5/table");
        await page.GetByRole(AriaRole.Link, new() { Name = "Memeriksa kinerja layanan" }).ClickAsync();
        await page.GetByLabel("Keterangan").FillAsync("Dua orang");
        await Picture(page, "table-plain");
        await page.GetByRole(AriaRole.Button, new() { Name = "Simpan" }).ClickAsync();
        await page.GetByText("Tabel tersimpan.").WaitForAsync();
        await page.GetByRole(AriaRole.Cell, new() { Name = "Dua orang" }).WaitForAsync();
    }

    [Test]
    public async Task A_phone_has_the_table_too()
    {
        var page = await SignIn("admin.palembang", phone: true);
        await page.GotoAsync("/sops/sop-4-bipa-5/table");
        await page.Locator("[data-grid] tbody tr").First.WaitForAsync();
        await Inspect(page, "table-phone");
        Assert.That(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "nothing stands out");
    }

    private async Task<IPage> Open(string sop, string who)
    {
        var page = await SignIn(who);
        await page.GotoAsync($"/sops/{sop}/table");
        await page.Locator("[data-grid] tbody tr").First.WaitForAsync();
        return page;
    }

    private static ILocator Cell(IPage page, string key, string field) => page.Locator($"[data-key={key}] > .sop-{field}");

    private static async Task Type(IPage page, string key, string field, string text)
    {
        await Cell(page, key, field).FocusAsync();
        await page.Keyboard.TypeAsync(text);
        await page.Keyboard.PressAsync("Enter");
    }

    private static Task Saved(IPage page) => page.Locator("[data-status]").GetByText("Tersimpan ").WaitForAsync();
}
