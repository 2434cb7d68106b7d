using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SopEngine.Engine.Timers;

namespace SopEngine.Tests.Browser;

/// <summary>A late step as the people see it to whom it is escalated.</summary>
internal sealed class EscalationPagesTests : PageTest
{
    [Test]
    public async Task A_late_step_stands_with_its_reason_in_the_inbox_of_the_next_actor_who_completes_it()
    {
        using var clerk = await App.Client("pengelola1.palembang");
        var started = await clerk.Post("cases", new { sop = "sop-4-bipa-5", title = "Data kinerja Oktober" });
        await App.Scalar<int>(
            """
            update tasks set opened_at = opened_at - interval '2 days', due_at = now() - interval '1 hour',
              alarms = array[now() - interval '2 hours', now() - interval '1 hour', 'infinity']
            where case_id = @id returning 1
            """,
            new { id = started["id"].GetInt64() });
        await App.Services.GetRequiredService<AlarmSweep>().RingDue(CancellationToken.None);

        var next = await SignIn("kasi.palembang");
        await next.GetByRole(AriaRole.Link, new() { Name = "Eskalasi" }).ClickAsync();
        await next.GetByText("Eskalasi 100%").WaitForAsync();
        await Inspect(next, "inbox-escalated");
        await next.GetByRole(AriaRole.Link, new() { Name = "Menyusun data kinerja layanan" }).ClickAsync();
        await next.GetByText("Dieskalasikan kepada Anda karena terlambat").WaitForAsync();
        await Inspect(next, "task-escalated");
        await next.GotoAsync($"/cases/{started["id"]}");
        await next.Locator("h1 ~ .standing-late", new() { HasText = "Terlambat" }).WaitForAsync();
        await next.Locator(".steps-line .due-late").WaitForAsync();
        await next.Locator(".steps-line", new() { HasText = "; kini pada antrean Pengelola Pelayanan Publik" }).WaitForAsync();
        Assert.That(await next.Locator(".history").TextContentAsync(), Does.Contain("Langkah 1 dieskalasikan kepada Plt. Kasi PJT"));
        var supervisor = await SignIn("pengawas.palembang");
        await supervisor.GotoAsync("/inbox?list=escalated");
        await supervisor.GetByText("Eskalasi 100%").WaitForAsync();
        await Inspect(supervisor, "inbox-supervisor");
        await Inspect(next, "case-late");
        await next.GoBackAsync();
        await next.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await next.GetByText("Selesai: Menyusun data kinerja layanan").WaitForAsync();

        await next.GotoAsync("/inbox?list=escalated");
        await next.GetByText("Tidak ada langkah terlambat").WaitForAsync();
        Assert.That(await App.Verify(), Is.Empty);
    }
}
