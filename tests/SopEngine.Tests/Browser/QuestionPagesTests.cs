using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>A colleague is asked about a task, finds the question in the inbox, and answers with a document.</summary>
internal sealed class QuestionPagesTests : PageTest
{
    [Test]
    public async Task A_question_is_asked_found_and_answered()
    {
        using var client = await App.Client("pengelola1.palembang");
        var id = (await client.Post("cases", new { sop = "sop-4-bipa-5", title = "Data layanan" }))["id"].ToString();
        var clerk = await SignIn("pengelola1.palembang");
        await clerk.GotoAsync($"/tasks/{id}-1");
        await clerk.GetByText("Tanya rekan", new() { Exact = true }).ClickAsync();
        await clerk.Locator("#question-text").FillAsync("Apakah data pengujian bulan September sudah final?");
        await clerk.GetByRole(AriaRole.Button, new() { Name = "Kirim pertanyaan" }).ClickAsync();
        await clerk.GetByText("Pilih rekan yang ditanya.").First.WaitForAsync();
        await Inspect(clerk, "question-nobody");
        await clerk.Locator(".deeds").GetByLabel("Yulianti Safitri").CheckAsync();
        await clerk.GetByLabel("Mohon dijawab dalam").FillAsync("4");
        await clerk.GetByRole(AriaRole.Button, new() { Name = "Kirim pertanyaan" }).ClickAsync();
        await clerk.GetByText("Pertanyaan terkirim.").WaitForAsync();
        await clerk.GetByText("1 pertanyaan kepada rekan belum dijawab.").WaitForAsync();
        await Expect(clerk.Locator(".deeds details[open]")).ToHaveCountAsync(0);
        await Expect(clerk.Locator("#question-text")).ToHaveValueAsync("");
        await Inspect(clerk, "question-asked");

        var kasi = await SignIn("kasi.palembang", phone: true);
        await Expect(kasi.Locator(".tab", new() { HasText = "Ditanyakan kepada saya" }).Locator(".tab-count")).ToHaveTextAsync("1");
        await kasi.GotoAsync("/inbox?list=asked");
        await kasi.GetByText("Apakah data pengujian bulan September sudah final?").WaitForAsync();
        await Inspect(kasi, "question-inbox-phone");
        await kasi.Locator(".task-link").First.ClickAsync();
        await kasi.GetByLabel("Jawaban Anda").FillAsync("Sudah, terlampir rekapnya.");
        await kasi.Locator("#questions input[type=file]").SetInputFilesAsync(
            new FilePayload { Name = "rekap.csv", MimeType = "text/csv", Buffer = "bulan,jumlah\nSep,12\n"u8.ToArray() });
        await Inspect(kasi, "question-answer-phone");
        Assert.That(await kasi.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        await kasi.GetByRole(AriaRole.Button, new() { Name = "Kirim jawaban" }).ClickAsync();
        await kasi.GetByText("Jawaban terkirim.").WaitForAsync();
        await kasi.GetByText("Tidak ada pertanyaan rekan yang menunggu jawaban Anda").WaitForAsync();

        await clerk.GotoAsync($"/tasks/{id}-1");
        await clerk.GetByText("Sudah, terlampir rekapnya.").WaitForAsync();
        await clerk.Locator("#questions").GetByRole(AriaRole.Link, new() { Name = "rekap.csv" }).WaitForAsync();
        await Expect(clerk.GetByText("belum dijawab.")).ToHaveCountAsync(0);
        await Inspect(clerk, "question-answered");
        await clerk.GotoAsync($"/cases/{id}");
        await clerk.GetByText("Riwayat").First.ClickAsync();
        await Inspect(clerk, "question-case");
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
