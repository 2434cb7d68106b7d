using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>A case from its opening to its end through the pages, as the people of an office do it.</summary>
internal sealed class FirstPagesTests : PageTest
{
    [Test]
    public async Task Sample_intake_goes_from_the_counter_to_the_customer()
    {
        var counter = await SignIn("pengelola1.pekanbaru");
        await Inspect(counter, "inbox-empty");
        await counter.GetByRole(AriaRole.Link, new() { Name = "Mulai", Exact = true }).ClickAsync();
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
        await customer.GetByRole(AriaRole.Link, new() { Name = "Mengajukan permohonan pengujian" }).ClickAsync();
        await customer.GetByLabel("Komoditi").FillAsync("Kopi");
        await customer.GetByLabel("Parameter yang diuji").FillAsync("Kadar air");
        await customer.GetByLabel("Jumlah contoh").FillAsync("2");
        await customer.GetByLabel("Surat Permintaan").CheckAsync();
        await Inspect(customer, "task-customer");
        await customer.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await customer.GetByText("Selesai: Mengajukan").WaitForAsync();

        await counter.GotoAsync("/inbox?list=queue");
        await Inspect(counter, "inbox-queue");
        await counter.GetByRole(AriaRole.Button, new() { Name = "Ambil", Exact = true }).ClickAsync();
        await counter.GetByLabel("Catatan").FillAsync("Contoh diterima dalam keadaan baik.");
        await counter.GetByLabel("Nomor BPCU").FillAsync("BPCU/2026/0117");
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
}
