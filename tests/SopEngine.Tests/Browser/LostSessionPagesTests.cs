using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SopEngine.Tests.Support;
using SopEngine.Web.Accounts;

namespace SopEngine.Tests.Browser;

/// <summary>A session that ends in the middle of a form, a forgotten password, and a user name under attack.</summary>
internal sealed class LostSessionPagesTests : PageTest
{
    private SmtpServer _mail = null!;

    protected override string[] Settings =>
        ["--Smtp:Host=127.0.0.1", $"--Smtp:Port={(_mail = new SmtpServer()).Port}", "--Smtp:From=sop@kantor.test", "--Smtp:Tls=false"];

    [OneTimeTearDown]
    public async Task StopMail() => await _mail.DisposeAsync();

    [TestCase(true)]
    [TestCase(false)]
    public async Task Text_typed_into_a_task_comes_back_after_signing_in(bool hasScript)
    {
        using var clerk = await App.Client("pengelola1.palembang");
        var id = (await clerk.Post("cases", new { sop = "sop-4-bipa-5", title = "Data kinerja" }))["id"].GetInt64();
        var page = hasScript ? await SignIn("pengelola1.palembang") : await WithoutScript("pengelola1.palembang");
        await page.GotoAsync($"/tasks/{id}-1");
        await page.Locator("#comment").FillAsync("Kata pertama");
        if (hasScript) await page.GetByText("Draf tersimpan").WaitForAsync();
        await End("pengelola1.palembang");
        await page.Locator("#comment").FillAsync("Kata pertama, lalu kata-kata terakhir & \"kutipan\"");

        await page.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await page.ArrivesAtAsync("**/sign-in**");
        await Picture(page, $"lost-sign-in-{hasScript}");
        await Assertions.Expect(page.GetByText("isian Anda tidak hilang")).ToBeVisibleAsync();
        await Enter(page, "pengelola1.palembang");
        await page.ArrivesAtAsync($"**/tasks/{id}-1#kept");
        await Picture(page, $"lost-task-{hasScript}");

        await Assertions.Expect(page.Locator("#comment")).ToHaveValueAsync("Kata pertama, lalu kata-kata terakhir & \"kutipan\"");
        await Assertions.Expect(page.Locator("#kept")).ToBeInViewportAsync();
        if (hasScript) await Inspect(page, "lost-task");
        await page.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await page.ArrivesAtAsync("**/inbox");
    }

    [Test]
    public async Task A_comment_and_a_customers_name_come_back_too()
    {
        using var clerk = await App.Client("pengelola1.palembang");
        var id = (await clerk.Post("cases", new { sop = "sop-4-bipa-5", title = "Data kinerja" }))["id"].GetInt64();
        var page = await SignIn("pengelola1.palembang", phone: true);
        await page.GotoAsync($"/cases/{id}");
        await End("pengelola1.palembang");
        var form = page.Locator($"form[action='/cases/{id}/comments']");
        await form.Locator("textarea").FillAsync("Menunggu surat dari dinas");
        await form.Locator("button[type=submit]").ClickAsync();
        await page.ArrivesAtAsync("**/sign-in**");
        await Enter(page, "pengelola1.palembang");
        await page.ArrivesAtAsync($"**/cases/{id}#kept");
        await Picture(page, "lost-comment-phone");
        await Assertions.Expect(form.Locator("textarea")).ToHaveValueAsync("Menunggu surat dari dinas");

        await page.GotoAsync("/customers/new");
        await End("pengelola1.palembang");
        await page.Locator("#name").FillAsync("CV Kopi Élok");
        await page.Locator("form[action='/customers'] button[type=submit]").ClickAsync();
        await page.ArrivesAtAsync("**/sign-in**");
        await Enter(page, "pengelola1.palembang");
        await page.ArrivesAtAsync("**/customers/new#kept");
        await Assertions.Expect(page.Locator("#name")).ToHaveValueAsync("CV Kopi Élok");
        await Inspect(page, "lost-customer-phone");
    }

    [Test]
    public async Task Somebody_at_an_unknown_device_waits_and_gets_a_link_for_a_new_password()
    {
        await App.Scalar<int>(
            "update people set email = 'tu@kantor.test', email_confirmed_at = now() where user_name = 'humas.palembang' returning 1");
        var page = await Open();
        await page.GotoAsync("/sign-in");
        for (var i = 0; i < 6; i++)
        {
            await page.RunAndWaitForResponseAsync(() => Enter(page, "humas.palembang", "salah sama sekali"),
                answer => answer.Request.Method == "POST");
            await page.IsLoadedAsync();
        }

        await Assertions.Expect(page.GetByText("Terlalu banyak percobaan.")).ToBeVisibleAsync();
        await Inspect(page, "sign-in-slowed");
        await page.GetByRole(AriaRole.Link, new() { Name = "Lupa kata sandi?" }).ClickAsync();
        await page.GetByLabel("Nama pengguna atau alamat e-mail").FillAsync("humas.palembang");
        await Inspect(page, "forgotten");
        await page.GetByRole(AriaRole.Button, new() { Name = "Kirim tautan" }).ClickAsync();
        await page.GetByRole(AriaRole.Status).WaitForAsync();
        await Inspect(page, "forgotten-asked");

        var text = (await _mail.Next()).Message.TextBody!;
        await page.GotoAsync(System.Text.RegularExpressions.Regex.Match(text, "/welcome/[A-Za-z0-9_-]+").Value);
        await page.ArrivesAtAsync("**/welcome");
        await page.Locator("#password").FillAsync("payung bocor di tikungan");
        await page.Locator("#again").FillAsync("payung bocor di tikungan");
        await Inspect(page, "welcome-forgotten");
        await page.GetByRole(AriaRole.Button, new() { Name = "Simpan dan masuk" }).ClickAsync();
        await page.ArrivesAtAsync("**/inbox");
    }

    private async Task<IPage> WithoutScript(string userName)
    {
        var page = Watch(await (await Session(scripts: false)).NewPageAsync());
        await page.GotoAsync("/sign-in");
        await Enter(page, userName);
        await page.WaitForURLAsync("**/inbox");
        return page;
    }

    private static async Task Enter(IPage page, string userName, string password = TestApp.Password)
    {
        await page.Locator("#userName").FillAsync(userName);
        await page.Locator("#password").FillAsync(password);
        await page.Locator("form[action='/sign-in'] button[type=submit]").ClickAsync();
    }

    private async Task End(string userName)
    {
        var person = await App.Person(userName);
        await App.Scalar<int>(
            "with done as (update sessions set ended_at = now() where person_id = @person and not is_program returning 1) select 1",
            new { person });
        App.Services.GetRequiredService<People>().Forget(await App.Unit("baristand-palembang"), person);
    }
}
