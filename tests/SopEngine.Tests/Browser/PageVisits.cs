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

/// <summary>A user and an address for every page. Names in braces stand for things of the office, see <see cref="Things"/>.</summary>
internal static class PageVisits
{
    private const string Clerk = "pengelola1.palembang", Counter = "pengelola1.pekanbaru", Section = "kasi.palembang",
        Head = "kepala.palembang", Supervisor = "pengawas.palembang", Admin = "admin.palembang", Auditor = "auditor.palembang",
        Customer = "pelanggan1.palembang", Applicant = "pelanggan1.pekanbaru", Nobody = "",
        // Has a second factor, so their password alone leads to the page that asks for the code.
        Guarded = "teknis1.palembang";

    /// <param name="Route">The pattern in the route table.</param>
    /// <param name="WaitFor">Selector of the part that a script adds before the page is complete.</param>
    public sealed record Visit(string Route, string Who, string Address, string? WaitFor = null, int Status = 200);

    public static readonly Visit[] All =
    [
        new("/sign-in", Nobody, "/sign-in"),
        new("/sign-in/code", Guarded, "/sign-in/code"),
        new("/sign-in/forgotten", Nobody, "/sign-in/forgotten"),
        new("/welcome", Nobody, "/welcome/{token}"),
        new("/account", Clerk, "/account"),
        new("/account", Customer, "/account"),
        new("/account/second-factor", Clerk, "/account/second-factor"),

        new("/inbox", Clerk, "/inbox"),
        new("/inbox", Clerk, "/inbox?list=queue"),
        new("/inbox", Clerk, "/inbox?list=queue&q=tiada"),
        new("/inbox", Clerk, "/inbox?list=waiting&due=Week"),
        new("/inbox", Clerk, "/inbox?list=done"),
        new("/inbox", Head, "/inbox?list=escalated"),
        new("/inbox", Admin, "/inbox"),
        new("/inbox", Customer, "/inbox"),
        new("/tasks/{id}", Clerk, "/tasks/{queued}"),
        new("/tasks/{id}", Section, "/tasks/{late}"),
        new("/tasks/{id}", Head, "/tasks/{late}"),
        new("/tasks/{id}", Clerk, "/tasks/{done}"),
        new("/tasks/{id}", Counter, "/tasks/{form}"),
        new("/tasks/{id}", Applicant, "/tasks/{application}"),
        new("/tasks/{id}", Clerk, "/tasks/1-99", Status: 404),
        new("/tasks/{id}/hand-over", Head, "/tasks/{late}/hand-over"),
        new("/tasks/{id}/disposition", "petugas1.bisip", "/tasks/{disposed}/disposition"),
        new("/tasks/{id}/send-back", Section, "/tasks/{checked}/send-back"),
        new("/inbox/hand-overs", Head, "/inbox/hand-overs?task={late}"),

        new("/cases", Clerk, "/cases"),
        new("/cases", Customer, "/cases"),
        new("/cases/{id:long}", Head, "/cases/{case}"),
        new("/cases/{id:long}", Auditor, "/cases/{case}"),
        new("/cases/{id:long}", Head, "/cases/{ended}"),
        new("/cases/{id:long}", Applicant, "/cases/{applied}"),
        new("/cases/{id:long}/reopening", Head, "/cases/{ended}/reopening"),
        new("/cases/{id:long}/drawing", Clerk, "/cases/{case}/drawing"),

        new("/cases/{id:long}/receipt", Clerk, "/cases/{case}/receipt"),
        new("/cases/{id:long}/receipt", Applicant, "/cases/{applied}/receipt"),
        new("/cases/{id:long}/issuing", Clerk, "/cases/{case}/issuing"),
        new("/cases/{id:long}/issuing", Head, "/cases/{case}/issuing?template=nota-dinas"),
        new("/documents/templates", Admin, "/documents/templates"),
        new("/documents/templates/new", Admin, "/documents/templates/new"),
        new("/documents/templates/{kind}", Admin, "/documents/templates/nota-dinas"),
        new("/documents/templates/{kind}", Head, "/documents/templates/surat-permintaan-maaf"),
        new("/d/{token}", Nobody, "/d/aaaaaaaaaaaaaaaaaaaaaa", Status: 404),

        new("/find", Clerk, "/find?q=data"),
        new("/find", Customer, "/find?q=tiada"),

        new("/sops", Clerk, "/sops"),
        new("/sops", Admin, "/sops"),
        new("/sops/new", Admin, "/sops/new"),
        new("/sops/shelf", Admin, "/sops/shelf"),
        new("/sops/{id}", Admin, "/sops/{sop}"),
        new("/sops/{id}", Clerk, "/sops/sop-21-bipa-5"),
        new("/sops/{id}/start", Clerk, "/sops/{sop}/start"),
        new("/sops/{id}/start", Counter, "/sops/pk-tu-pjt-02/start"),
        new("/sops/{id}/sheet", Clerk, "/sops/{sop}/sheet"),
        new("/sops/{id}/header", Admin, "/sops/{sop}/header"),
        new("/sops/{id}/form", "admin.pekanbaru", "/sops/pk-tu-pjt-02/form?step=step-2"),
        new("/sops/{id}/versions", Admin, "/sops/{sop}/versions"),
        new("/sops/{id}/compare", Auditor, "/sops/{sop}/compare?from=1&to=2"),
        new("/sops/{id}/move", Head, "/sops/{sop}/move?to=2"),
        new("/sops/{id}/use", Supervisor, "/sops/{sop}/use"),
        new("/sops/{id}/assessments", Head, "/sops/{sop}/assessments"),
        new("/sops/{id}/assessments/new", Head, "/sops/{sop}/assessments/new?kind=monitoring"),
        new("/sops/{id}/assessments/new", Admin, "/sops/{sop}/assessments/new?kind=evaluation"),
        new("/sops/{id}/assessments/{no:long}", Auditor, "/sops/{sop}/assessments/{assessment}"),
        new("/sops/assessments", Head, "/sops/assessments"),
        new("/sops/assessments", Auditor, "/sops/assessments"),
        new("/sops/book", Clerk, "/sops/book"),

        new("/dashboard", Supervisor, "/dashboard", ".figure"),
        new("/dashboard/trend", Head, "/dashboard/trend", "[data-drawn]"),
        new("/dashboard/steps", Admin, "/dashboard/steps?sop=sop-4-bipa-5"),
        new("/dashboard/list", Supervisor, "/dashboard/list?standing=donelate"),
        new("/dashboard/list", Auditor, "/dashboard/list"),
        new("/dashboard/list", Head, "/dashboard/list?standing=open&order=share"),
        new("/dashboard/ahead", Head, "/dashboard/ahead"),
        new("/dashboard/causes", Head, "/dashboard/causes"),
        new("/dashboard/promises", Supervisor, "/dashboard/promises?outcome=kept"),
        new("/dashboard/saved", Supervisor, "/dashboard/saved?from=/dashboard/trend"),
        new("/dashboard/notes", Supervisor, "/dashboard/notes"),
        new("/dashboard/thresholds", Head, "/dashboard/thresholds"),
        new("/inbox/extensions", Head, "/inbox/extensions?task={late}&from=/dashboard/list"),
        new("/dashboard/reports", Head, "/dashboard/reports"),
        new("/dashboard/reports/{period}", Supervisor, "/dashboard/reports/{month}"),
        // An office without work yet.
        new("/dashboard", "kepala.bisip", "/dashboard"),
        new("/dashboard/trend", "kepala.bisip", "/dashboard/trend?by=month"),
        new("/dashboard/steps", "kepala.bisip", "/dashboard/steps"),
        new("/dashboard/list", "kepala.bisip", "/dashboard/list?standing=late"),

        new("/calendar", Head, "/calendar"),
        new("/calendar", Clerk, "/calendar?year=2027"),
        new("/calendar/preview", Admin, "/calendar/preview?deed=closure&from=&reason=", Status: 422),
        new("/calendar/preview", Admin, "/calendar/preview?deed=closure&from=2030-03-04&to=2030-03-05&reason=Pindah"),

        new("/customers", Clerk, "/customers"),
        new("/customers", Counter, "/customers?sop=pk-tu-pjt-02&search=PT"),
        new("/customers", Auditor, "/customers?search=tiada"),
        new("/customers/new", Clerk, "/customers/new"),
        new("/customers/{id:long}", Clerk, "/customers/{customer}"),
        new("/customers/{id:long}", Auditor, "/customers/{customer}"),
        new("/customers", Admin, "/customers?list=removed"),
        new("/customers/alike", Clerk, "/customers/alike?name=PT"),
        new("/customers/{id:long}/merge", Admin, "/customers/{customer}/merge"),
        new("/customers/{id:long}/merge", Admin, "/customers/{customer}/merge?other={customer2}"),

        new("/customers/waiting", Counter, "/customers/waiting"),

        new("/bills", Clerk, "/bills"),
        new("/bills", Auditor, "/bills?state=paid&q=tiada"),

        new("/skm/{token}", Nobody, "/skm/{survey}", ".survey-question"),
        new("/skm/{token}", Nobody, "/skm/tidakadaxx", Status: 404),
        new("/ikm/{office}", Nobody, "/ikm/baristand-palembang", "#elements"),
        new("/surveys", Supervisor, "/surveys", "[data-drawn]"),
        new("/surveys", Auditor, "/surveys?period=2020"),
        new("/surveys/poster", Head, "/surveys/poster"),
        new("/surveys/paper", Counter, "/surveys/paper"),
        new("/surveys/links", Head, "/surveys/links"),
        new("/surveys/links/{id:long}", Clerk, "/surveys/links/{link}"),
        new("/surveys/settings", Admin, "/surveys/settings"),

        new("/tariffs", Clerk, "/tariffs"),
        new("/tariffs", Admin, "/tariffs?q=tiada"),
        new("/tariffs/import", Admin, "/tariffs/import"),
        new("/tariffs/{id:long}", Admin, "/tariffs/{tariff}"),

        new("/samples", Counter, "/samples"),
        new("/samples", Auditor, "/samples?state=stored"),
        new("/samples", Counter, "/samples?q=2026-00"),
        new("/samples/scan", Counter, "/samples/scan"),
        new("/samples/{code}", Counter, "/samples/{sample}"),
        new("/samples/{code}", Counter, "/samples/tiada", Status: 404),
        new("/cases/{id:long}/labels", Counter, "/cases/{sampled}/labels"),
        new("/cases/{id:long}/labels", Counter, "/cases/{sampled}/labels?paper=roll"),
        new("/cases/{id:long}", Counter, "/cases/{sampled}"),
        new("/cases/{id:long}", Applicant, "/cases/{sampled}"),

        new("/people", Admin, "/people"),
        new("/people", Auditor, "/people"),
        new("/people/new", Admin, "/people/new"),
        new("/people/import", Admin, "/people/import"),
        new("/people/invitations", Admin, "/people/invitations"),
        new("/people/posts", Admin, "/people/posts"),
        new("/people/posts", Auditor, "/people/posts?on=2026-01-01"),
        new("/office", Admin, "/office"),
        new("/people/{id:long}", Admin, "/people/{person}"),
        new("/people/{id:long}", Supervisor, "/people/{person}"),
        new("/people/lanes", Admin, "/people/lanes"),
        new("/people/log", Auditor, "/people/log"),
        new("/people/security", Admin, "/people/security"),
        new("/people/substitutes", Clerk, "/people/substitutes"),
        new("/people/substitutes", Head, "/people/substitutes"),
        new("/people/substitutes/new", Clerk, "/people/substitutes/new"),

        new("/schedules", Admin, "/schedules"),
        new("/schedules", Supervisor, "/schedules"),
        new("/schedules/new", Admin, "/schedules/new"),
        new("/schedules/{id:long}", Admin, "/schedules/{schedule}"),

        new("/messages", Section, "/messages"),
        new("/messages", Customer, "/messages?list=all"),
        new("/messages/choices", Clerk, "/messages/choices"),
        new("/messages/addresses/{token}", Clerk, "/messages/addresses/{address}"),
        new("/messages/addresses/{token}", Clerk, "/messages/addresses/lama", Status: 404),
        new("/messages/templates", Admin, "/messages/templates"),
        new("/messages/templates/{kind}", Admin, "/messages/templates/step-late"),
        new("/messages/webhook", Admin, "/messages/webhook"),
        new("/messages/failures", Admin, "/messages/failures"),
    ];

    private static readonly NewAssessment Assessed = new(
        Guid.NewGuid(), "sop-4-bipa-5", 1, AssessmentKind.Evaluation, new(2026, 11, 27), [], Conclusion.Revise,
        [.. AssessedPoint.Criteria.Select((name, i) =>
            new AssessedPoint($"{i + 1}", name, i != 2, "Petugas loket sudah hafal", i == 2 ? "Formulir disederhanakan" : ""))]);

    /// <summary>
    /// Routes that answer GET but are no page of ours: files, streams, redirects, parts of a page, and the designer, which is Elsa's.
    /// </summary>
    public static readonly string[] NoPages =
    [
        "/dashboard/now", "/cases/{id:long}/print", "/cases/{id:long}/slip",
        "/cases/{id:long}/issuing.pdf", "/cases/{id:long}/appointments/{step}", "/tasks/{id}/drafts/{kind}",
        "/surveys/report.{ending:regex(^(csv|xlsx|pdf)$)}", "/samples.{ending:regex(^(csv|xlsx)$)}",
        "/tariffs.{ending:regex(^(csv|xlsx)$)}", "/tariffs/import/sample.csv", "/bills.{ending:regex(^(csv|xlsx)$)}",
        "/cases.{ending:regex(^(csv|xlsx)$)}", "/dashboard/reports/{period}.{ending:regex(^(csv|xlsx|pdf)$)}",
        "/dashboard/list.{ending:regex(^(csv|xlsx)$)}", "/dashboard/trend.{ending:regex(^(csv|xlsx)$)}", "/documents/{id:long}",
        "/documents/{id:long}/preview", "/live", "/messages/{id:long}", "/welcome/{token}", "/people/import/sample.csv", "/people/log.csv",
        "/sops/book.pdf", "/sops/{id}/sheet.svg", "/sops/{id}/sheet.pdf", "/studio", "/studio/signed-in", "/studio/token",
        "/studio/appsettings.json", "/studio/Elsa.Studio.Host.CustomElements.styles.css", "/studio/_content/{**path}",
        "/studio/_framework/{**path}", "/sops/{id}/export",
        "/studio/workflows/definitions", "/studio/workflows/definitions/{id}/edit", "/studio/workflows/instances",
        "/studio/workflows/instances/{id:long}/view", "/workflows/{**path}",
    ];

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
