using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SopEngine.Core.Assessments;
using SopEngine.Core.Reports;
using SopEngine.Engine.Assessments;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Documents;
using SopEngine.Tests.Samples;
using SopEngine.Tests.Support;
using SopEngine.Tests.Surveys;
using SopEngine.Web.Accounts;
using SopEngine.Web.Messages;

namespace SopEngine.Tests.Browser;

/// <summary>What the pages in braces are about, made for the visit.</summary>
internal static partial class PageVisits
{
    private static readonly NewAssessment Assessed = new(
        Guid.NewGuid(), "sop-4-bipa-5", 1, AssessmentKind.Evaluation, new(2026, 11, 27), [], Conclusion.Revise,
        [.. AssessedPoint.Criteria.Select((name, i) =>
            new AssessedPoint($"{i + 1}", name, i != 2, "Petugas loket sudah hafal", i == 2 ? "Formulir disederhanakan" : ""))]);

    /// <summary>Things of the office of Palembang, and an application at the counter of Pekanbaru, which has a form.</summary>
    public static async Task<Dictionary<string, string>> Things(TestApp app)
    {
        const string Sop = "sop-4-bipa-5";
        var unit = await app.Unit("baristand-palembang");
        using var counter = await app.Client(Counter);
        using var applicant = await app.Client(Applicant);
        var applied = (await counter.Post("cases", new { sop = "pk-tu-pjt-02", title = "Uji kadar air kopi", customer = Applicant }))["id"]
            .GetInt64();
        await applicant.Post($"tasks/{applied}-1/completion",
            new { data = new { komoditi = "Kopi", parameter = "Air", jumlahContoh = 1 } });
        const string Long = "Uji cemaran logam berat pada air limbah pabrik karet remah di Kabupaten Kampar";
        var asked = (await counter.Post("cases", new { sop = "pk-tu-pjt-02", title = Long, customer = Applicant }))["id"].GetInt64();

        var sampled = await LabSop.Received(app, "Uji kopi bubuk", "Kopi bubuk", "Kopi sangrai");

        var changed = JsonNode.Parse(Definition.Shipped(Sop + ".json"))!;
        changed["root"]!["activities"]!.AsArray().First(activity =>
            activity!["instruction"] is not null)!["instruction"]!["expression"]!["value"] = "Menyusun data kinerja layanan pengujian";
        var published = await app.Services.GetRequiredService<DefinitionStore>()
            .SaveAndPublish(unit, null, changed.ToJsonString(), CancellationToken.None);
        Assert.That(published.Version, Is.Not.Null);

        using var clerk = await app.Client(Clerk);
        var running = (await clerk.Post("cases", new { sop = Sop, title = "Data kinerja November" }))["id"].GetInt64();
        var forwarded = (await clerk.Post("cases", new { sop = Sop, title = "Data kinerja Desember" }))["id"].GetInt64();
        Assert.That((await clerk.Post($"tasks/{forwarded}-1/completion", new { comment = "Sudah lengkap" })).Status, Is.EqualTo(200));
        var person = await app.Person(Section);
        await using var content = new MemoryStream("%PDF-1.7\nx"u8.ToArray());
        await app.Services.GetRequiredService<DocumentStore>()
            .Add(unit, new NewDocument(running, 1, "surat pengantar.pdf", FileType.Pdf, person), content, CancellationToken.None);
        await Authenticator.Enrol(app, Guarded);
        var clerkId = await app.Person(Clerk);
        await SurveySops.Publish(app, "baristand-palembang", person);
        var late = await One<string>("select case_id || '-' || no from tasks where unit_id = @unit and closed_at is null and level > 1 " +
            "order by level desc, case_id limit 1");
        return new Dictionary<string, string>
        {
            ["applied"] = $"{applied}",
            ["form"] = $"{applied}-2",
            ["application"] = $"{asked}-1",
            ["sop"] = Sop,
            ["sampled"] = $"{sampled}",
            ["sample"] = (await app.Scalar<string>("select min(code) from samples where case_id = @sampled", new { sampled }))!,
            ["assessment"] = $"{await app.Services.GetRequiredService<AssessmentStore>().Keep(unit, person, Assessed, default)}",
            ["disposed"] = $"{await Dispositions.ConsultationCase.Disposed(app, "Pendampingan", "petugas1.bisip")}-4",
            ["queued"] = $"{running}-1",
            ["checked"] = $"{forwarded}-2",
            ["late"] = late,
            ["case"] = late.Split('-')[0],
            ["done"] = await One<string>(
                "select case_id || '-' || no from tasks where unit_id = @unit and outcome is not null order by case_id limit 1"),
            ["ended"] = $"{await One<long>("select id from cases where unit_id = @unit and status = 'finished' order by id limit 1")}",
            ["person"] = $"{person}",
            ["customer"] = $"{await One<long>("select id from people where unit_id = @unit and user_name = 'pelanggan1.palembang'")}",
            ["customer2"] = $"{await One<long>("select id from people where unit_id = @unit and user_name = 'pelanggan2.palembang'")}",
            ["tariff"] = $"{await One<long>("select id from tariffs where unit_id = @unit order by id limit 1")}",
            ["survey"] = await One<string>("select code from survey_links where unit_id = @unit order by id limit 1"),
            ["link"] = $"{await One<long>("select id from survey_links where unit_id = @unit order by id limit 1")}",
            ["schedule"] = $"{await One<long>("select id from schedules where unit_id = @unit order by id limit 1")}",
            ["month"] = ReportPeriod.Of(ReportGrain.Month,
                SystemClock.Instance.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb["Asia/Jakarta"]).Date).Previous.ToString(),
            ["address"] = app.Services.GetRequiredService<EmailAddresses>().Link(unit, clerkId, "pengelola1@palembang.test").Split('/')[^1],
            ["token"] = (await app.Services.GetRequiredService<AccountLinks>()
                .Make(unit, person, isReset: false, person, CancellationToken.None)).Split('/')[^1],
        };

        async Task<T> One<T>(string sql) => await app.Scalar<T>(sql, new { unit }) ?? throw new AssertionException("nothing of: " + sql);
    }
}
