using System.Globalization;
using System.Text.Json.Nodes;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using NodaTime;
using SopEngine.Core.Reports;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Dashboards;

/// <summary>Access to the dashboards, their numbers and their files.</summary>
internal sealed class DashboardTests
{
    private TestApp _app = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _app = await TestApp.Start(connection => OfficeHistory.Make(connection, "baristand-palembang", 33));
        // Of the open steps, some wait for the customer.
        await _app.Scalar<int>(
            """
            with few as (
              select unit_id, case_id, no from tasks where closed_at is null and definition_id = 'sop-21-bipa-5'
              order by due_at desc, case_id limit 3),
            moved as (
              update tasks set lane = 'pelanggan', holder_id = null from few
              where (tasks.unit_id, tasks.case_id, tasks.no) = (few.unit_id, few.case_id, few.no) returning 1)
            select count(*)::int from moved
            """);
    }

    [OneTimeTearDown]
    public async Task Stop() => await _app.DisposeAsync();

    [TestCase("pengelola1.palembang", 403)]
    [TestCase("pelanggan1.palembang", 403)]
    [TestCase("pengawas.palembang", 200)]
    [TestCase("kepala.palembang", 200)]
    [TestCase("admin.palembang", 200)]
    [TestCase("auditor.palembang", 200)]
    public async Task Supervisors_and_above_and_auditors_see_the_dashboards(string userName, int status)
    {
        using var client = await SessionClient.SignIn(_app, userName);
        var today = SystemClock.Instance.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb["Asia/Jakarta"]).Date;
        var period = ReportPeriod.Of(ReportGrain.Month, today).Previous;
        string[] paths =
        [
            "", "/now", "/trend", "/steps", "/list", "/list?standing=done", "/list.csv", "/trend.xlsx", "/reports",
            $"/reports/{period}", $"/reports/{period}.pdf",
        ];
        foreach (var path in paths)
            Assert.That((await client.Get("/dashboard" + path)).Status, Is.EqualTo(status), path);
    }

    [Test]
    public async Task An_auditor_sees_nobody_by_name()
    {
        using var auditor = await SessionClient.SignIn(_app, "auditor.palembang");
        using var supervisor = await SessionClient.SignIn(_app, "pengawas.palembang");
        foreach (var path in new[] { "/dashboard", "/dashboard/trend", "/dashboard/list?standing=done" })
        {
            Assert.That((await supervisor.Get(path)).Text, Does.Contain(">Pegawai</label>"), path);
            Assert.That((await auditor.Get(path)).Text, Does.Not.Match(">Pegawai</(label|th)>"), path);
        }

        Assert.That(
            (await auditor.Get("/dashboard/list.csv?standing=done&who=1")).Bytes,
            Is.EqualTo((await auditor.Get("/dashboard/list.csv?standing=done")).Bytes), "nor narrows it to somebody");
    }

    [Test]
    public async Task Nothing_of_another_office_is_in_the_figures()
    {
        using var other = await SessionClient.SignIn(_app, "kepala.pekanbaru");
        Assert.That((await other.Get("/dashboard")).Text, Does.Contain("Tidak ada langkah yang terbuka"));
        Assert.That((await other.Get("/dashboard/trend")).Text, Does.Contain("Belum ada langkah yang selesai"));
        Assert.That((await other.Get("/dashboard/list?standing=done")).Text, Does.Contain("Tidak ada langkah seperti ini"));
    }

    [Test]
    public async Task A_report_comes_as_a_page_a_table_and_on_paper()
    {
        using var client = await SessionClient.SignIn(_app, "kepala.palembang");
        var list = (await client.Get("/dashboard/reports")).Text;
        var period = System.Text.RegularExpressions.Regex.Match(list, "href=\"/dashboard/reports/([0-9]{4}-[0-9]{2})\"").Groups[1].Value;
        var page = (await client.Get($"/dashboard/reports/{period}")).Text;
        Assert.That(page, Does.Contain("Laporan kinerja pelayanan").And.Contain("Pengelola Pelayanan Publik"));

        var rows = (await client.Get($"/dashboard/reports/{period}.csv")).Text.Split("\r\n");
        Assert.That(rows[0].Split(';'), Has.Length.EqualTo(20));
        Assert.That(rows.Count(row => row.Contains("4-BIPA/5")), Is.GreaterThan(3), "the SOP and its lanes");
        using var workbook = SpreadsheetDocument.Open(
            new MemoryStream((await client.Get($"/dashboard/reports/{period}.xlsx")).Bytes), false);
        Assert.That(workbook.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<Row>().Count(), Is.EqualTo(rows.Length - 1));
        var paper = (await client.Get($"/dashboard/reports/{period}.pdf")).Bytes;
        Assert.That(paper[..5], Is.EqualTo("%PDF-"u8.ToArray()));
        if (Environment.GetEnvironmentVariable("SOP_TEST_SCREENSHOTS") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, "report.pdf"), paper);

        using var other = await SessionClient.SignIn(_app, "kepala.pekanbaru");
        foreach (var wrong in new[] { period, "2026-Q9", "abc", "1900-01" })
            Assert.That((await other.Get($"/dashboard/reports/{wrong}")).Status, Is.EqualTo(404), wrong);
    }

    [TestCase("?from=gestern&to=2026-13-45&by=abad&standing=%27%3B--&who=x&after=!!")]
    [TestCase("?from=9999-12-31&to=0001-01-01&sop=tidak-ada&lane=tidak-ada&who=-1")]
    [TestCase("?from=2020-01-01&to=2026-01-01&by=day")]
    public async Task Wrong_values_in_the_address_are_ignored(string query)
    {
        using var client = await SessionClient.SignIn(_app, "pengawas.palembang");
        foreach (var path in new[] { "", "/now", "/trend", "/steps", "/list", "/list.csv", "/trend.csv" })
            Assert.That((await client.Get($"/dashboard{path}{query}")).Status, Is.EqualTo(200), path);
    }

    [TestCase("", "lane is distinct from 'pelanggan'")]
    [TestCase("*", "true")]
    [TestCase("pelanggan", "lane = 'pelanggan'")]
    [TestCase("kepala-balai", "lane = 'kepala-balai'")]
    public async Task Numbers_agree_with_their_lists_and_leave_customers_out_unless_asked(string lane, string which)
    {
        using var client = await SessionClient.SignIn(_app, "pengawas.palembang");
        var unit = await _app.Unit("baristand-palembang");
        var late = await _app.Scalar<long>(
            $"select count(*) from tasks where unit_id = @unit and outcome is not null and closed_at > due_at and {which}", new { unit });
        var counted = await _app.Scalar<long>(
            $"select coalesce(sum(late), 0) from step_days where unit_id = @unit and {which}", new { unit });
        var open = await _app.Scalar<long>(
            $"select count(*) from tasks where unit_id = @unit and closed_at is null and {which}", new { unit });

        Assert.That((await Listed($"standing=donelate&lane={lane}"), counted), Is.EqualTo(((int)late, late)));
        Assert.That(await Listed($"lane={lane}"), Is.EqualTo(open));
        var trend = (await client.Get($"/dashboard/trend.csv?lane={lane}")).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.That(trend.Skip(1).Sum(row => int.Parse(row.Split(';')[4], CultureInfo.InvariantCulture)), Is.EqualTo(late));
        Assert.That(
            (await client.Get($"/dashboard?lane={lane}")).Text,
            Does.Match($"figure-number\">{open}</span>\\s*<span class=\"figure-name\">Terbuka"));

        async Task<int> Listed(string query) =>
            (await client.Get($"/dashboard/list.csv?{query}")).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length - 1;
    }

    [Test]
    public async Task Steps_that_wait_for_customers_are_counted_beside_the_figures_of_the_office()
    {
        using var client = await SessionClient.SignIn(_app, "pengawas.palembang");
        var unit = await _app.Unit("baristand-palembang");
        const string withCustomers = "select count(*) from tasks where unit_id = @unit and closed_at is null and lane = 'pelanggan'";
        var open = await _app.Scalar<long>(withCustomers, new { unit });
        var late = await _app.Scalar<long>(withCustomers + " and due_at < now()", new { unit });
        Assert.That(open, Is.EqualTo(3));

        Assert.That((await client.Get("/dashboard")).Text, Does.Contain($"{open} langkah lain menunggu pelanggan, {late} di antaranya"));
        Assert.That((await client.Get("/dashboard?lane=*")).Text, Does.Not.Contain("langkah lain menunggu pelanggan"));
    }

    [Test]
    public async Task The_lanes_of_a_draft_change_no_figure()
    {
        using var client = await SessionClient.SignIn(_app, "pengawas.palembang");
        using var author = await SessionClient.SignIn(_app, "admin.palembang");
        var before = (await client.Get("/dashboard/trend.csv")).Text;
        var draft = JsonNode.Parse(Definition.Shipped("sop-4-bipa-5.json"))!;
        foreach (var lane in draft["customProperties"]!["sop"]!["lanes"]!.AsArray()) lane!["external"] = true;
        Assert.That((await author.Post("/elsa/api/workflow-definitions", new { model = draft, publish = false })).Status, Is.EqualTo(200));
        Assert.That(
            await _app.Scalar<long>(
                """
                select count(*) from definitions
                where definition_id = 'sop-4-bipa-5' and state = 'draft' and lanes::text like '%true%'
                """),
            Is.EqualTo(1));

        Assert.That((await client.Get("/dashboard/trend.csv")).Text, Is.EqualTo(before));
        Assert.That(before, Does.Contain(";"));
    }

    [Test]
    public async Task A_list_turns_page_by_page_without_losing_or_repeating_a_step()
    {
        using var client = await SessionClient.SignIn(_app, "pengawas.palembang");
        foreach (var standing in new[] { "open", "done" })
        {
            var csv = (await client.Get($"/dashboard/list.csv?standing={standing}")).Text;
            var all = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length - 1;
            var seen = new List<string>();
            for (var path = $"/dashboard/list?standing={standing}"; path is not null;)
            {
                var page = (await client.Get(path)).Text;
                seen.AddRange(System.Text.RegularExpressions.Regex
                    .Matches(page, "<a href=\"/(?:cases|tasks)/([\\d-]+)\">([^<]+)").Select(match => match.Value));
                path = System.Text.RegularExpressions.Regex.Match(page, "rel=\"next\" href=\"([^\"]+)\"") is { Success: true } next
                    ? System.Net.WebUtility.HtmlDecode(next.Groups[1].Value)
                    : null;
            }

            Assert.That(seen, Has.Count.EqualTo(all), standing);
        }
    }

    [Test]
    public async Task Files_open_in_spreadsheets_of_the_readers_language_and_hold_no_formula()
    {
        await _app.Scalar<int>(
            """
            update cases set title = '=HYPERLINK("http://x";"a")'
            where id = (select case_id from tasks where closed_at is null order by due_at limit 1) returning 1
            """);
        using var client = await SessionClient.SignIn(_app, "pengawas.palembang");
        var csv = await client.Get("/dashboard/list.csv");
        var xlsx = await client.Get("/dashboard/list.xlsx");

        Assert.That(csv.Bytes[..3], Is.EqualTo((byte[])[0xEF, 0xBB, 0xBF]));
        Assert.That(csv.Header("Content-Disposition"), Does.Contain("sop-open-"));
        Assert.That(csv.Text.Split("\r\n")[0], Is.EqualTo("\uFEFFBerkas;Perihal;SOP;No;Langkah;Pelaksana;Pegawai;Dibuka;Tenggat;"
            + "Selesai pada;Waktu baku;% dari mutu baku"));
        Assert.That(csv.Text, Does.Contain(";\"'=HYPERLINK(\"\"http://x\"\";\"\"a\"\")\";"));
        using var document = SpreadsheetDocument.Open(new MemoryStream(xlsx.Bytes), false);
        var faults = new DocumentFormat.OpenXml.Validation.OpenXmlValidator().Validate(document);
        Assert.That(faults.Select(error => error.Description), Is.Empty);
        var cells = document.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<Cell>().ToList();
        Assert.That(cells.SelectMany(cell => cell.Descendants<CellFormula>()), Is.Empty);
        Assert.That(cells.Select(cell => cell.InnerText), Has.Some.StartsWith("=HYPERLINK"), "as a text");
    }
}
