using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>Steps returned with a reason, completions undone within a minute, and closed cases opened again.</summary>
internal sealed class GoingBackPagesTests : PageTest
{
    [Test]
    public async Task A_case_is_sent_back_with_a_reason_and_done_again()
    {
        var id = await Case("Laporan kinerja");
        await Complete("pengelola1", id, 1, new { comment = "Data triwulan III" });
        var kasi = await SignIn("kasi.palembang");
        await kasi.GotoAsync($"/tasks/{id}-2");
        await Inspect(kasi, "send-back-open");
        await kasi.GetByRole(AriaRole.Link, new() { Name = "Kembalikan ke langkah sebelumnya" }).ClickAsync();
        await kasi.GetByLabel("Alasan").FillAsync(" ");
        await kasi.GetByRole(AriaRole.Button, new() { Name = "Kembalikan berkas" }).ClickAsync();
        await kasi.GetByRole(AriaRole.Alert).WaitForAsync();
        await Inspect(kasi, "send-back-reason-missing");
        await kasi.GetByLabel("Alasan").FillAsync("Data bulan September belum masuk. Mohon dilengkapi.");
        await kasi.GetByRole(AriaRole.Button, new() { Name = "Kembalikan berkas" }).ClickAsync();
        await kasi.GetByText("Dikembalikan ke langkah 1.").WaitForAsync();

        var clerk = await SignIn("pengelola1.palembang", phone: true);
        await clerk.GotoAsync("/inbox?q=Laporan kinerja");
        await clerk.GetByRole(AriaRole.Link,
            new() { NameRegex = new("kinerja|data", System.Text.RegularExpressions.RegexOptions.IgnoreCase) }).First.WaitForAsync();
        await clerk.GotoAsync($"/tasks/{id}-3");
        await clerk.GetByRole(AriaRole.Note).GetByText("Data bulan September belum masuk. Mohon dilengkapi.").WaitForAsync();
        await Expect(clerk.GetByLabel("Catatan")).ToHaveValueAsync("Data triwulan III");
        await Inspect(clerk, "send-back-returned-phone");
        Assert.That(await clerk.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        await kasi.GotoAsync($"/cases/{id}");
        await kasi.GetByText("Riwayat").First.ClickAsync();
        await Inspect(kasi, "send-back-case");
        await kasi.GotoAsync($"/cases/{id}/drawing");
        await Inspect(kasi, "send-back-drawing");
    }

    [Test]
    public async Task A_completion_is_undone_from_its_message_and_from_the_done_list()
    {
        var id = await Case("Rekap layanan");
        var clerk = await SignIn("pengelola1.palembang");
        await clerk.GotoAsync($"/tasks/{id}-1");
        await clerk.GetByLabel("Catatan").FillAsync("Sudah lengkap");
        await clerk.GetByRole(AriaRole.Button, new() { Name = "Selesaikan" }).ClickAsync();
        await clerk.Locator("[role=status] [data-undo-left]:not(:empty)").WaitForAsync();
        await Inspect(clerk, "undo-message");
        await clerk.Locator("[role=status]").GetByRole(AriaRole.Button, new() { Name = "Batalkan penyelesaian" }).ClickAsync();
        await clerk.GetByText("Penyelesaian dibatalkan.").WaitForAsync();
        await Expect(clerk.GetByLabel("Catatan")).ToHaveValueAsync("Sudah lengkap");

        await clerk.GetByRole(AriaRole.Button, new() { Name = "Selesaikan" }).ClickAsync();
        await clerk.ArrivesAtAsync("**/inbox**");
        await clerk.GotoAsync("/inbox?list=done");
        await clerk.Locator(".task-row").First.GetByRole(AriaRole.Button, new() { Name = "Batalkan penyelesaian" }).WaitForAsync();
        await Inspect(clerk, "undo-done-list");
        await clerk.GotoAsync($"/cases/{id}");
        await Inspect(clerk, "undo-case");

        // Once somebody has claimed the next task, the completion can no longer be undone.
        using (var kasi = await App.Client("kasi.palembang")) Assert.That((await kasi.Post($"tasks/{id}-3/claim")).Status, Is.EqualTo(200));
        await clerk.GetByRole(AriaRole.Button, new() { Name = "Batalkan penyelesaian" }).ClickAsync();
        await clerk.GetByText("Penyelesaian ini tidak dapat dibatalkan lagi.").WaitForAsync();
        await clerk.GotoAsync("/inbox?list=done");
        await Expect(clerk.GetByRole(AriaRole.Button, new() { Name = "Batalkan penyelesaian" })).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Without_scripts_a_completion_is_undone_too()
    {
        var id = await Case("Tanpa skrip");
        var page = await Plain("pengelola1.palembang");
        await page.GotoAsync($"/tasks/{id}-1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Selesaikan" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Batalkan penyelesaian" }).First.ClickAsync();
        await Expect(page.GetByText("Penyelesaian dibatalkan.")).ToBeVisibleAsync();
    }

    [Test]
    public async Task The_head_opens_a_case_again_at_a_chosen_step()
    {
        var id = await Case("Laporan tahunan");
        await Complete("pengelola1", id, 1, new { });
        using (var head = await App.Client("kepala.palembang"))
            Assert.That((await head.Post($"cases/{id}/cancellation", new { reason = "Dobel" })).Status, Is.EqualTo(204));
        var page = await SignIn("kepala.palembang");
        await page.GotoAsync($"/cases/{id}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Buka kembali berkas" }).ClickAsync();
        await page.GetByRole(AriaRole.Radio).First.CheckAsync();
        await page.GetByLabel("Alasan").FillAsync("Ternyata bukan berkas yang sama.");
        await Inspect(page, "reopen");
        await page.GetByRole(AriaRole.Button, new() { Name = "Buka kembali" }).ClickAsync();
        await page.GetByText("Berkas dibuka kembali.").WaitForAsync();
        await page.GetByText("Ternyata bukan berkas yang sama.").First.WaitForAsync();
        await Inspect(page, "reopened-case");
        var phone = await SignIn("pengelola1.palembang", phone: true);
        await phone.GotoAsync($"/tasks/{id}-3");
        await phone.GetByRole(AriaRole.Note).GetByText("Ternyata bukan berkas yang sama.").WaitForAsync();
        await Inspect(phone, "reopened-task-phone");
    }

    private async Task<string> Case(string title)
    {
        using var clerk = await App.Client("pengelola1.palembang");
        return (await clerk.Post("cases", new { sop = "sop-4-bipa-5", title }))["id"].ToString();
    }

    private async Task Complete(string who, string id, int no, object with)
    {
        using var client = await App.Client($"{who}.palembang");
        Assert.That((await client.Post($"tasks/{id}-{no}/completion", with)).Status, Is.EqualTo(200));
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
