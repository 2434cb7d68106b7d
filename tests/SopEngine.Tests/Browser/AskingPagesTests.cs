using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SopEngine.Engine.Asking;
using SopEngine.Tests.Asking;

namespace SopEngine.Tests.Browser;

/// <summary>A citizen's way as they see it: form, code, receipt, request, own step, talk, all requests.</summary>
internal sealed class AskingPagesTests : PageTest
{
    [TestCase(false, "id")]
    [TestCase(true, "id")]
    [TestCase(true, "en")]
    public async Task A_citizen_asks_corrects_talks_and_takes_back(bool phone, string language)
    {
        var name = $"asking-{language}{(phone ? "-phone" : "")}";
        await OwnSteps.Publish(App);
        var page = await Open(phone);
        var form = Citizens.Form(OwnSteps.Sop);
        await page.GotoAsync($"/language?culture={language}&next={Uri.EscapeDataString(form)}");
        await Look(page, name + "-form");
        await page.Locator("[name='data.isi']").FillAsync("Mohon izin");
        await page.Locator("[name=name]").FillAsync("Langkah Sendiri");
        await page.Locator("[name=email]").FillAsync("bukan@email");
        await page.Locator(".ask-form .btn-primary").ClickAsync();
        await page.Locator(".alert-danger a[href='#email']").WaitForAsync();
        await Look(page, name + "-faults");
        await page.Locator("[name=email]").FillAsync($"{name}@contoh.id");
        await page.Locator("[name=phone]").FillAsync("0812 7000 1000");
        await page.Locator("button[formaction$='/draft']").ClickAsync();
        await page.Locator(".ask-link").WaitForAsync();
        await Look(page, name + "-draft");
        await page.Locator("main a.btn-primary").ClickAsync();
        await page.Locator(".ask-form .btn-primary").ClickAsync();
        await page.Locator("#code").WaitForAsync();
        await Look(page, name + "-code");
        // By keyboard alone: the field, then the button.
        var code = System.Text.RegularExpressions.Regex.Match(await page.Locator(".alert-success").InnerTextAsync(), "[0-9]{6}").Value;
        await page.Locator("#code").FocusAsync();
        await page.Keyboard.TypeAsync(code);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".asked-receipt").WaitForAsync();
        await Look(page, name + "-receipt");
        Assert.That(await page.Locator(".asked-number").CountAsync(), Is.EqualTo(2));

        var id = await App.Scalar<long>(
            "select max(c.id) from cases c join people p on p.unit_id = c.unit_id and p.id = c.customer_id where p.email = @email",
            new { email = $"{name}@contoh.id" });
        using (var clerk = await App.Client(Citizens.Clerk)) await clerk.Post($"tasks/{id}-2/completion", new { });
        await page.Locator("main a.btn-primary").ClickAsync();
        await page.Locator(".ask-awaited a").WaitForAsync();
        await Look(page, name + "-awaits");
        await page.Locator(".ask-awaited a").ClickAsync();
        await page.Locator("[name='data.perbaikan']").WaitForAsync();
        await Look(page, name + "-step");
        await page.Locator("[name='data.perbaikan']").FillAsync("Sudah benar");
        await page.Locator("input[type=file]").First.SetInputFilesAsync(new FilePayload
        {
            Name = "bukti.pdf",
            MimeType = "application/pdf",
            Buffer = "%PDF-1.4\n%%EOF"u8.ToArray(),
        });
        await page.Locator(".ask-form .btn-primary").Last.ClickAsync();
        await page.Locator(".alert-success").WaitForAsync();
        await page.Locator("#text").FillAsync("Terima kasih.");
        await page.Locator("form[action$='/comments'] button").ClickAsync();
        await page.Locator(".ask-talk .mine").WaitForAsync();
        await Look(page, name + "-talk");
        await page.Locator("details > summary").ClickAsync();
        await page.Locator("#reason").FillAsync("Tidak jadi");
        await page.Locator("form[action$='/withdrawal'] button").ClickAsync();
        await page.Locator(".stage-Withdrawn").WaitForAsync();
        await Look(page, name + "-withdrawn");
    }

    [Test]
    public async Task The_message_links_page_that_ends_messages_is_fit_for_everybody()
    {
        using var citizen = Support.SessionClient.Nobody(App);
        var (_, _, id) = await Citizens.Ask(App, citizen, "henti.halaman@contoh.id", "Henti Halaman");
        var unit = await App.Unit(Citizens.Office);
        var person = await App.Scalar<long>("select customer_id from cases where id = @id", new { id });
        var token = await App.Services.GetRequiredService<FollowLinks>().Make(unit, id, person, CancellationToken.None);
        var page = await Open(phone: true);
        await page.GotoAsync($"/f/{token}/messages");
        await Look(page, "stop-phone");
        await page.Locator("button[value=stop]").ClickAsync();
        await page.Locator(".alert-success").WaitForAsync();
        await page.GotoAsync($"/f/{token}");
        await page.Locator(".ask-stage").WaitForAsync();
        await Look(page, "request-phone");
    }

    private static async Task Look(IPage page, string name)
    {
        await Inspect(page, name);
        Assert.That(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), Is.True, name);
    }
}
