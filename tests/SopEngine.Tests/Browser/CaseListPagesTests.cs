using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>The list of cases, one case, and the handing over of several tasks, as staff use them.</summary>
internal sealed class CaseListPagesTests : PageTest
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_case_is_found_and_shows_the_time_of_its_steps_and_its_readers(bool phone)
    {
        using var clerk = await App.Client("pengelola1.palembang");
        var id = (await clerk.Post("cases", new { sop = "sop-4-bipa-5", title = "Data kinerja triwulan empat" }))["id"].GetInt64();
        await clerk.Post($"tasks/{id}-1/completion");
        var name = phone ? "-phone" : "";

        var head = await SignIn("kepala.palembang", phone);
        await head.GotoAsync("/cases");
        await Inspect(head, "cases" + name);
        await head.GetByRole(AriaRole.Searchbox).FillAsync("triw kinerja");
        await head.Keyboard.PressAsync("Enter");
        await head.ArrivesAtAsync("**q=triw*");
        await head.GetByText("Saring").First.ClickAsync();
        await head.Locator("select[name=sop]").SelectOptionAsync("sop-4-bipa-5");
        await head.GetByRole(AriaRole.Button, new() { Name = "Terapkan" }).ClickAsync();
        await head.ArrivesAtAsync("**sop=sop-4-bipa-5*");
        await head.GetByText("Saring").First.ClickAsync();
        await Inspect(head, "cases-filtered" + name);
        await NoSideways(head);
        await head.GetByRole(AriaRole.Link, new() { Name = "Data kinerja triwulan empat" }).First.ClickAsync();
        await head.GetByRole(AriaRole.Heading, new() { Name = "Mutu baku dan realisasi waktu" }).WaitForAsync();
        await head.ReloadAsync();
        await head.GetByText("Dilihat oleh (1)").ClickAsync();
        await Inspect(head, "case-times" + name);
        await NoSideways(head);
        await head.GotoAsync("/cases?q=tidakadasamasekali");
        await head.GetByText("Tidak ada berkas yang cocok").WaitForAsync();
        await Inspect(head, "cases-none" + name);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Several_tasks_go_to_a_colleague(bool phone)
    {
        using var program = await App.Client("pengelola1.palembang");
        for (var i = 0; i < 2; i++) await program.Post("cases", new { sop = "sop-4-bipa-5", title = $"Serah terima {i}" });
        var clerk = await SignIn("pengelola1.palembang", phone);
        await clerk.GotoAsync("/inbox?list=queue&q=Serah");
        foreach (var box in await clerk.Locator(".task-check").AllAsync()) await box.CheckAsync();
        await clerk.GetByRole(AriaRole.Button, new() { Name = "Serahkan yang dipilih" }).ClickAsync();
        await clerk.GetByRole(AriaRole.Heading, new() { Name = "Serahkan beberapa tugas" }).WaitForAsync();
        await Inspect(clerk, "hand-over-together" + (phone ? "-phone" : ""));
        await NoSideways(clerk);
        await clerk.Locator("input[name=to]").First.CheckAsync();
        await clerk.GetByLabel("Alasan").FillAsync("Saya bertugas di luar kantor sampai Jumat");
        await clerk.GetByRole(AriaRole.Button, new() { Name = "Serahkan tugas" }).ClickAsync();
        await clerk.GetByText("tugas sudah diserahkan").WaitForAsync();
    }

    private static async Task NoSideways(IPage page) =>
        Assert.That(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
            Is.Zero, page.Url);
}
