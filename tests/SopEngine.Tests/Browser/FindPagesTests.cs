using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SopEngine.Tests.Browser;

/// <summary>The search behind Ctrl-K, names behind an @, and the way from task to task.</summary>
internal sealed class FindPagesTests : PageTest
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_case_is_opened_by_a_few_letters(bool phone)
    {
        using var program = await App.Client("pengelola1.palembang");
        await program.Post("cases", new { sop = "sop-4-bipa-5", title = $"Rekap pengujian kelapa {phone}" });
        var page = await SignIn("pengelola1.palembang", phone);
        if (phone) await page.Locator("[data-palette]").ClickAsync();
        else await page.Keyboard.PressAsync("Control+k");
        await page.Locator("#palette .found-link").First.WaitForAsync();
        await page.Keyboard.TypeAsync($"kelapa {phone}");
        await page.Locator("#palette .found-link", new() { HasText = "Rekap pengujian kelapa" }).WaitForAsync();
        await Inspect(page, "palette" + (phone ? "-phone" : ""));
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await page.ArrivesAtAsync("**/cases/*");
        await page.GetByRole(AriaRole.Heading, new() { Name = $"Rekap pengujian kelapa {phone}" }).WaitForAsync();
        await Expect(page.Locator("#palette")).ToBeHiddenAsync();
    }

    [Test]
    public async Task A_name_is_completed_while_it_is_typed()
    {
        using var program = await App.Client("pengelola1.palembang");
        var id = (await program.Post("cases", new { sop = "sop-4-bipa-5", title = "Sebut nama" }))["id"].GetInt64();
        var page = await SignIn("pengelola1.palembang");
        await page.GotoAsync($"/cases/{id}");
        await page.GetByLabel("Tulis komentar").PressSequentiallyAsync("Mohon dibantu @yuli");
        await page.GetByRole(AriaRole.Option, new() { Name = "Yulianti Safitri" }).WaitForAsync();
        await Inspect(page, "mention-names");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByLabel("Tulis komentar")).ToHaveValueAsync("Mohon dibantu @Yulianti Safitri ");
        await Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Kirim komentar" }).ClickAsync();
        await page.GetByText("Komentar terkirim.").WaitForAsync();
        Assert.That(await App.Scalar<int>(
            "select count(*)::int from messages m join people p on p.unit_id = m.unit_id and p.id = m.person_id "
            + "where p.user_name = 'kasi.palembang' and m.kind = 'mention' and m.case_id = @id", new { id }), Is.EqualTo(1));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_next_task_and_the_one_before_are_reached_without_the_list(bool phone)
    {
        using var program = await App.Client("pengelola1.palembang");
        for (var i = 1; i <= 3; i++) await program.Post("cases", new { sop = "sop-4-bipa-5", title = $"Urutan{(phone ? "ku" : "")} {i}" });
        var page = await SignIn("pengelola1.palembang", phone);
        var list = $"/inbox?list=queue&q=Urutan{(phone ? "ku" : "")}";
        await page.GotoAsync(list);
        var titles = (await page.Locator(".task-link").AllInnerTextsAsync()).Take(3).ToList();
        await page.Locator(".task-link").First.ClickAsync();
        await page.GetByText("1 dari ").WaitForAsync();
        await Inspect(page, "task-neighbours" + (phone ? "-phone" : ""));
        await page.GetByRole(AriaRole.Link, new() { Name = "Berikutnya", Exact = true }).ClickAsync();
        await page.GetByText("2 dari ").WaitForAsync();
        Assert.That(titles[1], Does.Contain(await page.Locator("h1").InnerTextAsync()));
        await page.Keyboard.PressAsync("n");
        await page.GetByText("3 dari ").WaitForAsync();
        await page.Keyboard.PressAsync("p");
        await page.GetByText("2 dari ").WaitForAsync();
        await Expect(page.Locator("[data-list-link]")).ToHaveAttributeAsync("href", list);
    }

    [Test]
    public async Task The_bar_for_several_tasks_appears_with_the_first_chosen_one_and_stays_in_sight()
    {
        using var program = await App.Client("pengelola1.palembang");
        for (var i = 0; i < 14; i++) await program.Post("cases", new { sop = "sop-4-bipa-5", title = $"Banyak {i}" });
        var page = await SignIn("pengelola1.palembang");
        await page.GotoAsync("/inbox?list=queue");
        await Expect(page.Locator("#together")).ToBeHiddenAsync();
        await page.Locator(".task-check").First.CheckAsync();
        await page.GetByText("1 dipilih").WaitForAsync();
        await Expect(page.Locator("#together")).ToBeInViewportAsync();
        await page.GetByLabel("Pilih semua di halaman ini").CheckAsync();
        await Expect(page.Locator("[data-chosen]")).ToHaveTextAsync($"{await page.Locator(".task-check").CountAsync()} dipilih");
        await page.EvaluateAsync("scrollTo(0, 0)");
        await Expect(page.Locator("#together")).ToBeInViewportAsync();
        await Inspect(page, "inbox-bar");
    }
}
