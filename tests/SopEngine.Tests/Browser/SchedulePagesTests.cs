using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>Schedules, as an admin sets them and a supervisor reads them.</summary>
internal sealed class SchedulePagesTests : PageTest
{
    [Test]
    public async Task An_admin_sets_a_schedule_in_words_sees_its_next_times_runs_pauses_and_deletes_it()
    {
        var page = await SignIn("admin.palembang");
        await page.GetByText("Kelola", new() { Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Jadwal", Exact = true }).ClickAsync();
        await page.GetByText("Setiap bulan, hari kerja pertama, pukul 08.00 WIB").WaitForAsync();
        await Inspect(page, "schedules");

        await page.GetByRole(AriaRole.Link, new() { Name = "Jadwal baru" }).ClickAsync();
        await page.GetByLabel("SOP", new() { Exact = true }).SelectOptionAsync("sop-4-bipa-5");
        await page.GetByLabel("Berulang").SelectOptionAsync("Week");
        Assert.That(await page.GetByLabel("Rumus cron").IsVisibleAsync(), Is.False, "what is not chosen is not shown");
        await page.GetByRole(AriaRole.Button, new() { Name = "Simpan jadwal" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).GetByText("Lengkapi dulu kapan SOP dimulai.").WaitForAsync();
        await Inspect(page, "schedule-incomplete");

        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Senin" }).CheckAsync();
        await page.GetByLabel("Pukul").FillAsync("09:30");
        await page.GetByLabel("Perihal berkas").FillAsync("Rekap sampai {tanggal}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Lihat lima waktu berikutnya" }).ClickAsync();
        await page.GetByText("Setiap Senin pukul 09.30 WIB (bila libur, hari kerja berikutnya)").WaitForAsync();
        Assert.That(await page.Locator(".next-times li").CountAsync(), Is.EqualTo(5));
        Assert.That(await page.GetByLabel("Perihal berkas").InputValueAsync(), Is.EqualTo("Rekap sampai {tanggal}"),
            "what was typed stays");
        await Inspect(page, "schedule-preview");
        await page.GetByRole(AriaRole.Button, new() { Name = "Simpan jadwal" }).ClickAsync();
        await page.GetByText("Jadwal disimpan.").WaitForAsync();

        var row = page.Locator(".schedule-row").Filter(new() { HasText = "Setiap Senin" });
        await row.GetByRole(AriaRole.Button, new() { Name = "Jalankan sekarang" }).ClickAsync();
        await page.GetByText("Berkas dibuka.").WaitForAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Rekap sampai" }).WaitForAsync();
        await page.GotoAsync("/schedules");
        await row.GetByText("Berkas dibuka").WaitForAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Jeda" }).ClickAsync();
        await page.GetByText("Jadwal dijeda.").WaitForAsync();
        await Inspect(page, "schedules-paused");
        await row.GetByRole(AriaRole.Button, new() { Name = "Lanjutkan" }).ClickAsync();
        await page.GetByText("Jadwal dilanjutkan.").WaitForAsync();

        await row.GetByRole(AriaRole.Link, new() { Name = "Penyusunan Data Kinerja" }).ClickAsync();
        await page.GetByText("Atas permintaan").WaitForAsync();
        await Inspect(page, "schedule-edit");
        await page.Locator("summary").Filter(new() { HasText = "Hapus jadwal" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Hapus jadwal" }).ClickAsync();
        await page.GetByText("Jadwal dihapus.").WaitForAsync();
        Assert.That(await row.CountAsync(), Is.Zero);
    }

    [Test]
    public async Task On_a_phone_the_head_reads_schedules_and_jobs_and_changes_nothing()
    {
        var page = await SignIn("kepala.palembang", phone: true);
        await page.GotoAsync("/schedules");
        await page.GetByText("Memeriksa riwayat berkas").WaitForAsync();
        Assert.That(await page.GetByRole(AriaRole.Button, new() { Name = "Jalankan sekarang" }).CountAsync(), Is.Zero);
        Assert.That(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        await Inspect(page, "schedules-phone");
        await page.GetByRole(AriaRole.Link, new() { Name = "Penyusunan Data Kinerja" }).ClickAsync();
        await page.GetByText("Lima waktu berikutnya").WaitForAsync();
        Assert.That(await page.GetByRole(AriaRole.Button, new() { Name = "Simpan jadwal" }).CountAsync(), Is.Zero);
        await Inspect(page, "schedule-phone");
    }

    [Test]
    public async Task The_pages_of_schedules_are_in_English_too()
    {
        var page = await SignIn("admin.palembang");
        await page.Locator(".app-menu summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await page.GotoAsync("/schedules");
        await page.GetByText("Every month, the first working day, at 08:00 WIB").WaitForAsync();
    }
}
