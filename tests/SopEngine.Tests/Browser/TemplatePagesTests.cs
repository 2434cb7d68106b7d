using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>A template is written, looked at, put in force; a document of it is issued, verified, issued again and cancelled.</summary>
internal sealed class TemplatePagesTests : PageTest
{
    [Test]
    public async Task A_template_is_written_with_its_preview_and_its_document_is_issued_and_verified_by_anybody()
    {
        var page = await SignIn("admin.palembang");
        var id = await Start(page);
        await page.GotoAsync("/documents/templates");
        await page.GetByRole(AriaRole.Link, new() { Name = "Surat Permintaan Maaf" }).WaitForAsync();
        await Inspect(page, "templates");

        await page.GetByRole(AriaRole.Link, new() { Name = "Templat baru" }).ClickAsync();
        await page.GetByLabel("Nama dokumen").FillAsync("Surat keterangan");
        await page.GetByLabel("Kunci (jenis dokumen)").FillAsync("surat-keterangan");
        await page.GetByLabel("Ditandatangani oleh")
            .SelectOptionAsync(new SelectOptionValue { Label = "Kepala Baristand Industri Palembang" });
        await page.GetByLabel("Naskah")
            .FillAsync("# SURAT KETERANGAN\n# Nomor {{nomor}}\n\nBerkas {{berkas}} {{hilang}}\n{{jika alamat}}\n{{ttd}}\n{{qr}}");
        await page.GetByText("tidak ada isian bernama “hilang”").WaitForAsync();
        await page.GetByText("belum ditutup dengan {{akhir}}").WaitForAsync();
        await page.Locator("#preview").GetByText($"Berkas #{id}").WaitForAsync();
        await Inspect(page, "template-editor");
        await page.GetByRole(AriaRole.Button, new() { Name = "Simpan konsep" }).ClickAsync();
        await page.GetByText("Konsep disimpan.").WaitForAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Berlakukan" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Baris 5" }).WaitForAsync();
        await page.GetByLabel("Naskah")
            .FillAsync("# SURAT KETERANGAN\n# Nomor {{nomor}}\n\nBerkas {{berkas}}, {{perihal}}\n{{ttd}}\n{{qr}}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Simpan konsep" }).ClickAsync();
        await page.GetByText("Konsep disimpan.").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Berlakukan" }).ClickAsync();
        await page.GetByText("Templat berlaku.").WaitForAsync();

        await page.GotoAsync($"/cases/{id}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Terbitkan dokumen" }).ClickAsync();
        await page.GetByLabel("Templat").SelectOptionAsync("surat-keterangan");
        await page.GetByRole(AriaRole.Button, new() { Name = "Lihat pratinjau" }).ClickAsync();
        await page.GetByText("akan terbit dengan nomor berikutnya").WaitForAsync();
        await Inspect(page, "issue");
        await page.GetByRole(AriaRole.Button, new() { Name = "Terbitkan", Exact = true }).ClickAsync();
        await page.GetByText("diterbitkan dengan nomor 1/").First.WaitForAsync();
        var token = await App.Scalar<string>(
            "select token from issued_documents where document_id = (select max(id) from documents)");

        var anybody = await Open(phone: true);
        await anybody.GotoAsync($"/d/{token}");
        await anybody.GetByText("Dokumen ini asli dan masih berlaku.").WaitForAsync();
        await Inspect(anybody, "verify-phone");
        Assert.That(await anybody.EvaluateAsync<bool>("document.documentElement.scrollWidth <= 360"), Is.True, "nothing sticks out");

        await page.GetByRole(AriaRole.Link, new() { Name = "Terbitkan ulang" }).ClickAsync();
        await page.GetByText("Menggantikan nomor 1/").First.WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Terbitkan", Exact = true }).ClickAsync();
        await page.GetByText("diterbitkan dengan nomor 2/").First.WaitForAsync();
        await anybody.ReloadAsync();
        await anybody.GetByText("Digantikan oleh dokumen nomor 2/").WaitForAsync();

        await page.GetByText("Batalkan dokumen").First.ClickAsync();
        await page.Locator(".issue-cancel textarea").FillAsync("Salah ketik");
        await page.GetByRole(AriaRole.Button, new() { Name = "Batalkan, nomornya tetap terpakai" }).ClickAsync();
        await page.GetByText("dibatalkan.").First.WaitForAsync();
        await Inspect(page, "case-issued");
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task The_editor_fits_a_phone()
    {
        var page = await SignIn("admin.pekanbaru", phone: true);
        (string, string)[] pages =
            [("/documents/templates", "templates-phone"), ("/documents/templates/bpcu", "template-editor-phone")];
        foreach (var (address, name) in pages)
        {
            await page.GotoAsync(address);
            await page.GetByRole(AriaRole.Heading).First.WaitForAsync();
            await Inspect(page, name);
            Assert.That(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= 360"), Is.True, address);
        }
    }

    private static async Task<string> Start(IPage page)
    {
        await page.GotoAsync("/sops/sop-21-bipa-5/start");
        await page.GetByRole(AriaRole.Button, new() { Name = "Buka berkas" }).ClickAsync();
        await page.GetByText("Berkas dibuka.").WaitForAsync();
        return page.Url.Split('/')[^1];
    }
}
