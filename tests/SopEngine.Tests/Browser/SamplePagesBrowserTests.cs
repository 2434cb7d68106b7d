using Microsoft.Playwright;
using SopEngine.Tests.Samples;
using UglyToad.PdfPig;

namespace SopEngine.Tests.Browser;

/// <summary>Samples as pages show them, from the form to the label and the log.</summary>
internal sealed class SamplePagesBrowserTests : PageTest
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_row_of_the_form_becomes_a_sample_that_is_stored_and_handed_over(bool phone)
    {
        var name = phone ? "-phone" : "";
        var id = await LabSop.Start(App, "Uji kopi" + name);
        var page = await SignIn("pengelola1.pekanbaru", phone);
        await page.GotoAsync($"/tasks/{id}-1");
        await page.GetByText("diberi otomatis").First.WaitForAsync();
        await page.GetByLabel("Nama contoh, baris 1").FillAsync("Kopi bubuk");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tambah baris" }).ClickAsync();
        await page.GetByLabel("Nama contoh, baris 2").FillAsync("Kopi sangrai");
        await page.GetByLabel("Kondisi, baris 2").SelectOptionAsync("Baik");
        await Inspect(page, "samples-form" + name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await page.GetByText("Selesai: ").First.WaitForAsync();

        await page.GotoAsync($"/cases/{id}");
        await Inspect(page, "samples-case" + name);
        await IsWithin(page);
        await page.GetByRole(AriaRole.Checkbox).First.CheckAsync();
        await page.GetByRole(AriaRole.Checkbox).Nth(1).CheckAsync();
        await page.GetByText("Simpan di …").ClickAsync();
        await page.GetByLabel("Tempat").PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Catat penyimpanan" }).ClickAsync();
        await page.GetByText("Tulis tempat penyimpanannya.").First.WaitForAsync();
        await Inspect(page, "samples-refused" + name);
        await page.GetByLabel("Tempat").FillAsync("Kulkas 2, rak bawah");
        await page.GetByRole(AriaRole.Button, new() { Name = "Catat penyimpanan" }).ClickAsync();
        await page.GetByText("Dicatat untuk 2 contoh uji.").WaitForAsync();
        await page.GetByText("Disimpan di Kulkas 2, rak bawah").First.WaitForAsync();

        await page.Locator(".samples-table a").First.ClickAsync();
        await page.GetByText("Jejak penguasaan").WaitForAsync();
        await page.GetByText("Serahkan kepada …").ClickAsync();
        await Inspect(page, "sample" + name);
        await IsWithin(page);
        await page.GetByLabel("Diserahkan kepada").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Catat penyerahan" }).ClickAsync();
        await page.GetByText("Diserahkan oleh").First.WaitForAsync();

        await page.GotoAsync("/samples");
        await Assertions.Expect(page.Locator(".page-head input[name=q]")).ToBeFocusedAsync();
        await Inspect(page, "samples-list" + name);
        await IsWithin(page);
        var code = await page.Locator(".samples-table a").First.InnerTextAsync();
        await page.Keyboard.TypeAsync(code);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/samples/" + code);
        await page.GotoAsync("/samples/scan");
        await Inspect(page, "samples-scan" + name);
        await IsWithin(page);
    }

    [Test]
    public async Task Without_a_script_samples_are_moved_too()
    {
        var id = await LabSop.Received(App, "Uji tanpa skrip", "Kopi", "Teh");
        var page = await Plain("pengelola1.pekanbaru");

        await page.GotoAsync($"/cases/{id}");
        await page.GetByRole(AriaRole.Checkbox).First.CheckAsync();
        await page.GetByText("Musnahkan …").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Catat pemusnahan" }).ClickAsync();
        await page.GetByText("Tulis alasan pemusnahannya.").First.WaitForAsync();
        Assert.That(await page.GetByRole(AriaRole.Checkbox).First.IsCheckedAsync(), Is.True, "what was marked stays marked");
        await page.GetByLabel("Alasan pemusnahan").FillAsync("Masa simpan habis");
        await page.GetByRole(AriaRole.Button, new() { Name = "Catat pemusnahan" }).ClickAsync();
        await page.GetByText("Dicatat untuk 1 contoh uji.").WaitForAsync();
        await Picture(page, "samples-plain-phone");
        await page.GotoAsync($"/cases/{id}/labels");
        Assert.That(await page.Locator(".label-qr").CountAsync(), Is.EqualTo(1), "a sample that is over needs no label");

        await page.GotoAsync($"/cases/{id}");
        await page.GetByRole(AriaRole.Checkbox).First.CheckAsync();
        await page.GetByText("Kembalikan …").ClickAsync();
        await page.GetByLabel("Dikembalikan kepada").FillAsync("Bu Rina");
        var proof = new FilePayload { Name = "tanda terima.pdf", MimeType = "application/pdf", Buffer = "%PDF-1.7\nx"u8.ToArray() };
        await page.Locator("#sample-files").SetInputFilesAsync(proof);
        await page.GetByText("Simpan di …").ClickAsync();
        await page.GetByLabel("Tempat").FillAsync("Lemari A2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Catat penyimpanan" }).ClickAsync();
        await page.GetByText("Bukti hanya dilampirkan pada pengembalian atau pemusnahan.").Last.WaitForAsync();
        Assert.That(await page.Locator("#sample-files").GetAttributeAsync("aria-describedby"), Is.EqualTo("sample-files-error"));
        await page.Locator("#sample-files").SetInputFilesAsync(proof);
        await page.GetByRole(AriaRole.Button, new() { Name = "Catat pengembalian" }).ClickAsync();
        await page.GetByText("Dicatat untuk 1 contoh uji.").WaitForAsync();
        await page.Locator(".samples-table a").Nth(1).ClickAsync();
        await page.GetByText("kepada Bu Rina").First.WaitForAsync();
        Assert.That(await page.GetByRole(AriaRole.Link, new() { Name = "Bukti (foto atau tanda terima)" }).GetAttributeAsync("href"),
            Does.StartWith("/documents/"));
    }

    [Test]
    public async Task The_camera_can_be_used_however_its_page_is_reached()
    {
        var page = await SignIn("pengelola1.pekanbaru");
        await page.AddInitScriptAsync(
            """
            window.BarcodeDetector = class { static getSupportedFormats() { return Promise.resolve(["qr_code"]); } };
            Object.defineProperty(navigator, "mediaDevices", { value: {} });
            """);
        await page.GotoAsync("/samples");
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await page.Locator(".page-head a[href='/samples/scan']").ClickAsync();
            await page.Locator("[data-scan-begin]").WaitForAsync();
            await page.Locator(".crumbs a").ClickAsync();
            await page.Locator(".page-head input[name=q]").WaitForAsync();
        }
    }

    [Test]
    public async Task An_author_marks_a_table_whose_rows_are_samples()
    {
        var page = await SignIn("admin.pekanbaru");
        await page.GotoAsync("/sops/pk-tu-pjt-02/form?step=step-1");
        await page.Locator("summary", new() { HasText = "Daftar contoh uji" }).ClickAsync();
        await page.GetByLabel("Setiap baris adalah contoh uji").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Perbarui pratinjau" }).Last.ClickAsync();
        await page.Locator("[data-fields-preview]").GetByText("diberi otomatis").First.WaitForAsync();
        Assert.That(await page.GetByLabel("Setiap baris adalah contoh uji").IsCheckedAsync(), Is.True);
        await Inspect(page, "samples-field-editor");
    }

    [Test]
    public async Task A_customer_sees_what_became_of_their_samples()
    {
        var id = await LabSop.Received(App, "Uji pelanggan", "Kopi");
        var page = await SignIn("pelanggan1.pekanbaru", phone: true);
        await page.GotoAsync($"/cases/{id}");
        await page.GetByText("Contoh uji").First.WaitForAsync();
        await Inspect(page, "samples-customer-phone");
        await IsWithin(page);
    }

    [Test]
    public async Task Labels_fill_their_sheets_and_nothing_runs_over()
    {
        var names = Enumerable.Range(1, 25).Select(number => number % 3 == 0
            ? "Air limbah pabrik karet remah dari saluran pembuangan ketiga sebelum pengolahan di Kabupaten Kampar" : $"Kopi {number}");
        var id = await LabSop.Received(App, "Uji label", [.. names]);
        var page = await SignIn("pengelola1.pekanbaru");
        foreach (var (address, name, pages, width, height) in new[]
        {
            ("?start=23", "sheet", 2, 595, 842), ("?paper=roll", "roll", 25, 142, 85),
        })
        {
            await page.GotoAsync($"/cases/{id}/labels{address}");
            await Inspect(page, "labels-" + name);
            await IsWithin(page);
            await page.EmulateMediaAsync(new() { Media = Media.Print });
            Assert.That(await page.EvaluateAsync<string[]>(
                """
                [...document.querySelectorAll(".label")].filter((label) => {
                  const box = label.getBoundingClientRect();
                  return label.scrollHeight > label.clientHeight + 1 || label.scrollWidth > label.clientWidth + 1
                    || [...label.querySelectorAll(".label-qr, .label-code")].some((part) => {
                      const inner = part.getBoundingClientRect();
                      return inner.right > box.right || inner.bottom > box.bottom || inner.left < box.left || inner.top < box.top;
                    });
                }).map((label) => label.innerText)
                """), Is.Empty, name);
            var pdf = await page.PdfAsync(new() { PreferCSSPageSize = true, PrintBackground = true });
            if (Environment.GetEnvironmentVariable("SOP_TEST_SCREENSHOTS") is { Length: > 0 } folder)
                await File.WriteAllBytesAsync(Path.Combine(folder, $"labels-{name}.pdf"), pdf);
            using var printed = PdfDocument.Open(pdf);
            Assert.That(printed.GetPages().Select(sheet => ((int)Math.Round(sheet.Width), (int)Math.Round(sheet.Height))),
                Is.EqualTo(Enumerable.Repeat((width, height), pages)), name);
            await page.EmulateMediaAsync(new() { Media = Media.Screen });
        }
    }

    private static async Task IsWithin(IPage page) =>
        Assert.That(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), Is.True);
}
