using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>A case from its opening to its end through the pages, as staff and customers do it.</summary>
internal sealed class FirstPagesTests : PageTest
{
    [Test]
    public async Task Sample_intake_goes_from_the_counter_to_the_customer()
    {
        var counter = await SignIn("pengelola1.pekanbaru");
        await Inspect(counter, "inbox-empty");
        await counter.GetByRole(AriaRole.Link, new() { Name = "Layanan", Exact = true }).ClickAsync();
        await counter.GetByRole(AriaRole.Heading, new() { Name = "Pelaksanaan Pelayanan pada Unit Pelayanan Publik" }).WaitForAsync();
        await Inspect(counter, "start-list");
        await counter.GetByRole(AriaRole.Link, new() { Name = "Mulai Pelaksanaan Pelayanan pada Unit Pelayanan Publik" }).ClickAsync();
        await counter.GetByLabel("Perihal").FillAsync("Uji kadar air kopi");
        await counter.GetByLabel("Pelanggan").SelectOptionAsync("pelanggan1.pekanbaru");
        await Inspect(counter, "start");
        await counter.GetByRole(AriaRole.Button, new() { Name = "Buka berkas" }).ClickAsync();
        await counter.GetByText("Berkas dibuka.").WaitForAsync();
        await Inspect(counter, "case-new");

        var customer = await SignIn("pelanggan1.pekanbaru");
        await customer.GotoAsync("/inbox");
        await customer.GetByRole(AriaRole.Link, new() { Name = "Mengajukan permohonan pengujian" }).ClickAsync();
        await customer.GetByLabel("Komoditi").FillAsync("Kopi");
        await customer.GetByLabel("Parameter yang diuji").FillAsync("Kadar air");
        await customer.GetByLabel("Jumlah contoh").FillAsync("2");
        await customer.GetByRole(AriaRole.Checkbox, new() { Name = "Surat Permintaan" }).CheckAsync();
        await Inspect(customer, "task-customer");
        await customer.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await customer.GetByText("Selesai: Mengajukan").WaitForAsync();

        await counter.GotoAsync("/inbox?list=queue");
        await Inspect(counter, "inbox-queue");
        await counter.GetByRole(AriaRole.Button, new() { Name = "Ambil", Exact = true }).ClickAsync();
        await counter.GetByLabel("Catatan").FillAsync("Contoh diterima dalam keadaan baik.");
        await counter.GetByLabel("Nama contoh, baris 1").FillAsync("Kopi bubuk");
        await counter.GetByLabel("Kondisi saat diterima, baris 1").SelectOptionAsync("Baik");
        await Inspect(counter, "task-claimed");
        await counter.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await counter.GetByText("Selesai: Menerima permintaan").WaitForAsync();

        var analyst = await SignIn("analis1.pekanbaru", phone: true);
        await analyst.GetByRole(AriaRole.Link, new() { Name = "Antrean pelaksana" }).ClickAsync();
        await analyst.GetByRole(AriaRole.Link, new() { Name = "Menerima surat penyerta" }).WaitForAsync();
        await Inspect(analyst, "inbox-phone");
        await analyst.GetByRole(AriaRole.Link, new() { Name = "Menerima surat penyerta" }).ClickAsync();
        await Inspect(analyst, "task-phone");
        await analyst.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await analyst.GetByText("Selesai: Menerima surat penyerta").WaitForAsync();

        await counter.GotoAsync("/cases");
        await Inspect(counter, "cases");
        await counter.GetByRole(AriaRole.Link, new() { Name = "Uji kadar air kopi" }).ClickAsync();
        await counter.GetByText("Contoh diterima dalam keadaan baik.").WaitForAsync();
        await Inspect(counter, "case-running");
    }

    [Test]
    public async Task The_switch_turns_the_pages_to_English_and_back()
    {
        var page = await SignIn("pengelola1.palembang");
        await page.Locator(".app-menu summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Tasks" }).WaitForAsync();
        await page.GotoAsync("/cases");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Cases" }).WaitForAsync();
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
        await Complete(section, "Memeriksa kinerja layanan");

        var head = await SignIn("kepala.palembang");
        await head.GotoAsync("/inbox?list=queue");
        await head.GetByRole(AriaRole.Link, new() { Name = "Memeriksa evaluasi" }).ClickAsync();
        await head.GetByRole(AriaRole.Button, new() { Name = "Disetujui" }).WaitForAsync();
        await Inspect(head, "task-decision");
        await head.GetByLabel("Catatan").FillAsync("Angka triwulan belum lengkap.");
        await head.GetByRole(AriaRole.Button, new() { Name = "Dikembalikan" }).ClickAsync();
        await head.GetByText("Selesai: Memeriksa evaluasi").WaitForAsync();

        await section.GotoAsync("/inbox?list=queue");
        await section.GetByRole(AriaRole.Link, new() { Name = "Memeriksa kinerja layanan" }).ClickAsync();
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
