using System.Text;
using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>A step with a checklist, documents and a comment, as staff work with it.</summary>
internal sealed class DocumentPagesBrowserTests : PageTest
{
    private static readonly byte[] Png =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    [Test]
    public async Task A_step_is_done_with_documents_a_waived_requirement_and_a_comment()
    {
        var page = await SignIn("pengelola1.palembang");
        var task = await Start(page);
        await page.Locator("#files").SetInputFilesAsync([File("form monitoring.pdf", Encoding.ASCII.GetBytes("%PDF-1.7\nx")),
            File("foto alat.png", Png), File("program.exe", [77, 90, 1])]);
        await page.GetByText("program.exe: jenis dokumen ini tidak diterima").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "foto alat.png", Exact = true }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Hapus form monitoring.pdf" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "form monitoring.pdf", Exact = true })
            .WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.GetByLabel("Catatan").FillAsync("Alat uji rusak sejak Senin.");
        await page.GetByText("Draf tersimpan").WaitForAsync();
        await Inspect(page, "task-documents");

        await page.ReloadAsync();
        Assert.That(await page.GetByLabel("Catatan").InputValueAsync(), Is.EqualTo("Alat uji rusak sejak Senin."));
        await page.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).First.WaitForAsync();
        await Inspect(page, "task-checklist-refused");
        await page.GetByLabel("Alasan dikerjakan tanpa Form Monitoring SPM").FillAsync("Masih di Kepala Seksi");
        await page.GetByText("Berikutnya: 2. Konfirmasi proses layanan jasa").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await page.GetByText("Selesai: Monitoring").WaitForAsync();

        await page.GotoAsync("/cases/" + task.Split('-')[0]);
        await page.GetByText("Tanpa Form Monitoring SPM: Masih di Kepala Seksi").WaitForAsync();
        await page.GetByLabel("Tulis komentar").FillAsync("Mohon dibantu.");
        await page.GetByText("Sebut rekan kerja").ClickAsync();
        await page.Locator("[name=mention]").First.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Kirim komentar" }).ClickAsync();
        await page.GetByText("Komentar terkirim.").WaitForAsync();
        await Inspect(page, "case-documents");

        var phone = await SignIn("teknis1.palembang", phone: true);
        await phone.GotoAsync($"/tasks/{task.Split('-')[0]}-2");
        await phone.GetByText("Berikutnya: 3.").WaitForAsync();
        await Inspect(phone, "task-next-phone");
        Assert.That(await phone.EvaluateAsync<bool>("document.documentElement.scrollWidth <= 360"), Is.True, "nothing sticks out");
    }

    [Test]
    public async Task Files_can_be_pasted_and_dropped_and_typed_text_survives_the_end_of_the_session()
    {
        var page = await SignIn("pengelola1.palembang");
        var task = await Start(page);
        foreach (var (kind, name) in new[] { ("paste", "tempel.png"), ("drop", "seret.png") })
        {
            await page.EvaluateAsync(
                """
                ([kind, name, bytes]) => {
                  const data = new DataTransfer();
                  data.items.add(new File([new Uint8Array(bytes)], name));
                  const target = document.querySelector('#documents');
                  target.dispatchEvent(kind === 'paste'
                    ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true })
                    : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
                }
                """, new object[] { kind, name, Png.Select(b => (int)b).ToArray() });
            await page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).WaitForAsync();
        }

        await page.Context.ClearCookiesAsync(new() { Name = "sop-session" });
        await page.GetByLabel("Catatan").FillAsync("Ditulis sesudah sesi berakhir");
        await page.GetByText("Sesi berakhir.").WaitForAsync();
        await page.ReloadAsync();
        await page.GetByLabel("Nama pengguna").FillAsync("pengelola1.palembang");
        await page.GetByLabel("Kata sandi").FillAsync(Support.TestApp.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Masuk" }).ClickAsync();
        await page.ArrivesAtAsync($"**/tasks/{task}");
        await page.GetByText("Draf tersimpan").WaitForAsync();
        Assert.That(await page.GetByLabel("Catatan").InputValueAsync(), Is.EqualTo("Ditulis sesudah sesi berakhir"));
    }

    [Test]
    public async Task On_a_phone_a_photo_is_shown_upright_without_its_place_and_each_refusal_stands_at_the_field()
    {
        var page = await SignIn("pengelola1.palembang", phone: true);
        await Start(page);
        var drawn = await page.EvaluateAsync<string>(
            "Object.assign(document.createElement('canvas'), { width: 40, height: 20 }).toDataURL('image/jpeg').split(',')[1]");
        var photo = Lying(Convert.FromBase64String(drawn));
        await page.Locator("#files").SetInputFilesAsync(
        [
            File("foto.jpg", photo), File("surat.pdf", Encoding.ASCII.GetBytes("\r\n%PDF-1.7\nx")),
            File("data.csv", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("nama;nilai")]),
            File("kosong.txt", []), File("rusak.png", Png[..40]), File("program.exe", [77, 90, 1]),
        ]);
        foreach (var name in new[] { "surat.pdf", "data.csv" })
            await page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).WaitForAsync();
        var refusal = page.Locator("[data-upload-list]").GetByRole(AriaRole.Alert);
        await refusal.Filter(new() { HasText = "program.exe: jenis dokumen ini tidak diterima" }).WaitForAsync();
        Assert.That(await refusal.AllInnerTextsAsync(), Has.Count.EqualTo(3).And.Some.StartsWith("kosong.txt: dokumen kosong")
            .And.Some.StartsWith("rusak.png: gambar ini rusak"));

        var sizes = await page.Locator(".document-thumb img").First.EvaluateAsync<int[]>(
            "async (image) => { image.loading = 'eager'; await image.decode(); return [image.naturalWidth, image.naturalHeight]; }");
        Assert.That(sizes, Is.EqualTo(new[] { 20, 40 }), "upright");
        var address = await page.GetByRole(AriaRole.Link, new() { Name = "foto.jpg", Exact = true }).GetAttributeAsync("href");
        var stored = await (await page.APIRequest.GetAsync(new Uri(App.Address, address!.Replace("/preview", "", StringComparison.Ordinal))
            .ToString())).BodyAsync();
        Assert.That(Encoding.Latin1.GetString(stored), Does.Not.Contain("RAHASIA"));
        Assert.That(stored[^100..], Is.EqualTo(photo[^100..]), "its pixels as they were");
        await Inspect(page, "documents-phone");
        Assert.That(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= 360"), Is.True, "nothing sticks out");
    }

    /// <summary>A photo that a telephone took on its side, with the place in its Exif data.</summary>
    private static byte[] Lying(byte[] jpeg)
    {
        byte[] tiff = [.. "II*\0\u0008\0\0\0\u0001\0\u0012\u0001\u0003\0\u0001\0\0\0\u0006\0\0\0\0\0\0\0RAHASIA"u8];
        return [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(tiff.Length + 8), .. "Exif\0\0"u8, .. tiff, .. jpeg[2..]];
    }

    private static FilePayload File(string name, byte[] bytes) =>
        new() { Name = name, MimeType = "application/octet-stream", Buffer = bytes };

    private static async Task<string> Start(IPage page)
    {
        await page.GotoAsync("/sops/sop-21-bipa-5/start");
        await page.GetByRole(AriaRole.Button, new() { Name = "Buka berkas" }).ClickAsync();
        await page.GetByText("Berkas dibuka.").WaitForAsync();
        var task = page.Url.Split('/')[^1] + "-1";
        await page.GotoAsync("/tasks/" + task);
        return task;
    }
}
