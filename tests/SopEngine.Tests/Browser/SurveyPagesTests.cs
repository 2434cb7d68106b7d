using Microsoft.Playwright;
using SopEngine.Core.Survey;
using SopEngine.Tests.Surveys;
using SopEngine.Web.Forms;

namespace SopEngine.Tests.Browser;

/// <summary>The satisfaction survey as its respondents, a clerk and the head see it.</summary>
internal sealed class SurveyPagesTests : PageTest
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_respondent_answers_on_the_page_of_a_link(bool phone)
    {
        var name = phone ? "-phone" : "";
        var path = await SurveySops.Link(App, service: null);
        await SurveySops.Start(App, "Uji halaman survei" + name);
        var before = await SurveySops.Count(App);
        var page = await Open(phone);
        await page.GotoAsync(path);
        await Inspect(page, "survey" + name);
        Assert.That(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), Is.True);
        await page.Locator("select[name=service]").SelectOptionAsync(SurveySops.Sop);
        foreach (var element in SurveyElements.Asked.Take(8))
            await page.Locator($"input[name='{SurveyInput.Of(element)}'][value='3']").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Kirim jawaban" }).ClickAsync();
        await page.GetByText("Pertanyaan 9 belum dijawab").First.WaitForAsync();
        await Inspect(page, "survey-incomplete" + name);
        await page.GetByRole(AriaRole.Link, new() { Name = "Pertanyaan 9 belum dijawab." }).ClickAsync();
        await page.GetByText("Dikelola dengan baik").ClickAsync();
        await page.GetByLabel("Jenis kelamin").SelectOptionAsync("female");
        await page.GetByRole(AriaRole.Button, new() { Name = "Kirim jawaban" }).ClickAsync();
        await page.GetByText("Terima kasih, jawaban Anda").WaitForAsync();
        await Inspect(page, "survey-thanks" + name);
        Assert.That(await SurveySops.Count(App), Is.EqualTo(before + 1));
    }

    [Test]
    public async Task A_clerk_types_in_paper_with_the_keys_one_to_four()
    {
        await SurveySops.Start(App, "Uji ketik kertas");
        var before = await SurveySops.Count(App);
        var clerk = await SignIn(SurveySops.Clerk);
        await clerk.GotoAsync("/surveys/paper");
        await clerk.Locator("select[name=service]").SelectOptionAsync(SurveySops.Sop);
        await clerk.Locator("[data-score]").First.FocusAsync();
        await clerk.Keyboard.TypeAsync("3243 4x33", new() { Delay = 5 });
        Assert.That(await clerk.Locator("[data-score]").Nth(6).InputValueAsync(), Is.EqualTo("3"));
        await clerk.Keyboard.TypeAsync("44");
        await Inspect(clerk, "survey-paper");
        await clerk.Keyboard.PressAsync("Enter");
        await clerk.GetByText("Jawaban tersimpan").WaitForAsync();
        Assert.That(await clerk.Locator("select[name=service]").InputValueAsync(), Is.EqualTo(SurveySops.Sop), "of the same heap");
        Assert.That(await SurveySops.Count(App), Is.EqualTo(before + 1));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_customer_answers_in_the_step_of_their_case(bool phone)
    {
        var name = phone ? "-phone" : "";
        var id = await SurveySops.Start(App, "Uji langkah survei" + name);
        var customer = await SignIn(SurveySops.Customer, phone);
        await customer.GotoAsync($"/tasks/{id}-2");
        await Inspect(customer, "survey-step" + name);
        Assert.That(await customer.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), Is.True);
        foreach (var element in SurveyElements.Asked)
            await customer.Locator($"input[name='{SurveyInput.Of(element)}'][value='4']").CheckAsync();
        await customer.GetByRole(AriaRole.Button, new() { Name = "Kirim jawaban" }).ClickAsync();
        await customer.GetByText("Selesai: ").First.WaitForAsync();
    }

    [Test]
    public async Task A_clerk_shows_the_code_of_a_case_on_the_counter()
    {
        var id = await SurveySops.Start(App, "Uji kode survei");
        var clerk = await SignIn(SurveySops.Clerk);
        await clerk.GotoAsync($"/tasks/{id}-2");
        await clerk.GetByRole(AriaRole.Button, new() { Name = "Tautan dan kode QR" }).ClickAsync();
        await clerk.Locator(".link-poster .qr-code").WaitForAsync();
        await Inspect(clerk, "survey-case-link");
    }
}
