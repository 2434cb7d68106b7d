using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>The counter's register of customers.</summary>
internal sealed class CustomerPagesTests : PageTest
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_new_customer_is_registered_while_opening_their_case_and_gets_a_link_to_sign_in(bool phone)
    {
        var suffix = phone ? "-phone" : "";
        var name = phone ? "UD Sumber Air" : "Koperasi Tani Maju";
        var clerk = await SignIn("pengelola1.pekanbaru", phone);
        await clerk.GotoAsync("/sops/pk-tu-pjt-02/start");
        await Inspect(clerk, "start-customer" + suffix);
        await clerk.GetByRole(AriaRole.Link, new() { Name = "Cari pelanggan atau daftarkan yang baru" }).ClickAsync();
        await clerk.GetByRole(AriaRole.Heading, new() { Name = "Pilih pelanggan" }).WaitForAsync();
        await Inspect(clerk, "customers-choose" + suffix);
        await clerk.GetByRole(AriaRole.Link, new() { Name = "Pelanggan baru" }).ClickAsync();
        await clerk.GetByLabel("Nama pelanggan").FillAsync(name);
        await clerk.GetByLabel("Instansi atau perusahaan").FillAsync("Kabupaten Kampar");
        await clerk.GetByLabel("Nomor telepon").FillAsync(phone ? "0812 1000 2000" : "(0761) 100 300");
        await Inspect(clerk, "customer-new" + suffix);
        await clerk.GetByRole(AriaRole.Button, new() { Name = "Daftarkan" }).ClickAsync();

        await clerk.GetByText($"{name} terdaftar").WaitForAsync();
        Assert.That(await clerk.GetByLabel("Pelanggan").Locator("option:checked").InnerTextAsync(), Does.StartWith(name));
        await clerk.GetByLabel("Perihal").FillAsync("Pengujian air sumur");
        await clerk.GetByRole(AriaRole.Button, new() { Name = "Buka berkas" }).ClickAsync();
        await clerk.GetByText("Berkas dibuka.").WaitForAsync();
        Assert.That(await clerk.Locator("main").InnerTextAsync(), Does.Contain(name));

        await clerk.GotoAsync("/customers?search=" + name.Split(' ')[1]);
        await Inspect(clerk, "customers" + suffix);
        await clerk.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await clerk.GetByText("Belum memiliki kata sandi").WaitForAsync();
        await Inspect(clerk, "customer" + suffix);
        await clerk.GetByRole(AriaRole.Button, new() { Name = "undangan" }).ClickAsync();
        await clerk.GetByRole(AriaRole.Heading, new() { Name = "Tautan" }).WaitForAsync();
        await Inspect(clerk, "customer-link" + suffix);

        await clerk.GotoAsync("/customers/new?sop=pk-tu-pjt-02");
        await clerk.GetByLabel("Nama pelanggan").PressSequentiallyAsync(name + "h");
        await clerk.GetByText("Nama mirip").WaitForAsync();
        await Inspect(clerk, "customer-alike" + suffix);
        await clerk.GetByRole(AriaRole.Link, new() { Name = "Pilih " + name }).ClickAsync();
        await clerk.GetByLabel("Perihal").WaitForAsync();
    }
}
