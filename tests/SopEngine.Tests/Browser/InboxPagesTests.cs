using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>A full inbox: search, filters, saved views, claiming several tasks, and all of it with the keyboard.</summary>
internal sealed class InboxPagesTests : PageTest
{
    [Test]
    public async Task A_list_is_narrowed_in_its_address_and_kept_as_a_view_that_counts()
    {
        await Fill("saring", 3);
        var page = await SignIn("pengelola1.pekanbaru");
        await page.GotoAsync("/inbox?list=queue");
        await page.GetByText("Saring", new() { Exact = true }).ClickAsync();
        await page.GetByLabel("Status").SelectOptionAsync("Tepat waktu");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Pelanggan", Exact = true }).FillAsync("a");
        await page.GetByRole(AriaRole.Button, new() { Name = "Terapkan" }).ClickAsync();
        await page.ArrivesAtAsync("**standing=OnTime**");
        await page.GetByRole(AriaRole.Searchbox).FillAsync("saring 1");
        await page.GetByRole(AriaRole.Searchbox).PressAsync("Enter");
        await page.ArrivesAtAsync("**q=saring**");
        Assert.That(page.Url, Does.Contain("standing=OnTime"), "a search keeps what else the list is narrowed to");
        await Expect(page.Locator(".task-row")).ToHaveCountAsync(1);

        await page.Locator(".task-filter > summary .filter-title").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Simpan" }).ClickAsync();
        await page.Locator("#view-name-error").WaitForAsync();
        await Inspect(page, "inbox-view-nameless");
        await page.GetByPlaceholder("Nama tampilan").FillAsync("Saring satu");
        await page.GetByRole(AriaRole.Button, new() { Name = "Simpan" }).ClickAsync();
        await page.GetByText("Tampilan “Saring satu” disimpan.").WaitForAsync();
        await page.GotoAsync("/inbox");
        await Inspect(page, "inbox-views");
        await page.GetByRole(AriaRole.Link, new() { Name = "Saring satu 1" }).ClickAsync();
        await page.ArrivesAtAsync("**q=saring**");
        await page.GetByRole(AriaRole.Button, new() { Name = "Hapus tampilan" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Saring satu" })).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Several_tasks_are_claimed_together_and_each_failure_is_reported()
    {
        await Fill("bersama", 3);
        var page = await SignIn("pengelola1.pekanbaru");
        await page.GotoAsync("/inbox?list=queue&q=bersama");
        await page.GetByLabel("Pilih semua di halaman ini").CheckAsync();
        await Inspect(page, "inbox-selected");

        // Meanwhile a colleague takes one of them.
        using var colleague = await App.Client("pengelola2.pekanbaru");
        var taken = (await colleague.Get("tasks?list=Queue&q=bersama"))["items"][0].GetProperty("id").GetString();
        Assert.That((await colleague.Post($"tasks/{taken}/claim")).Status, Is.EqualTo(200));

        await page.GetByRole(AriaRole.Button, new() { Name = "Ambil yang dipilih" }).ClickAsync();
        await page.GetByText("1 tugas tidak dapat diproses").WaitForAsync();
        await Inspect(page, "inbox-some-failed");
        await page.GotoAsync("/inbox?q=bersama");
        await Expect(page.Locator(".task-row")).ToHaveCountAsync(2);
        await page.GetByLabel("Pilih semua di halaman ini").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Lepaskan yang dipilih" }).ClickAsync();
        await page.GetByText("2 tugas dilepaskan dan kembali ke antrean.").WaitForAsync();
    }

    [Test]
    public async Task A_day_at_the_inbox_needs_no_mouse()
    {
        await Fill("papan", 2);
        var page = await SignIn("pengelola1.pekanbaru");
        await page.GotoAsync("/inbox?list=queue");
        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("#keys-help")).ToBeVisibleAsync();
        await Inspect(page, "inbox-keys");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("papan");
        await page.Keyboard.PressAsync("Enter");
        await page.ArrivesAtAsync("**q=papan**");
        await page.Locator(".task-row").Nth(1).WaitForAsync();
        await page.EvaluateAsync("document.activeElement.blur()");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await Expect(page.Locator(".task-check").Nth(1)).ToBeCheckedAsync();
        await page.Keyboard.PressAsync("k");
        await page.Keyboard.PressAsync("c");
        await page.ArrivesAtAsync("**/tasks/*");
        await page.GetByRole(AriaRole.Button, new() { Name = "Lepaskan" }).WaitForAsync();
    }

    [Test]
    public async Task Keyboard_shortcuts_turned_off_in_the_account_do_nothing()
    {
        var page = await SignIn("pengelola1.pekanbaru");
        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Button, new() { Name = "Matikan pintasan satu huruf" }).ClickAsync();
        await Expect(page.GetByText("Pintasan satu huruf dimatikan")).ToBeVisibleAsync();

        await page.GotoAsync("/inbox?list=queue");
        await page.Keyboard.PressAsync("?");
        Assert.That(await page.Locator("#keys-help").EvaluateAsync<bool>("help => help.open"), Is.False);

        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Button, new() { Name = "Nyalakan pintasan satu huruf" }).ClickAsync();
        await Expect(page.GetByText("Pintasan satu huruf dinyalakan")).ToBeVisibleAsync();
        await page.GotoAsync("/inbox?list=queue");
        await page.Keyboard.PressAsync("?");
        Assert.That(await page.Locator("#keys-help").EvaluateAsync<bool>("help => help.open"), Is.True);
    }

    [Test]
    public async Task A_phone_shows_the_same_inbox()
    {
        await Fill("telepon", 4);
        var page = await SignIn("pengelola1.pekanbaru", phone: true);
        await page.GotoAsync("/inbox?list=queue&q=telepon");
        await page.Locator(".task-filter > summary .filter-title").ClickAsync();
        await Inspect(page, "inbox-filter-phone");
        Assert.That(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    /// <summary>Opens cases that wait at the counter.</summary>
    private async Task Fill(string title, int count)
    {
        using var counter = await App.Client("pengelola1.pekanbaru");
        using var customer = await App.Client("pelanggan1.pekanbaru");
        for (var i = 0; i < count; i++)
        {
            var started = await counter.Post("cases",
                new { sop = "pk-tu-pjt-02", title = $"Permohonan {title} {i}", customer = "pelanggan1.pekanbaru" });
            await customer.Post($"tasks/{started["id"]}-1/completion",
                new { data = new { komoditi = "Kopi", parameter = "Air", jumlahContoh = 1 } });
        }
    }
}
