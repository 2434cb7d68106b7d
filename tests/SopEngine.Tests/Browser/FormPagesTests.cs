using SopEngine.Tests.Forms;
using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>A form that is worked out while it is filled in, and the page on which its author edits it.</summary>
internal sealed class FormPagesTests : PageTest
{
    [Test]
    public async Task A_form_follows_its_typing_and_its_author_changes_it_without_writing_a_script()
    {
        await TableFormSop.Publish(App);
        using var counter = await App.Client("pengelola1.pekanbaru");
        using var customer = await App.Client("pelanggan1.pekanbaru");
        var id = (await counter.Post("cases",
            new { sop = TableFormSop.Id, title = "Uji kopi", customer = "pelanggan1.pekanbaru" }))["id"].GetInt64();
        await customer.Post($"tasks/{id}-1/completion", new { data = new { komoditi = "Kopi", parameter = "Air", jumlahContoh = 1 } });

        var page = await SignIn("pengelola1.pekanbaru");
        await page.GotoAsync($"/tasks/{id}-2");
        await page.GetByLabel("Nomor BPCU/BPCUI").FillAsync("BPCU/2026/0117");
        await page.GetByLabel("Kode contoh, baris 1").FillAsync("0117");
        await page.GetByLabel("Pengujian, baris 1").FillAsync("Kadar air");
        await page.GetByLabel("Jumlah, baris 1").FillAsync("2");
        await page.GetByLabel("Tarif, baris 1").FillAsync("1.250.000");
        await page.GetByLabel("Perkiraan lama pengujian").FocusAsync();
        await Expect(page.Locator("#sum-rincian-biaya")).ToHaveTextAsync("Rp2.500.000");
        await Expect(page.Locator("#field-totalBiaya")).ToHaveTextAsync("Rp2.500.000");
        await Expect(page.GetByLabel("Perkiraan lama pengujian")).ToBeFocusedAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Tambah baris" }).ClickAsync();
        await Expect(page.GetByLabel("Kode contoh, baris 2")).ToBeFocusedAsync();
        await Expect(page.GetByLabel("Tarif, baris 1")).ToHaveValueAsync("1.250.000");
        await Expect(page.GetByLabel("Keterangan kondisi contoh")).ToBeHiddenAsync();
        await page.GetByLabel("Kondisi saat diterima, baris 1").SelectOptionAsync("Kemasan rusak");
        await page.GetByLabel("Keterangan kondisi contoh").FillAsync("Kemasan sobek di sudut");
        await Inspect(page, "form-table");
        await page.SetViewportSizeAsync(360, 740);
        Assert.That(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        await Inspect(page, "form-table-phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Hapus baris 2" }).ClickAsync();
        await Expect(page.GetByLabel("Kode contoh, baris 2")).ToHaveCountAsync(0);
        await page.SetViewportSizeAsync(1280, 800);
        await page.GetByLabel("Tarif, baris 1").FillAsync("seribu");
        await page.GetByRole(AriaRole.Button, new() { Name = "Selesaikan" }).ClickAsync();
        await page.GetByText("Tarif, baris 1 harus berupa angka.").First.WaitForAsync();
        await Inspect(page, "form-table-wrong");
        await page.GetByLabel("Tarif, baris 1").FillAsync("210000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Selesaikan" }).ClickAsync();
        await page.GetByText("Selesai: Menerima permintaan contoh uji").First.WaitForAsync();
        await page.GotoAsync($"/cases/{id}");
        await page.GetByText("Rp420.000").First.WaitForAsync();
        await Inspect(page, "form-case");

        var author = await SignIn("admin.pekanbaru");
        await author.GotoAsync("/sops/pk-tu-pjt-02/form?step=step-3");
        await Inspect(author, "form-editor");
        await author.GetByRole(AriaRole.Button, new() { Name = "Tambah isian" }).ClickAsync();
        await author.GetByLabel("Nama isian yang dibaca pengguna").Last.FillAsync("Batas bayar");
        await author.GetByLabel("Jenis", new() { Exact = true }).Last.SelectOptionAsync("Computed");
        await author.GetByLabel("Cara menghitung").Last.SelectOptionAsync("WorkingDays");
        await author.GetByLabel("Hari kerja").Last.FillAsync("5");
        await author.GetByLabel("Hasilnya").Last.SelectOptionAsync("date");
        await author.SetViewportSizeAsync(360, 740);
        Assert.That(await author.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        await Inspect(author, "form-editor-phone");
        await author.SetViewportSizeAsync(1280, 800);
        await author.GetByRole(AriaRole.Button, new() { Name = "Perbarui pratinjau" }).Last.ClickAsync();
        await author.Locator("[data-fields-preview]").GetByText("Batas bayar").WaitForAsync();
        await Inspect(author, "form-editor-changed");
        await author.GetByRole(AriaRole.Button, new() { Name = "Simpan formulir" }).ClickAsync();
        await author.GetByText("Formulir disimpan pada versi").WaitForAsync();
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
