using Microsoft.Playwright;
using NodaTime;
using NodaTime.Text;

namespace SopEngine.Tests.Browser;

/// <summary>The office's calendar, as its keeper works with it.</summary>
internal sealed class CalendarPagesTests : PageTest
{
    [Test]
    public async Task A_closure_is_declared_after_its_effect_was_seen_and_open_tasks_move()
    {
        using var clerk = await App.Client("pengelola1.palembang");
        var started = await clerk.Post("cases", new { sop = "sop-4-bipa-5", title = "Data kinerja Oktober" });
        var id = started["id"].GetInt64();
        var before = await App.Scalar<DateTime>("select due_at from tasks where case_id = @id", new { id });

        var page = await SignIn("admin.palembang");
        await page.GetByText("Kelola", new() { Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Kalender kerja" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Kalender kerja" }).WaitForAsync();
        await Inspect(page, "calendar");
        await page.GetByText("Tutup kantor pada tanggal tertentu").ClickAsync();
        var today = SystemClock.Instance.GetCurrentInstant().InUtc().Date;
        await page.Locator("#closure-from").FillAsync(LocalDatePattern.Iso.Format(today));
        await page.Locator("#closure-to").FillAsync(LocalDatePattern.Iso.Format(today.PlusDays(10)));
        await page.Locator("#closure-reason").FillAsync("Banjir di halaman kantor");
        await page.Locator("details[open]").GetByRole(AriaRole.Button, new() { Name = "Lihat dampaknya" }).ClickAsync();
        await page.GetByText("1 tugas terbuka berubah tenggatnya.").WaitForAsync();
        await Inspect(page, "calendar-preview");
        Assert.That(await App.Scalar<DateTime>("select due_at from tasks where case_id = @id", new { id }), Is.EqualTo(before),
            "looking changes nothing");

        await page.GetByRole(AriaRole.Button, new() { Name = "Simpan kalender" }).ClickAsync();
        await page.GetByText("Kalender disimpan.").WaitForAsync();
        for (var patience = 0; patience < 50 && await page.GetByText("1 berkas dihitung ulang").CountAsync() == 0; patience++)
            await page.ReloadAsync();
        await page.GetByText("1 berkas dihitung ulang").WaitForAsync();
        Assert.That(await App.Scalar<DateTime>("select due_at from tasks where case_id = @id", new { id }), Is.GreaterThan(before));

        await page.GotoAsync($"/cases/{id}");
        await page.Locator("summary", new() { HasText = "Riwayat" }).ClickAsync();
        await page.GetByText("Dihitung ulang karena kalender berubah").WaitForAsync();
        await Inspect(page, "case-recounted");
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task An_invalid_entry_is_explained_beside_its_field_and_keeps_its_text()
    {
        var page = await SignIn("admin.pekanbaru", phone: true);
        await page.GotoAsync("/calendar");
        await Inspect(page, "calendar-phone");
        await page.GetByText("Ubah jam mingguan dan zona").ClickAsync();
        await page.Locator("#hours-friday").FillAsync("setengah hari");
        await page.Locator("details[open]").GetByRole(AriaRole.Button, new() { Name = "Lihat dampaknya" }).ClickAsync();
        await page.GetByText("“setengah hari” belum tertulis seperti 07:30-12:00.").First.WaitForAsync();
        Assert.That(await page.Locator("#hours-friday").InputValueAsync(), Is.EqualTo("setengah hari"));
        await Inspect(page, "calendar-wrong-phone");
    }

    [Test]
    public async Task The_hours_of_the_counter_and_the_holidays_of_next_year_are_seen_and_a_limit_is_tried_on_them()
    {
        var page = await SignIn("kepala.inaker");
        await page.GotoAsync("/calendar?year=2027");
        await page.GetByText("Isra Mikraj (1449 H)").First.WaitForAsync();
        await page.GetByLabel("Waktu", new() { Exact = true }).FillAsync("3 jam");
        await page.GetByLabel("Mulai").FillAsync("2026-11-20T15:30");
        await page.GetByRole(AriaRole.Button, new() { Name = "Hitung" }).ClickAsync();
        await page.GetByText("Senin, 23 November 2026 09.30 WIB").WaitForAsync();
        await Inspect(page, "calendar-2027");

        var clerk = await SignIn("staf1.inaker");
        await clerk.GotoAsync("/calendar");
        await clerk.GetByRole(AriaRole.Heading, new() { Name = "Kalender kerja" }).WaitForAsync();
        Assert.That(await clerk.GetByText("Ubah kalender").CountAsync(), Is.Zero, "everybody may look");
    }
}
