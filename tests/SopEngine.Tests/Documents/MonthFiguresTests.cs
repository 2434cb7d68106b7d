using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SopEngine.Core.Reports;
using SopEngine.Engine.Documents;
using SopEngine.Engine.Reports;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Documents;

/// <summary>The report of 4-BIPA/5: its figures are those of the dashboards, and stay as they were issued.</summary>
internal sealed class MonthFiguresTests : AppTest
{
    private const string Sop = "sop-4-bipa-5", Kind = "laporan-kinerja";

    private int _unit;

    protected override Task Prepare(string connectionString) => OfficeHistory.Make(connectionString, "baristand-palembang", 70);

    [OneTimeSetUp]
    public async Task FindUnit() => _unit = await App.Unit("baristand-palembang");

    [Test]
    public async Task A_report_has_the_figures_of_the_months_report_and_keeps_them()
    {
        var zone = DateTimeZoneProviders.Tzdb["Asia/Jakarta"];
        var month = SystemClock.Instance.GetCurrentInstant().InZone(zone).Date.PlusMonths(-1);
        var report = await Report(month);
        Assert.That(report.Sops.Sum(sop => sop.Steps.Done), Is.GreaterThan(10), "there is something to report");

        var at = await Case();
        var issued = await Issue(at);
        var words = await ShippedTemplates.Words(App.Database, _unit, issued, Kind);
        Assert.That(words, Does.Contain("Bulan " + Core.Documents.DocumentText.ShowMonth(month)));
        var table = await Kept(issued);
        var rows = table.GetProperty("rows").EnumerateArray()
            .Select(row => row.EnumerateArray().Select(cell => cell.GetString()!).ToArray()).ToList();
        Assert.That(rows, Has.Count.EqualTo(report.Sops.Count));
        foreach (var (row, sop) in rows.Zip(report.Sops))
        {
            Assert.That(row[0], Does.StartWith(sop.Name));
            Assert.That(row[1..3].Select(Number), Is.EqualTo(new[] { sop.Cases.Opened, sop.Cases.Finished }), sop.Name);
            Assert.That(row[3..5].Select(Number), Is.EqualTo(new[] { sop.Cases.Kept, sop.Cases.Broken }), sop.Name);
            Assert.That(words, Does.Contain(string.Join(' ', row[1..])), "the paper has the row");
        }

        // The next month's work changes nothing in what was issued.
        var before = table.GetRawText();
        await App.Owner("update step_days set done = done + 5 where day > now() - interval '70 days'");
        Assert.That((await Kept(issued)).GetRawText(), Is.EqualTo(before));
        await App.Owner("update step_days set done = done - 5 where day > now() - interval '70 days'");
    }

    [Test]
    public async Task A_field_names_the_month_and_without_one_it_is_the_month_before()
    {
        var zone = DateTimeZoneProviders.Tzdb["Asia/Jakarta"];
        var today = SystemClock.Instance.GetCurrentInstant().InZone(zone).Date;
        var at = await Case();
        var preview = await Preview(at);
        Assert.That(preview, Does.Contain(Core.Documents.DocumentText.ShowMonth(today.PlusMonths(-1))));

        using var people = new OfficePeople(App, _unit);
        var clerk = await people.Client("pengelola1.palembang");
        var chosen = today.PlusMonths(-2);
        var task = (await clerk.Get($"cases/{at}"))["tasks"][0];
        var done = await clerk.Post($"tasks/{task.GetProperty("id").GetString()}/completion", new
        {
            data = new { bulanLaporan = chosen.ToString("uuuu-MM-dd", null) },
            @checked = new[] { "Konsep data kinerja layanan" },
        });
        Assert.That(done.Status, Is.EqualTo(200), done.Text);
        Assert.That(await Preview(at), Does.Contain(Core.Documents.DocumentText.ShowMonth(chosen)));
    }

    [Test]
    public async Task A_month_far_away_is_an_empty_table_and_no_fault()
    {
        var month = new LocalDate(1950, 1, 1);
        await using var connection = await App.Database.System.OpenConnectionAsync();
        var table = await App.Services.GetRequiredService<MonthTable>().Of(connection, _unit, month, CancellationToken.None);
        Assert.That(table.Rows, Is.Empty);
        Assert.That(table.Sums(), Is.EqualTo(new[] { "Jumlah", "0", "0", "0", "0", "–", "–" }));
    }

    private static int Number(string cell) =>
        cell == "–" ? 0 : int.Parse(cell.Replace(".", ""), System.Globalization.CultureInfo.InvariantCulture);

    private async Task<PeriodReport> Report(LocalDate month)
    {
        var period = ReportPeriod.Of(ReportGrain.Month, month);
        await App.Services.GetRequiredService<PeriodReports>().MakeDue(CancellationToken.None);
        var content = await App.Scalar<string>(
            "select content::text from reports where unit_id = @_unit and grain = 'month' and from_day = @from",
            new { _unit, from = new DateOnly(period.From.Year, period.From.Month, 1) });
        return PeriodReport.Read(content!);
    }

    private async Task<long> Case()
    {
        using var clerk = await App.Client("pengelola1.palembang");
        return (await clerk.Post("cases", new { sop = Sop }))["id"].GetInt64();
    }

    private async Task<long> Issue(long at)
    {
        var clerk = await App.Person("pengelola1.palembang");
        var result = await App.Services.GetRequiredService<DocumentIssuing>().Issue(
            new IssueRequest(_unit, at, clerk, "Pengelola", Kind, $"form-{at}", null), CancellationToken.None);
        return ((IssueResult.Done)result).Document.Id;
    }

    private async Task<string> Preview(long at)
    {
        var template = (await App.Services.GetRequiredService<TemplateStore>().List(_unit, CancellationToken.None))
            .Single(known => known.Kind == Kind);
        var preview = await App.Services.GetRequiredService<DocumentIssuing>().Preview(
            _unit, Kind, template.Fields, at, "Pengelola", null, new Dictionary<string, Core.Documents.KnownPlace>(),
            CancellationToken.None);
        return string.Join(' ', preview!.Blocks.SelectMany(block => block.Spans).Select(span => span.Text));
    }

    private async Task<System.Text.Json.JsonElement> Kept(long document)
    {
        var filled = await App.Scalar<string>("select filled::text from issued_documents where document_id = @document", new { document });
        return System.Text.Json.JsonDocument.Parse(filled!).RootElement.GetProperty("values").GetProperty("kinerja:bulanLaporan")
            .GetProperty("table");
    }
}
