using Microsoft.Playwright;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Browser;

/// <summary>Pages refresh themselves, and never lose the reader's input or answer.</summary>
internal sealed class LivePagesTests : PageTest
{
    private const string Note = "Data bulan lalu sudah lengkap";

    /// <summary>Marks a page that received an event, and sets the random part of its delays to zero.</summary>
    private const string Predictable =
        """
        Math.random = () => 0;
        const Source = window.EventSource;
        window.EventSource = class extends Source {
            constructor(url) { super(url); this.addEventListener('changed', () => document.documentElement.classList.add('has-news')); }
        };
        """;

    [Test]
    public async Task A_form_sent_just_before_the_page_refreshes_itself_gets_its_answer()
    {
        var (head, clerk, id) = await PausedCase("Data kinerja Januari");
        using var _ = clerk;
        var held = await Hold(head, $"**/cases/{id}/resumption");
        await NewsComes(head, clerk, id);
        await head.Clock.RunForAsync(3_050);
        await head.GetByRole(AriaRole.Button, new() { Name = "Lanjutkan berkas" }).ClickAsync();
        await head.Clock.RunForAsync(10_000);
        held.SetResult();
        await head.Clock.ResumeAsync();

        await head.GetByText("Berkas dilanjutkan.").WaitForAsync();
    }

    [Test]
    public async Task A_late_refresh_does_not_replace_the_answer_to_a_form()
    {
        var (head, clerk, id) = await PausedCase("Data kinerja Februari");
        using var _ = clerk;
        var held = await Hold(head, $"**/cases/{id}");
        await NewsComes(head, clerk, id);
        await head.RunAndWaitForRequestAsync(() => head.Clock.RunForAsync(3_050), $"**/cases/{id}");
        await head.Clock.ResumeAsync();
        await head.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.IgnoreErrors });
        await head.GetByRole(AriaRole.Button, new() { Name = "Lanjutkan berkas" }).ClickAsync();
        await head.GetByText("Berkas dilanjutkan.").WaitForAsync();
        held.SetResult();

        await head.GetByText(Note).First.WaitForAsync();
        await Assertions.Expect(head.GetByText("Berkas dilanjutkan.")).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_box_ticked_during_a_refresh_stays_ticked()
    {
        using var other = await App.Client("pengelola1.palembang");
        var id = (await other.Post("cases", new { sop = "sop-4-bipa-5", title = "Data kinerja Maret" }))["id"].GetInt64();
        var clerk = await SignIn("pengelola2.palembang");
        await clerk.GotoAsync("/inbox?list=queue");
        var box = clerk.Locator($".task-check[value='{id}-1']");
        await clerk.RouteAsync("**/inbox?list=queue", async route =>
        {
            var answer = await route.FetchAsync();
            await box.CheckAsync();
            await route.FulfillAsync(new() { Response = answer });
        });
        await clerk.RunAndWaitForRequestFinishedAsync(
            () => other.Post("cases", new { sop = "sop-4-bipa-5", title = "Data kinerja April" }),
            new() { Predicate = request => request.Url.EndsWith("/inbox?list=queue", StringComparison.Ordinal) });
        await TwoFrames(clerk);

        Assert.That(await box.IsCheckedAsync(), Is.True);
        await Assertions.Expect(clerk.GetByText("Data kinerja April")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task A_page_that_cannot_be_refreshed_stays_until_it_can()
    {
        using var other = await App.Client("pengelola1.palembang");
        var clerk = await SignIn("pengelola2.palembang");
        await clerk.GotoAsync("/inbox?list=queue");
        var refused = 0;
        await clerk.RouteAsync("**/inbox?list=queue", route => refused++ == 0
            ? route.FulfillAsync(new() { Status = 502, ContentType = "text/html", Body = "Bad gateway" }) : route.AbortAsync());
        foreach (var month in new[] { "Mei", "Juni" })
        {
            await clerk.RunAndWaitForRequestAsync(() => other.Post("cases", new { sop = "sop-4-bipa-5", title = "Data kinerja " + month }),
                "**/inbox?list=queue");
            await TwoFrames(clerk);
            await Assertions.Expect(clerk.GetByRole(AriaRole.Heading, new() { Name = "Tugas" })).ToBeVisibleAsync();
        }

        await clerk.UnrouteAllAsync();
        await other.Post("cases", new { sop = "sop-4-bipa-5", title = "Data kinerja Juli" });
        await clerk.GetByText("Data kinerja Juli").First.WaitForAsync();
        Assert.That(refused, Is.EqualTo(2));
        Forget("ERR_FAILED", "status of 502");
    }

    private async Task<(IPage Head, SessionClient Clerk, long Id)> PausedCase(string title)
    {
        using var client = await App.Client("kepala.palembang");
        using var starter = await App.Client("pengelola1.palembang");
        var id = (await starter.Post("cases", new { sop = "sop-4-bipa-5", title }))["id"].GetInt64();
        Assert.That((await client.Post($"cases/{id}/pause", new { reason = "Menunggu data" })).Status, Is.EqualTo(204));
        var head = await SignIn("kepala.palembang");
        await head.AddInitScriptAsync(Predictable);
        await head.Clock.InstallAsync(new() { TimeDate = DateTime.UtcNow });
        await head.Clock.PauseAtAsync(DateTime.UtcNow.AddSeconds(10));
        await head.GotoAsync($"/cases/{id}");
        return (head, await SessionClient.SignIn(App, "pengelola1.palembang"), id);
    }

    /// <summary>The page's clock stands still: it receives an event, and refreshes three seconds after it was opened.</summary>
    private static async Task NewsComes(IPage page, SessionClient other, long id)
    {
        Assert.That((await other.Submit($"/cases/{id}", $"/cases/{id}/comments", ("text", Note))).Status, Is.EqualTo(303));
        await page.Locator("html.has-news").WaitForAsync();
    }

    /// <summary>Waits until pending changes are painted.</summary>
    private static async Task TwoFrames(IPage page) =>
        await page.EvaluateAsync("() => new Promise(shown => requestAnimationFrame(() => requestAnimationFrame(shown)))");

    /// <summary>Holds requests to an address until the returned source is set.</summary>
    private static async Task<TaskCompletionSource> Hold(IPage page, string address)
    {
        var held = new TaskCompletionSource();
        await page.RouteAsync(address, async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        return held;
    }
}
