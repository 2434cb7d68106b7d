using System.Net;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SopEngine.Core.Survey;
using SopEngine.Engine.Data;
using SopEngine.Engine.Surveys;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Surveys;

/// <summary>The index as it is counted, reported, published and acted upon.</summary>
internal sealed class IkmTests : AppTest
{
    /// <summary>The ten respondents of the rule's example, in the order of its list.</summary>
    private static readonly string[] Ten =
    [
        "333433434", "332433334", "433434434", "343443434", "333433323", "443444444", "322333333", "333433434", "433434434", "332433334",
    ];

    private static int _case = 1_000_000;

    private async Task Put(string office, LocalDate day, IEnumerable<string> answers, string service = "layanan", string sexes = "")
    {
        var unit = await App.Unit(office);
        await App.Services.GetRequiredService<SurveyBox>().Put(unit, answers.Select((scores, i) => ((long)_case++, new SurveyAnswer(
            day, TimeBand.Morning, service, SurveyChannel.Link,
            new Respondent(
                i < sexes.Length ? sexes[i] == 'L' ? RespondentSex.Male : RespondentSex.Female : null, AgeBand.From31, Education.Bachelor,
                Occupation.Employee),
            SurveyElements.All.ToDictionary(element => element, element => scores[(int)element] - '0'), new Dictionary<int, int>()))),
            CancellationToken.None);
        await App.Services.GetRequiredService<SurveyCounting>().Count(CancellationToken.None);
    }

    private async Task<SurveyReading.Found> Read(
        string office, string period, string? service = null, SurveyWeights weights = SurveyWeights.Exact)
    {
        Assert.That(SurveyPeriod.TryParse(period, out var read));
        return await App.Services.GetRequiredService<SurveyReading>().Read(
            await App.Unit(office), DateTimeZoneProviders.Tzdb["Asia/Jakarta"], weights, read, service, null, CancellationToken.None);
    }

    [Test]
    public async Task Ten_answers_give_the_index_of_the_example_in_every_weight_mode()
    {
        const string Office = "baristand-palembang";
        await Put(Office, new LocalDate(2019, 3, 14), Ten, sexes: "LLLLLPPPPP");
        foreach (var (weights, index) in new[]
            { (SurveyWeights.Exact, 83.06m), (SurveyWeights.Hundredths, 82.23m), (SurveyWeights.Thousandths, 82.97m) })
        {
            var figures = (await Read(Office, "2019-03", weights: weights)).Figures;
            Assert.That(
                (figures.Index, figures.Grade, figures.Respondents), Is.EqualTo(((decimal?)index, (SurveyGrade?)SurveyGrade.B, 10)));
            Assert.That(figures.Weakest.Select(weak => weak.Element),
                Is.EqualTo((SurveyElement[])[SurveyElement.Time, SurveyElement.Complaints, SurveyElement.Procedure]));
            Assert.That(figures.Breakdowns.First(breakdown => breakdown.Trait == "sex").Cells.Select(cell => cell.Respondents),
                Is.EqualTo((int?[])[5, 5]));
        }

        var empty = (await Read(Office, "2019-04")).Figures;
        Assert.That((empty.Index, empty.IsEmpty, empty.Respondents), Is.EqualTo(((decimal?)null, true, 0)), "no data is not nought");
    }

    [Test]
    public async Task Small_groups_are_hidden_in_every_view_from_which_they_could_be_worked_out()
    {
        const string Office = "bppsi-pekanbaru";
        await Put(Office, new LocalDate(2019, 5, 2), Ten[..7], "satu", "LLLLLPP");
        await Put(Office, new LocalDate(2019, 5, 3), Ten[..8], "dua", "LLLLLLLL");
        await Put(Office, new LocalDate(2019, 5, 3), Ten[..3], "tiga", "LLL");
        var office = await Read(Office, "2019-05");
        Assert.That(
            office.Services.Where(line => line.Key is "satu" or "dua" or "tiga").ToDictionary(line => line.Key, line => line.Respondents),
            Is.EquivalentTo(new Dictionary<string, int?> { ["satu"] = null, ["dua"] = 8, ["tiga"] = null }),
            "the smallest other one hides with the small one");
        Assert.That((await Read(Office, "2019-05", "satu")).Figures.IsHidden, "also on a page of its own");
        Assert.That((await Read(Office, "2019-05", "tiga")).Figures.IsHidden);
        var dua = (await Read(Office, "2019-05", "dua")).Figures;
        Assert.That((dua.Respondents, dua.IsHidden), Is.EqualTo((8, false)));
        Assert.That(office.Figures.Breakdowns.First(breakdown => breakdown.Trait == "sex").Cells.Select(cell => cell.Respondents),
            Is.All.Null, "two women: neither they nor the others");

        await Put(Office, new LocalDate(2019, 6, 3), Ten, "dua", "PPPPPLLLLL");
        var year = (await Read(Office, "2019")).Figures;
        Assert.That(year.Breakdowns.First(breakdown => breakdown.Trait == "sex").Cells.Select(cell => cell.Respondents), Is.All.Null,
            "the year less June would be the women of May");
    }

    [Test]
    public async Task Reports_make_themselves_once_tell_their_readers_and_are_published_and_withdrawn()
    {
        const string Office = "baristand-palembang";
        var (unit, today) = (await App.Unit(Office), SystemClock.Instance.GetCurrentInstant().InUtc().Date);
        var month = SurveyPeriod.Of(SurveyGrain.Month, today).Previous;
        await Put(Office, month.From, Ten);
        var reports = App.Services.GetRequiredService<SurveyReports>();
        await Task.WhenAll(reports.MakeDue(CancellationToken.None), reports.MakeDue(CancellationToken.None));
        Assert.That(await reports.MakeDue(CancellationToken.None), Is.Zero);
        Assert.That(await App.Scalar<int>(
            "select count(*)::int from survey_reports where unit_id = @unit and period = @period", new { unit, period = month.ToString() }),
            Is.EqualTo(1));
        Assert.That(await App.Scalar<int>(
            "select count(*)::int from messages where unit_id = @unit and kind = 'survey-report'", new { unit }), Is.GreaterThan(0));

        using var nobody = SessionClient.Nobody(App);
        Assert.That((await nobody.Get("/ikm/" + Office)).Status, Is.EqualTo(404), "nothing is public by itself");
        using var head = await SessionClient.SignIn(App, "kepala.palembang");
        var page = $"/surveys?period={month}";
        Assert.That(await Publish(month, "true"), Is.EqualTo(303));
        var shown = await nobody.Get("/ikm/" + Office);
        Assert.That(shown.Status, Is.EqualTo(200));
        Assert.That(WebUtility.HtmlDecode(shown.Text), Does.Contain("83,06").And.Contain("sampel minimum").IgnoreCase);
        Assert.That(await Publish(month, "false"), Is.EqualTo(303));
        Assert.That((await nobody.Get("/ikm/" + Office)).Status, Is.EqualTo(404));
        var now = SurveyPeriod.Of(SurveyGrain.Month, today);
        Assert.That(await Publish(now, "true"), Is.EqualTo(404), "a month that goes on");

        async Task<int> Publish(SurveyPeriod period, string isPublic) =>
            (await head.Submit(page, "/surveys/publication", ("period", period.ToString()), ("public", isPublic))).Status;
    }

    [Test]
    public async Task The_page_its_files_and_its_plan()
    {
        const string Office = "bppsi-pekanbaru";
        await Put(Office, new LocalDate(2018, 3, 14), Ten, sexes: "LLLLLPPPPP");
        using var head = await SessionClient.SignIn(App, "kepala.pekanbaru");
        var page = WebUtility.HtmlDecode((await head.Get("/surveys?period=2018-03")).Text);
        Assert.That(page, Does.Contain("83,06").And.Contain("U3 Waktu penyelesaian (67,50)"));
        var pdf = await head.Get("/surveys/report.pdf?period=2018-03");
        Assert.That((pdf.Status, pdf.Bytes[..4]), Is.EqualTo((200, "%PDF"u8.ToArray())));
        Assert.That((await head.Get("/surveys/report.csv?period=2018-03")).Text, Does.Contain("83,06"));
        Assert.That((await head.Get("/surveys/report.xlsx?period=2018-03")).Status, Is.EqualTo(200));
        Assert.That(WebUtility.HtmlDecode((await head.Get("/surveys/poster?period=2018-03")).Text), Does.Contain("83,06"));
        foreach (var odd in new[] { "period=x", "period=2018-03&service=tidak-ada", "period=9999", "period=0001", "service=%27" })
            Assert.That((await head.Get("/surveys?" + odd)).Status, Is.EqualTo(200), odd);

        var owner = await App.Person(SurveySops.Clerk);
        var planned = await head.Submit(
            "/surveys?period=2018-03", "/surveys/actions", ("period", "2018-03"), ("service", ""), ("element", "time"),
            ("owner", $"{owner}"), ("due", "2018-05-01"), ("action", "Loket kedua"));
        Assert.That(planned.Status, Is.EqualTo(303), WebUtility.HtmlDecode(planned.Text));
        var next = WebUtility.HtmlDecode((await head.Get("/surveys?period=2018-04")).Text);
        Assert.That(next, Does.Contain("Loket kedua").And.Contain("Rencana Maret 2018: 0 dari 1 selesai").And.Contain("Lewat batas waktu"));
        var id = await App.Scalar<long>("select max(id) from survey_actions where action = 'Loket kedua'");
        var changed = await head.Submit(
            "/surveys?period=2018-04", $"/surveys/actions/{id}", ("state", "done"), ("note", "Sejak April"));
        Assert.That(changed.Status, Is.EqualTo(303));
        Assert.That(WebUtility.HtmlDecode((await head.Get("/surveys?period=2018-04")).Text), Does.Contain("1 dari 1 selesai"));
        foreach (var (name, value) in new[] { ("owner", "0"), ("due", "x"), ("element", "u9"), ("action", " ") })
        {
            var fields = new Dictionary<string, string>
            {
                ["period"] = "2018-03",
                ["service"] = "",
                ["element"] = "time",
                ["owner"] = $"{owner}",
                ["due"] = "2018-05-01",
                ["action"] = "x",
            };
            fields[name] = value;
            Assert.That((await head.Submit("/surveys", "/surveys/actions", [.. fields.Select(field => (field.Key, field.Value))])).Status,
                Is.EqualTo(422), name);
        }
    }

    [Test]
    public async Task A_clerk_types_in_paper_and_the_same_sheet_counts_once()
    {
        await SurveySops.Start(App, "Uji kertas");
        using var clerk = await SessionClient.SignIn(App, SurveySops.Clerk);
        var before = await SurveySops.Count(App);
        var today = SystemClock.Instance.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb["Asia/Jakarta"]).Date;
        (string, string)[] sheet =
        [
            .. SurveySops.Answers().Where(field => !field.Name.EndsWith("cost", StringComparison.Ordinal)),
            ("day", NodaTime.Text.LocalDatePattern.Iso.Format(today)), ("band", "afternoon"), ("service", SurveySops.Sop),
        ];
        Assert.That((await clerk.Submit("/surveys/paper", sheet)).Header("Location"), Does.Contain("band=afternoon"));
        Assert.That((await clerk.Submit("/surveys/paper", sheet)).Status, Is.EqualTo(303));
        Assert.That(await SurveySops.Count(App), Is.EqualTo(before + 1));
        var typed = await App.Scalar<int>(
            "select answers from survey_paper where person_id = @id", new { id = await App.Person(SurveySops.Clerk) });
        Assert.That(typed, Is.EqualTo(1));
        foreach (var (name, value) in new[] { ("day", "2099-01-01"), ("day", "x"), ("service", "tidak-ada"), ("__skm-time", "7") })
        {
            var wrong = sheet.Where(field => field.Item1 != name && field.Item1 != "key").Append((name, value)).Append(("key", "lain"));
            Assert.That((await clerk.Submit("/surveys/paper", [.. wrong])).Status, Is.EqualTo(422), name);
        }

        Assert.That((await clerk.Submit("/surveys/paper", ("day", "2026-11-30"), ("key", "kosong"))).Status, Is.EqualTo(422));
        Assert.That(await SurveySops.Count(App), Is.EqualTo(before + 1));
    }

    [Test]
    public async Task Figures_are_read_from_sums_by_their_key_however_many_answers_there_are()
    {
        var unit = await App.Unit("inaker-limapuluhkota");
        await App.Owner(
            $"""
            insert into survey_counts select {unit}, p, d::date, 's' || s, 5{string.Concat(Enumerable.Repeat(", 5, 15", 9))}
            from unnest(array['all', 'channel:paper', 'sex:male', 'sex:female', 'age:from31', 'education:bachelor']) p,
              generate_series('2016-01-01'::date, '2018-12-31'::date, '1 day') d, generate_series(1, 10) s;
            analyze survey_counts
            """);
        var whole = await App.Services.GetRequiredService<SopDatabase>().Query<string>(
            unit,
            $"explain {SurveyCounts.Sql}",
            new
            {
                parts = SurveyCounts.Parts,
                from = new DateOnly(2018, 3, 1),
                to = new DateOnly(2018, 3, 31),
                services = (string[]?)null,
            }, CancellationToken.None);
        Assert.That(string.Join('\n', whole), Does.Contain("survey_counts_pkey").And.Not.Contain("Seq Scan"));
        await App.Owner("delete from survey_counts where service ~ '^s[0-9]+$'");
    }
}
