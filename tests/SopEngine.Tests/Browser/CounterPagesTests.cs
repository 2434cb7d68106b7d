using System.Text;
using Microsoft.Playwright;
using SopEngine.Tests.Forms;

namespace SopEngine.Tests.Browser;

/// <summary>Documents that forms ask for, customers served at the counter, and the receipt that they get, as pages show them.</summary>
internal sealed class CounterPagesTests : PageTest
{
    private static readonly byte[] Png =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_form_asks_for_documents_and_lists_those_that_the_customer_will_see(bool phone)
    {
        var name = phone ? "-phone" : "";
        var id = await FileFieldSop.Start(App, "Uji kopi" + name);
        var page = await SignIn("analis1.pekanbaru", phone);
        await page.GotoAsync($"/tasks/{id}-1");
        await page.Locator("#field-surat").SetInputFilesAsync([File("surat permohonan.pdf", "%PDF-1.7\nx"), File("daftar.csv", "a;b")]);
        await page.GetByText("daftar.csv: di sini hanya diterima PDF, gambar.").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "surat permohonan.pdf", Exact = true }).WaitForAsync();
        Assert.That(await page.Locator("#field-foto").IsVisibleAsync(), Is.False);
        await page.GetByLabel("Contoh rusak").CheckAsync();
        await Assertions.Expect(page.GetByText("Foto kerusakan").First).ToBeVisibleAsync();
        await page.Locator("#field-foto").SetInputFilesAsync(Photo("rusak.png"));
        await page.GetByRole(AriaRole.Link, new() { Name = "rusak.png", Exact = true }).WaitForAsync();
        await page.Locator("#files").SetInputFilesAsync([File("catatan.txt", "isi"), File("hasil.pdf", "%PDF-1.7\ny")]);
        await page.GetByRole(AriaRole.Link, new() { Name = "hasil.pdf", Exact = true }).WaitForAsync();
        await page.GetByLabel("Tampilkan ke pelanggan: hasil.pdf").CheckAsync();
        await Assertions.Expect(page.Locator("[data-goes-list] li")).ToHaveTextAsync(["surat permohonan.pdf", "hasil.pdf"]);
        await Inspect(page, "file-fields" + name);
        Assert.That(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), Is.True);

        await page.GetByRole(AriaRole.Button, new() { Name = "Hapus surat permohonan.pdf" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-goes-list] li")).ToHaveTextAsync(["hasil.pdf"]);
        await page.GetByLabel("Catatan petugas").FillAsync("Lengkap");
        await page.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await page.GetByText("Surat permohonan wajib diisi.").First.WaitForAsync();
        await Inspect(page, "file-fields-refused" + name);
        await page.Locator("#field-surat").SetInputFilesAsync(File("surat permohonan.pdf", "%PDF-1.7\nx"));
        await page.GetByRole(AriaRole.Link, new() { Name = "surat permohonan.pdf", Exact = true }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await page.GetByText("Selesai: terima").First.WaitForAsync();
        await page.GotoAsync($"/cases/{id}");
        await page.GetByText("Surat dari pelanggan").First.WaitForAsync();
        await Inspect(page, "file-fields-case" + name);
    }

    [Test]
    public async Task Without_a_script_documents_are_sent_with_the_form_and_stay_when_it_is_refused()
    {
        var id = await FileFieldSop.Start(App, "Uji tanpa skrip");
        var page = await Plain("analis1.pekanbaru");
        await page.GotoAsync($"/tasks/{id}-1");
        await page.Locator("#field-surat").SetInputFilesAsync(File("surat.pdf", "%PDF-1.7\nx"));
        await page.GetByLabel("Catatan petugas").FillAsync("Lengkap");
        await page.GetByLabel("Contoh rusak").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await page.GetByText("Foto kerusakan wajib diisi.").First.WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "surat.pdf", Exact = true }).WaitForAsync();
        await Picture(page, "file-fields-plain-phone");
        await page.Locator("#field-foto").SetInputFilesAsync(Photo("rusak.png"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await page.GetByText("Selesai: terima").First.WaitForAsync();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_customer_is_served_at_the_counter_with_a_signature_on_the_screen(bool phone)
    {
        var name = phone ? "-phone" : "";
        var id = await Opened("Uji loket" + name);
        var page = await SignIn("pengelola1.pekanbaru", phone);
        await page.GotoAsync("/customers/waiting");
        await page.GetByText("Uji loket" + name).First.WaitForAsync();
        await Inspect(page, "counter-waiting" + name);
        await page.GotoAsync($"/cases/{id}");
        await Inspect(page, "counter-case" + name);
        await page.GetByRole(AriaRole.Link, new() { Name = "Kerjakan atas nama pelanggan" }).ClickAsync();
        await page.GetByLabel("Komoditi").First.FillAsync("Kopi");
        await page.GetByLabel("Parameter").First.FillAsync("Kadar air");
        await page.GetByLabel("Jumlah contoh").First.FillAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Selesaikan atas nama pelanggan" }).ClickAsync();
        await page.GetByText("Pilih buktinya.").First.WaitForAsync();
        await page.GetByLabel("Tanda tangan di layar ini").CheckAsync();
        await page.Locator("canvas").ScrollIntoViewIfNeededAsync();
        var box = (await page.Locator("canvas").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + 30, box.Y + 40);
        await page.Mouse.DownAsync();
        for (var at = 0; at < 12; at++) await page.Mouse.MoveAsync(box.X + 30 + (at * 15), box.Y + 40 + (at % 3 * 12));
        await page.Mouse.UpAsync();
        await Inspect(page, "counter-signature" + name);
        Assert.That(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), Is.True);
        await page.GetByRole(AriaRole.Button, new() { Name = "Selesaikan atas nama pelanggan" }).ClickAsync();
        await page.GetByText("Selesai: ").First.WaitForAsync();
        await page.GotoAsync($"/cases/{id}");
        await page.GetByText("dibuktikan dengan tanda tangan di layar").First.WaitForAsync();
        await Inspect(page, "counter-done" + name);
    }

    [Test]
    public async Task Without_a_script_a_telephone_call_is_noted()
    {
        var id = await Opened("Uji telepon");
        var page = await Plain("pengelola1.pekanbaru");
        await page.GotoAsync($"/tasks/{id}-1");
        Assert.That(await page.GetByLabel("Tanda tangan di layar ini").IsVisibleAsync(), Is.False, "it needs a script");
        await page.GetByLabel("Komoditi").First.FillAsync("Kopi");
        await page.GetByLabel("Parameter").First.FillAsync("Kadar air");
        await page.GetByLabel("Jumlah contoh").First.FillAsync("1");
        await page.GetByLabel("Telepon", new() { Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Selesaikan atas nama pelanggan" }).ClickAsync();
        await page.GetByText("Tulis siapa yang ditelepon").First.WaitForAsync();
        await Picture(page, "counter-plain-phone");
        await page.GetByLabel("Catatan bukti").FillAsync("Bu Rina setuju");
        await page.GetByRole(AriaRole.Button, new() { Name = "Selesaikan atas nama pelanggan" }).ClickAsync();
        await page.GetByText("Selesai: ").First.WaitForAsync();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_receipt_fits_the_screen_a_roll_and_a_sheet(bool phone)
    {
        var name = phone ? "-phone" : "";
        var id = await Opened("Uji tanda terima" + name);
        var page = await SignIn("pengelola1.pekanbaru", phone);
        foreach (var (paper, kind) in new[] { ("", "a4"), ("?paper=80", "80") })
        {
            await page.GotoAsync($"/cases/{id}/receipt{paper}");
            await page.GetByText("Cara mengikuti").WaitForAsync();
            await Inspect(page, $"receipt-{kind}{name}");
            Assert.That(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), Is.True);
            if (Environment.GetEnvironmentVariable("SOP_TEST_SCREENSHOTS") is { Length: > 0 } folder && !phone)
                await page.PdfAsync(new() { Path = Path.Combine(folder, $"receipt-{kind}.pdf"), PreferCSSPageSize = true });
        }
    }

    [Test]
    public async Task An_author_asks_for_documents_and_sees_the_lanes_that_serve()
    {
        var author = await SignIn("admin.pekanbaru");
        await author.GotoAsync("/sops/pk-tu-pjt-02/form?step=step-3");
        await author.GetByRole(AriaRole.Button, new() { Name = "Tambah isian" }).ClickAsync();
        await author.GetByLabel("Nama isian yang dibaca pengguna").Last.FillAsync("Bukti setor");
        await author.GetByLabel("Jenis", new() { Exact = true }).Last.SelectOptionAsync("File");
        await author.GetByLabel("Dokumen paling banyak").Last.FillAsync("3");
        await author.GetByLabel("PDF", new() { Exact = true }).Last.CheckAsync();
        await author.GetByLabel("Nama jenisnya dalam daftar dokumen").Last.FillAsync("Bukti setor");
        await author.GetByRole(AriaRole.Button, new() { Name = "Perbarui pratinjau" }).Last.ClickAsync();
        await author.Locator("[data-fields-preview]").GetByText("Paling banyak 3 dokumen: PDF").WaitForAsync();
        await Inspect(author, "file-field-editor");
        await author.SetViewportSizeAsync(360, 740);
        Assert.That(await author.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        await Inspect(author, "file-field-editor-phone");
        await author.GetByRole(AriaRole.Button, new() { Name = "Simpan formulir" }).ClickAsync();
        await author.GetByText("Formulir disimpan pada versi").WaitForAsync();
        await author.GotoAsync("/sops/pk-tu-pjt-02/header");
        await author.SetViewportSizeAsync(1280, 800);
        await Inspect(author, "counter-lanes");
    }

    private async Task<long> Opened(string title)
    {
        using var clerk = await App.Client("pengelola1.pekanbaru");
        var started = await clerk.Post("cases", new { sop = "pk-tu-pjt-02", title, customer = "pelanggan1.pekanbaru" });
        Assert.That(started.Status, Is.EqualTo(201), started.Text);
        return started["id"].GetInt64();
    }

    private static FilePayload File(string name, string content) =>
        new() { Name = name, MimeType = "application/octet-stream", Buffer = Encoding.UTF8.GetBytes(content) };

    private static FilePayload Photo(string name) => new() { Name = name, MimeType = "image/png", Buffer = Png };
}
