using Microsoft.Playwright;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Browser;

/// <summary>The dashboards as a supervisor sees them, over a hundred days of an office's work.</summary>
internal sealed class DashboardPagesTests : PageTest
{
    protected override Task Prepare(string connectionString) => OfficeHistory.Make(connectionString, "baristand-palembang", 100);

    [TestCase(false)]
    [TestCase(true)]
    public async Task Every_number_leads_to_what_is_behind_it(bool phone)
    {
        var suffix = phone ? "-phone" : "";
        var page = await SignIn("pengawas.palembang", phone);
        await page.GetByRole(AriaRole.Link, new() { Name = "Dasbor" }).ClickAsync();
        await page.GetByText("diperbarui otomatis").WaitForAsync();
        await Inspect(page, "dashboard-now" + suffix);
        await page.Locator(".figure-late").First.ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Langkah terlambat" }).WaitForAsync();
        await Inspect(page, "dashboard-list" + suffix);

        await page.GotoAsync("/dashboard/trend");
        await page.Locator("[data-drawn]").Nth(1).WaitForAsync();
        await NothingIsWiderThanThePage(page);
        await Inspect(page, "dashboard-trend" + suffix);
        if (phone) await page.Locator("summary", new() { HasText = "Saring" }).ClickAsync();
        await page.GetByLabel("Menurut", new() { Exact = true }).SelectOptionAsync("month");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tampilkan" }).ClickAsync();
        await page.ArrivesAtAsync("**by=month**");
        await page.Locator("[data-drawn]").Nth(1).WaitForAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Tampilan dasbor" })
            .GetByRole(AriaRole.Link, new() { Name = "Titik rawan" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Langkah terhadap mutu baku" }).WaitForAsync();
        await Inspect(page, "dashboard-heat" + suffix);
        await page.GoBackAsync();
        await page.Locator("[data-drawn]").Nth(1).WaitForAsync();
        await NothingIsWiderThanThePage(page);
        foreach (var (address, heading) in new[]
        {
            ("/dashboard/ahead", "Beban menurut pelaksana"), ("/dashboard/causes", "Waktu berkas menurut SOP"),
            ("/dashboard/thresholds", "Ambang baru"), ("/dashboard/saved?from=/dashboard/trend", "Simpan tampilan dasbor"),
        })
        {
            await page.GotoAsync(address);
            await page.GetByRole(AriaRole.Heading, new() { Name = heading }).WaitForAsync();
            await NothingIsWiderThanThePage(page);
            await Inspect(page, address.Split('/', '?')[2] + suffix);
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_supervisor_gives_the_late_steps_of_a_list_more_time_together(bool phone)
    {
        var page = await SignIn("pengawas.palembang", phone);
        await page.GotoAsync("/dashboard/list?standing=late");
        await page.Locator(".task-check").Nth(0).CheckAsync();
        await page.Locator(".task-check").Nth(1).CheckAsync();
        await Inspect(page, "dashboard-together" + (phone ? "-phone" : ""));
        await page.GetByRole(AriaRole.Button, new() { Name = "Beri perpanjangan" }).ClickAsync();
        await page.GetByText("Tugas yang diperpanjang (2)").WaitForAsync();
        await page.GetByLabel("Tambahan waktu").FillAsync("2");
        await page.GetByLabel("Alasan").FillAsync("Alat rusak");
        await Inspect(page, "extend-together" + (phone ? "-phone" : ""));
        await page.GetByRole(AriaRole.Button, new() { Name = "Perpanjang" }).ClickAsync();
        await page.GetByText("Tenggat 2 tugas diperpanjang.").WaitForAsync();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_head_reads_the_latest_report_from_the_bell_and_chooses_which_are_made(bool phone)
    {
        var suffix = phone ? "-phone" : "";
        var page = await SignIn("kepala.palembang", phone);
        await page.GotoAsync("/messages?list=all");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("Laporan kinerja .* sudah jadi") }).First.ClickAsync();
        await page.GetByText("Keterlambatan menurut pelaksana").WaitForAsync();
        await NothingIsWiderThanThePage(page);
        await Inspect(page, "report" + suffix);
        await page.GetByRole(AriaRole.Link, new() { Name = "Laporan", Exact = true }).ClickAsync();
        await page.GetByLabel("Setiap triwulan").SetCheckedAsync(phone);
        await page.GetByRole(AriaRole.Button, new() { Name = "Simpan" }).ClickAsync();
        await page.GetByText("Pilihan laporan berkala disimpan.").WaitForAsync();
        Assert.That(await page.GetByLabel("Setiap triwulan").IsCheckedAsync(), Is.EqualTo(phone));
        await NothingIsWiderThanThePage(page);
        await Inspect(page, "reports" + suffix);
    }

    [Test]
    public async Task The_numbers_of_now_change_by_themselves()
    {
        var page = await SignIn("pengawas.palembang");
        await page.GotoAsync("/dashboard");
        var number = page.Locator(".figure:has-text('Terbuka') .figure-number");
        var before = int.Parse((await number.InnerTextAsync()).Replace(".", "", StringComparison.Ordinal),
            System.Globalization.CultureInfo.InvariantCulture);
        using var clerk = await App.Client("pengelola1.palembang");
        await clerk.Post("cases", new { sop = "sop-4-bipa-5" });

        await page.Locator($".figure:has-text('Terbuka'):has-text('{before + 1}')").WaitForAsync();
        await Inspect(page, "dashboard-live");
    }

    private static async Task NothingIsWiderThanThePage(IPage page) => Assert.That(
        await page.EvaluateAsync<string[]>(
            """
            document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
              .filter((element) =>
                element.getBoundingClientRect().right > innerWidth && !element.closest(".table-responsive, .heat-scroll"))
              .map((element) => `${element.tagName} ${element.className}`)
            """),
        Is.Empty);
}
