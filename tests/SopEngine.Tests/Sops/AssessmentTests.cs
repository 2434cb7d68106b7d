using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SopEngine.Engine.Assessments;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Sops;

/// <summary>Monitoring every six months and the evaluation of SOPs in force: due, filled in, kept, reminded of.</summary>
internal sealed class AssessmentTests : AppTest
{
    private const string Sop = "pk-tu-pjt-01", Form = $"/sops/{Sop}/assessments/new?kind=monitoring";

    private int _unit;

    [SetUp]
    public async Task PutInForceLongAgo()
    {
        _unit = await App.Unit("bppsi-pekanbaru");
        await App.Owner(
            $"""
            update units set evaluation_months = 12;
            delete from assessments; delete from assessment_reminders; delete from messages where kind = 'assessments-due';
            update definition_log set at = now() - interval '400 days' where unit_id = {_unit} and definition_id = '{Sop}';
            """);
    }

    [Test]
    public async Task The_list_leads_with_overdue_sops_and_a_kept_form_takes_its_sop_out()
    {
        using var head = await SessionClient.SignIn(App, "kepala.pekanbaru");
        var before = (await head.Get("/sops/assessments")).Text;
        Assert.That(before, Does.Contain("2 sudah lewat tenggat, 0 bertenggat dalam 14 hari."));
        Assert.That(before.IndexOf($"/sops/{Sop}/assessments", StringComparison.Ordinal),
            Is.LessThan(before.IndexOf("/sops/pk-tu-pjt-02/assessments", StringComparison.Ordinal)));

        var kept = await head.Submit(Form, $"/sops/{Sop}/assessments", [.. Filled("monitoring", 8), ("methods", "observation")]);
        Assert.That(kept.Status, Is.EqualTo(303), kept.Text);
        var paper = (await head.Get(kept.Header("Location")!)).Text;

        Assert.That(paper, Does.Contain("Formulir pemantauan pelaksanaan SOP").And.Contain("Pengamatan atasan")
            .And.Contain("Alat diganti").And.Contain("Paraf penilai"));
        Assert.That((await head.Get($"/sops/{Sop}/assessments")).Text, Does.Contain("1 dari 8 tidak baik"));
        Assert.That((await head.Get("/sops/assessments")).Text, Does.Contain("1 sudah lewat tenggat"));
    }

    [Test]
    public async Task A_form_that_is_sent_twice_is_kept_once()
    {
        using var author = await SessionClient.SignIn(App, "admin.pekanbaru");
        var fields = Filled("monitoring", 8).Append(("methods", "discussion")).ToArray();

        var first = await author.Submit(Form, $"/sops/{Sop}/assessments", fields);
        var second = await author.Submit(Form, $"/sops/{Sop}/assessments", fields);

        Assert.That((first.Status, second.Status), Is.EqualTo((303, 303)));
        Assert.That(second.Header("Location"), Is.EqualTo(first.Header("Location")));
        Assert.That(await App.Scalar<long>("select count(*) from assessments"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_evaluation_asks_for_a_conclusion_and_its_interval_is_the_offices_choice()
    {
        using var head = await SessionClient.SignIn(App, "kepala.pekanbaru");
        const string form = $"/sops/{Sop}/assessments/new?kind=evaluation";
        var open = await head.Submit(form, $"/sops/{Sop}/assessments", Filled("evaluation", 7));
        Assert.That((open.Status, open.Text), Is.EqualTo((422, open.Text)));
        Assert.That(open.Text, Does.Contain("Kesimpulan").And.Contain("Mudah dipahami").And.Contain("Alat diganti"));

        var kept = await head.Submit(form, $"/sops/{Sop}/assessments", [.. Filled("evaluation", 7), ("conclusion", "Revise")]);
        Assert.That(kept.Status, Is.EqualTo(303), kept.Text);
        Assert.That((await head.Get(kept.Header("Location")!)).Text, Does.Contain("SOP perlu direvisi"));

        Assert.That((await head.Submit("/sops/assessments", "/sops/assessments/interval", ("months", "5"))).Status, Is.EqualTo(422));
        Assert.That((await head.Submit("/sops/assessments", "/sops/assessments/interval", ("months", "24"))).Status, Is.EqualTo(303));
        using var auditor = await SessionClient.SignIn(App, "auditor.pekanbaru");
        var log = (await auditor.Get("/people/log.csv")).Text;
        Assert.That(log, Does.Contain("12 bulan → 24 bulan").And.Contain("Formulir evaluasi diisi"));
        Assert.That((await auditor.Get("/sops/assessments")).Text,
            Does.Contain("dievaluasi setiap 24 bulan").And.Not.Contain("Isi formulir"));
        Assert.That((await head.Submit("/sops/assessments", "/sops/assessments/interval", ("months", "12"))).Status, Is.EqualTo(303));
    }

    [TestCase("on", "2100-01-01", "Tanggal penilaian tidak boleh")]
    [TestCase("on", "kemarin", "Tanggal penilaian")]
    [TestCase("good-3", "mungkin", "Baris 4 belum dinilai.")]
    [TestCase("action-2", "", "Tulis tindakan yang harus diambil pada baris 3.")]
    [TestCase("version", "99", "SOP ini sudah berubah")]
    [TestCase("methods", "ramalan", "Cara pemantauan tidak dikenal.")]
    public async Task A_form_that_is_filled_in_wrongly_comes_back_with_what_was_written(string field, string value, string message)
    {
        using var head = await SessionClient.SignIn(App, "kepala.pekanbaru");
        (string Name, string Value)[] fields = [.. Filled("monitoring", 8), ("methods", "observation")];

        var answer = await head.Submit(
            Form, $"/sops/{Sop}/assessments", [.. fields.Where(sent => sent.Name != field), (field, value)]);

        Assert.That(answer.Status, Is.EqualTo(422), answer.Text);
        Assert.That(answer.Text, Does.Contain(message).And.Contain("catatan 8"));
        Assert.That(await App.Scalar<long>("select count(*) from assessments"), Is.Zero);
    }

    [Test]
    public async Task Authors_and_heads_are_reminded_once_of_all_that_is_due()
    {
        var reminders = App.Services.GetRequiredService<AssessmentReminders>();

        Assert.That(await reminders.RemindDue(CancellationToken.None), Is.EqualTo(2), "monitoring and evaluation of one SOP");
        Assert.That(await reminders.RemindDue(CancellationToken.None), Is.Zero);
        using var head = await SessionClient.SignIn(App, "kepala.pekanbaru");
        Assert.That((await head.Get("/messages")).Text, Does.Contain("1 SOP perlu dipantau atau dievaluasi"));
        var told = await App.Scalar<string>(
            "select string_agg(distinct p.user_name, ' ' order by p.user_name) from messages m join people p on p.id = m.person_id "
            + "where m.kind = 'assessments-due'");
        Assert.That(told, Does.Contain("kepala.pekanbaru").And.Contain("admin.pekanbaru").And.Not.Contain("auditor")
            .And.Not.Contain("palembang"));
        var message = await App.Scalar<long>(
            "select m.id from messages m join people p on p.id = m.person_id "
            + "where m.kind = 'assessments-due' and p.user_name = 'kepala.pekanbaru'");
        Assert.That((await head.Get($"/messages/{message}")).Header("Location"), Is.EqualTo("/sops/assessments"));
    }

    [Test]
    public async Task The_forms_of_another_office_are_not_found()
    {
        using var head = await SessionClient.SignIn(App, "kepala.pekanbaru");
        var kept = await head.Submit(Form, $"/sops/{Sop}/assessments", [.. Filled("monitoring", 8), ("methods", "guidance")]);
        using var other = await SessionClient.SignIn(App, "kepala.palembang");

        Assert.That((await other.Get(kept.Header("Location")!)).Status, Is.EqualTo(404));
        Assert.That((await other.Submit("/sops/assessments", $"/sops/{Sop}/assessments", Filled("monitoring", 8))).Status,
            Is.EqualTo(404).Or.EqualTo(422));
        Assert.That(await App.Scalar<long>("select count(*) from assessments"), Is.EqualTo(1));
    }

    /// <summary>A form with one row that is not good.</summary>
    private static (string Name, string Value)[] Filled(string kind, int rows)
    {
        var today = SystemClock.Instance.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb["Asia/Jakarta"]).Date;
        return
        [
            ("form", "6f9619ff-8b86-d011-b42d-00c04fc964ff"), ("kind", kind), ("version", "1"),
            ("on", NodaTime.Text.LocalDatePattern.Iso.Format(today)),
            .. Enumerable.Range(0, rows).SelectMany(row => new[]
            {
                ($"good-{row}", row == 2 ? "no" : "yes"), ($"note-{row}", $"catatan {row + 1}"),
                ($"action-{row}", row == 2 ? "Alat diganti" : ""),
            }),
        ];
    }
}
