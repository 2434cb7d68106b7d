using Microsoft.Playwright;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Browser;

/// <summary>Pages of one's own account: the second factor, open sessions, and the rules of the office.</summary>
internal sealed class AccountPagesTests : PageTest
{
    [Test]
    public async Task Somebody_switches_the_second_step_on_and_signs_in_with_it()
    {
        var page = await SignIn("pengelola1.palembang", phone: true);
        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Link, new() { Name = "Aktifkan" }).ClickAsync();
        await Inspect(page, "second-factor-phone");
        await NoSideways(page);
        var secret = Authenticator.Secret((await page.Locator(".secret").TextContentAsync())!);
        await page.GetByLabel("Masukkan kode 6 angka").FillAsync("000000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Aktifkan" }).ClickAsync();
        await page.GetByText("Kode salah.").WaitForAsync();
        await page.GetByLabel("Masukkan kode 6 angka").FillAsync(Authenticator.Code(secret));
        await page.GetByRole(AriaRole.Button, new() { Name = "Aktifkan" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Kode pemulihan" }).WaitForAsync();
        await Inspect(page, "recovery-codes-phone");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Unduh" }).ClickAsync());
        var codes = (await page.Locator(".recovery-codes code").AllTextContentsAsync()).ToList();
        Assert.That(await File.ReadAllTextAsync((await download.PathAsync())!), Does.Contain(codes[0]).And.Contain(codes[9]));

        var desk = await Open();
        await Password(desk, "pengelola1.palembang");
        await desk.ArrivesAtAsync("**/sign-in/code");
        await desk.GetByText("Ponsel tidak ada?").ClickAsync();
        await Inspect(desk, "second-step");
        await desk.GetByLabel("Kode pemulihan").FillAsync(codes[0]);
        await desk.GetByRole(AriaRole.Button, new() { Name = "Masuk dengan kode pemulihan" }).ClickAsync();
        await desk.GetByText("Tersisa 9 kode").WaitForAsync();

        var other = await Open(phone: true);
        await other.GotoAsync("/sops");
        await Password(other, "pengelola1.palembang");
        await other.GetByLabel("Kode 6 angka").FillAsync("111111");
        await other.GetByRole(AriaRole.Button, new() { Name = "Masuk", Exact = true }).ClickAsync();
        await other.GetByText("Kode salah atau sudah dipakai").WaitForAsync();
        await Inspect(other, "second-step-wrong-phone");
        await NoSideways(other);
        await other.GetByLabel("Kode 6 angka").FillAsync(Authenticator.Code(secret, ahead: 1));
        await other.GetByRole(AriaRole.Button, new() { Name = "Masuk", Exact = true }).ClickAsync();
        await other.ArrivesAtAsync("**/sops");

        await desk.GotoAsync("/account");
        await Inspect(desk, "account");
        Assert.That(await desk.GetByText("Perangkat ini").CountAsync(), Is.EqualTo(1));
        await desk.GetByRole(AriaRole.Button, new() { Name = "Keluar dari semua perangkat lain" }).ClickAsync();
        await desk.GetByText("Semua perangkat lain sudah keluar").WaitForAsync();
        await page.GotoAsync("/inbox");
        await page.ArrivesAtAsync("**/sign-in**");
        await desk.GotoAsync("/account/second-factor");
        await Inspect(desk, "second-factor-on");
        await desk.GetByLabel("Kata sandi sekarang").Last.FillAsync(TestApp.Password);
        await desk.GetByRole(AriaRole.Button, new() { Name = "Matikan" }).ClickAsync();
        await desk.GetByText("Verifikasi dua langkah dimatikan").WaitForAsync();
    }

    [Test]
    public async Task An_office_requires_the_second_step_of_a_role_and_its_members_are_led_to_set_it_up()
    {
        var admin = await SignIn("admin.inaker");
        await admin.GotoAsync("/people");
        await admin.GetByRole(AriaRole.Link, new() { Name = "Keamanan masuk" }).ClickAsync();
        await admin.GetByLabel("Kepala", new() { Exact = true }).CheckAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Simpan" }).ClickAsync();
        await admin.GetByText("Wajib, belum aktif").First.WaitForAsync();
        await Inspect(admin, "security");

        var head = await Open(phone: true);
        await Password(head, "kepala.inaker");
        await head.ArrivesAtAsync("**/account/second-factor");
        await Inspect(head, "second-factor-asked-phone");
        await NoSideways(head);
        await head.GetByLabel("Masukkan kode 6 angka")
            .FillAsync(Authenticator.Code(Authenticator.Secret((await head.Locator(".secret").TextContentAsync())!)));
        await head.GetByRole(AriaRole.Button, new() { Name = "Aktifkan" }).ClickAsync();
        await head.GetByRole(AriaRole.Link, new() { Name = "Sudah saya simpan" }).ClickAsync();
        await head.GetByRole(AriaRole.Heading, new() { Name = "Akun saya" }).WaitForAsync();
        await Inspect(head, "account-phone");
        await NoSideways(head);

        await admin.GotoAsync("/people");
        await admin.GetByRole(AriaRole.Link, new() { Name = "Syafrizal Malin" }).ClickAsync();
        await admin.GetByText("Sedang masuk di").WaitForAsync();
        await Inspect(admin, "member-sessions");
        await admin.GetByText("Atur ulang verifikasi dua langkah").ClickAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Atur ulang", Exact = true }).ClickAsync();
        await admin.GetByText("Verifikasi dua langkah diatur ulang.").WaitForAsync();
        await head.GotoAsync("/inbox");
        await head.ArrivesAtAsync("**/account/second-factor");
    }

    [TestCase("id")]
    [TestCase("en")]
    public async Task Pages_about_people_and_accounts_fit_a_phone_in_either_language(string language)
    {
        var door = await Open(phone: true);
        await door.GotoAsync("/sign-in");
        if (language == "en") await door.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await Inspect(door, $"sign-in-{language}-phone");
        await door.GotoAsync("/welcome/tidak-ada");
        await Inspect(door, $"welcome-gone-{language}-phone");
        await door.GotoAsync("/sign-in");
        await door.Locator("#userName").FillAsync("admin.palembang");
        await door.Locator("#password").FillAsync(TestApp.Password);
        await door.Locator("form[action='/sign-in'] button[type=submit]").ClickAsync();
        await door.ArrivesAtAsync("**/inbox");

        string[] paths = ["/account", "/account/second-factor", "/people", "/people/new", "/people/lanes", "/people/substitutes",
            "/people/security", "/people/log"];
        foreach (var path in paths)
        {
            await door.GotoAsync(path);
            await Inspect(door, $"{path.Trim('/').Replace('/', '-')}-{language}-phone");
            await NoSideways(door);
        }
    }

    private static async Task Password(IPage page, string userName)
    {
        if (!page.Url.Contains("/sign-in", StringComparison.Ordinal)) await page.GotoAsync("/sign-in");
        await page.GetByLabel("Nama pengguna").FillAsync(userName);
        await page.GetByLabel("Kata sandi").FillAsync(TestApp.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Masuk" }).ClickAsync();
    }

    private static async Task NoSideways(IPage page) =>
        Assert.That(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
            Is.Zero, page.Url);
}
