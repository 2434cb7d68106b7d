using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>Each page in English, decisions, and what is shown when something is not right.</summary>
internal sealed class EveryPageTests : PageTest
{
    [Test]
    public async Task The_switch_turns_every_page_to_English_and_back()
    {
        var page = await SignIn("pengelola1.palembang");
        await page.Locator(".app-menu summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Tasks" }).WaitForAsync();
        await Inspect(page, "en-inbox");
        foreach (var (address, heading) in new[] { ("/inbox?list=queue", "Tasks"), ("/cases", "Cases"), ("/sops", "Start a case"), ("/sops/sop-4-bipa-5/start", "Penyusunan Data Kinerja") })
        {
            await page.GotoAsync(address);
            await page.GetByRole(AriaRole.Heading, new() { Name = heading }).First.WaitForAsync();
            Assert.That(await page.Locator("html").GetAttributeAsync("lang"), Is.EqualTo("en"), address);
            await Inspect(page, "en" + address.Replace('/', '-').Replace('?', '-'));
        }

        await page.Locator(".app-menu summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Indonesia" }).ClickAsync();
        await page.WaitForFunctionAsync("document.documentElement.lang === 'id'");
    }

    [Test]
    public async Task The_head_decides_with_a_button_for_each_outcome_and_sends_it_back()
    {
        var staff = await SignIn("pengelola1.palembang");
        await staff.GotoAsync("/sops/sop-4-bipa-5/start");
        await staff.GetByRole(AriaRole.Button, new() { Name = "Buka berkas" }).ClickAsync();
        await staff.GetByText("Berkas dibuka.").WaitForAsync();
        await Complete(staff, "Menyusun data kinerja");
        var section = await SignIn("kasi.palembang");
        await Complete(section, "Memeriksa kinerja masing-masing");

        var head = await SignIn("kepala.palembang");
        await head.GotoAsync("/inbox?list=queue");
        await head.GetByRole(AriaRole.Link, new() { Name = "Memeriksa evaluasi" }).ClickAsync();
        await head.GetByRole(AriaRole.Button, new() { Name = "Disetujui" }).WaitForAsync();
        await Inspect(head, "task-decision");
        await head.GetByLabel("Catatan").FillAsync("Angka triwulan belum lengkap.");
        await head.GetByRole(AriaRole.Button, new() { Name = "Dikembalikan" }).ClickAsync();
        await head.GetByText("Selesai: Memeriksa evaluasi").WaitForAsync();

        await section.GotoAsync("/inbox?list=queue");
        await section.GetByRole(AriaRole.Link, new() { Name = "Memeriksa kinerja masing-masing" }).ClickAsync();
        await section.GetByText("Angka triwulan belum lengkap.").WaitForAsync();
        await Inspect(section, "task-returned");
    }

    [Test]
    public async Task Wrong_credentials_and_missing_pages_are_told_in_plain_words()
    {
        var page = await Open();
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("Nama pengguna").FillAsync("kepala.palembang");
        await page.GetByLabel("Kata sandi").FillAsync("bukan ini");
        await page.GetByRole(AriaRole.Button, new() { Name = "Masuk" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        Assert.That(await page.GetByLabel("Nama pengguna").InputValueAsync(), Is.EqualTo("kepala.palembang"), "what was typed stays");
        await Inspect(page, "sign-in-wrong");

        var staff = await SignIn("pengelola1.palembang");
        await staff.GotoAsync("/cases/999999");
        await staff.GetByRole(AriaRole.Heading).First.WaitForAsync();
        await Inspect(staff, "not-found");
    }

    private static async Task Complete(IPage page, string step)
    {
        await page.GotoAsync("/inbox?list=queue");
        await page.GetByRole(AriaRole.Link, new() { Name = step }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await page.GetByText("Selesai: " + step).WaitForAsync();
    }
}
