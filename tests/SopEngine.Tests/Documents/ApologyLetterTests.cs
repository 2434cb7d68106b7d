using System.Text.Json;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Documents;

/// <summary>The apology of SOP 21-BIPA/5: prepared, approved and signed in its own steps, and then the customer's.</summary>
internal sealed class ApologyLetterTests
{
    private const string Letters = "surat-permintaan-maaf";

    private TestEngine _engine = null!;
    private int _unit;
    private long _customer, _staff;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _customer = await _engine.AddPerson(_unit, "budi", isCustomer: true);
        string[] lanes =
        [
            "loket", "penyelenggara-pelayanan-publik", "penanggung-jawab-teknis", "kepala-seksi-terkait", "plt-kasi-pjt", "kepala-balai",
        ];
        _staff = await _engine.AddPerson(_unit, "sari", lanes, [Role.Head]);
        await _engine.Publish(_unit, Definition.Shipped("sop-21-bipa-5.json"));
        await ShippedTemplates.InForce(_engine, _unit, _staff, Letters);
    }

    [TearDown]
    public async Task TearDown()
    {
        var discrepancies = await _engine.Verify();
        await _engine.DisposeAsync();
        Assert.That(discrepancies, Is.Empty);
    }

    [Test]
    public async Task A_broken_promise_becomes_a_letter_with_the_facts_of_the_late_case_that_the_customer_gets_once_it_is_sent()
    {
        var (late, apology) = await Broken();
        var register = await _engine.Scalar<string>("select register_number from cases where id = @late", new { late });
        var promised = await _engine.Scalar<DateTime>(
            "select standard_due_at at time zone 'Asia/Jakarta' from cases where id = @late", new { late });

        await Do(apology, "Selesai");
        await Do(apology, "Belum selesai");
        await Do(apology);
        await Do(apology, "Di luar SPM", """{"penyebab":"Kerusakan alat","perkiraanSelesai":"2026-12-04"}""");
        await Do(apology);
        await Do(apology);
        await Do(apology, null, """{"kompensasi":"Mug dan agenda"}""");
        Assert.That(await _engine.Rows<string>("select kind from documents"), Is.Empty, "a draft has no number");
        await Do(apology, "Disetujui");
        await Do(apology);
        await _engine.Outbox.DeliverDue(CancellationToken.None);
        Assert.That(await Shown(), Is.EqualTo(new[] { $"{Letters} False" }), "signed, and not sent yet");

        var id = await _engine.Scalar<long>("select id from documents");
        var words = await ShippedTemplates.Words(_engine.Database, _unit, id, Letters);
        Assert.Multiple(() =>
        {
            foreach (var part in new[]
            {
                register, "Dijanjikan selesai: " + Core.Documents.DocumentText.Show(LocalDate.FromDateTime(promised)),
                "Perkiraan selesai: 4 Desember 2026", "Kerusakan alat.", "Mug dan agenda", "Layanan: SOP alur", "Yth. budi",
            })
                Assert.That(words, Does.Contain(part));
        });
        await Do(apology);
        Assert.That(await Shown(), Is.EqualTo(new[] { $"{Letters} True" }));
    }

    [Test]
    public async Task A_letter_sent_back_is_prepared_again_and_signed_once()
    {
        var (_, apology) = await Broken();
        foreach (var (outcome, data) in new[]
        {
            (null, null), ("Belum selesai", null), (null, null),
            ("Di luar SPM", """{"penyebab":"Lainnya","uraianPenyebab":"Listrik padam dua hari.","perkiraanSelesai":"2026-12-04"}"""),
            (null, null), (null, null), (null, """{"kompensasi":"Mug"}"""), ("Dikembalikan", """{"alasan":"Perbaiki"}"""),
            (null, """{"kompensasi":"Payung"}"""), ("Disetujui", null), ((string?)null, (string?)null),
        })
            await Do(apology, outcome, data);
        await _engine.Outbox.DeliverDue(CancellationToken.None);

        var id = await _engine.Scalar<long>("select id from documents");
        var words = await ShippedTemplates.Words(_engine.Database, _unit, id, "surat-permintaan-maaf-lain");
        Assert.That(words, Does.Contain("Listrik padam dua hari.").And.Contain("Payung").And.Not.Contain("Mug").And.Not.Contain("Lainnya"));
    }

    [Test]
    public async Task Nobody_types_what_the_late_case_knows_and_a_case_opened_by_hand_asks_for_it()
    {
        var (_, apology) = await Broken();
        await To8(apology);
        Assert.That(await Refused(apology, """{"kompensasi":"Mug","tanggalJanji":"2026-01-01"}"""),
            Has.Property("Fields").Some.Property("Fault").EqualTo(Core.Workflows.Forms.FieldFault.IsComputed));

        var version = await _engine.Scalar<int>("select max(version) from definitions where definition_id = 'sop-21-bipa-5'");
        var byHand = (await _engine.Start(
            new Engine.Definitions.DefinitionVersion(_unit, "sop-21-bipa-5", version), _staff, _customer)).Case;
        await To8(byHand);
        Assert.That(await Refused(byHand, """{"kompensasi":"Mug"}"""),
            Has.Property("Fields").Count.EqualTo(2), "the case and the promised day");
        await Do(byHand, null, """{"kompensasi":"Mug","berkasDiisi":"12/REG/2026","janjiDiisi":"2026-11-20"}""");
    }

    private async Task<Core.Workflows.Refusal> Refused(long at, string data) =>
        ((CaseResult.Refused)await Try(at, null, data)).Refusal;

    private async Task<(long Late, long Apology)> Broken()
    {
        var service = await _engine.Publish(_unit, Definition.Promised(Definition.Line("terima:loket", "uji:loket"), "2 jam"));
        var late = (await _engine.Start(service, customer: _customer)).Case;
        _engine.Clock.Advance(Duration.FromHours(3));
        await _engine.Alarms.RingDue(CancellationToken.None);
        await _engine.Outbox.DeliverDue(CancellationToken.None);
        return (late, await _engine.Scalar<long>("select id from cases where parent_case = @late and parent_wait = 0", new { late }));
    }

    private async Task To8(long at)
    {
        await Do(at);
        await Do(at, "Belum selesai");
        await Do(at);
        await Do(at, "Di luar SPM", """{"penyebab":"Bencana","perkiraanSelesai":"2026-12-04"}""");
        await Do(at);
        await Do(at);
    }

    private async Task Do(long at, string? outcome = null, string? data = null) =>
        Assert.That(await Try(at, outcome, data), Is.InstanceOf<CaseResult.Done>());

    private async Task<CaseResult> Try(long at, string? outcome, string? data)
    {
        var no = (await _engine.OpenTasks(_unit, at)).Single();
        var (definition, version, activity) = (await _engine.Rows<(string, int, int)>(
            """
            select c.definition_id, t.version, t.activity from tasks t join cases c on c.id = t.case_id
            where t.case_id = @at and t.no = @no
            """, new { at, no })).Single();
        var flow = await _engine.Flows.Get(new Engine.Definitions.DefinitionVersion(_unit, definition, version), CancellationToken.None);
        var step = flow.StepAt(activity)!;
        var chosen = step.Outcomes.Count == 0 ? null : outcome;
        var done = new TaskCompleted(
            no, _staff, chosen, null, data is null ? default : JsonDocument.Parse(data).RootElement,
            Checks: [.. step.Requirements.Select(item => new RequirementCheck(item, null))]);
        return await _engine.Happens(_unit, at, done, _staff);
    }

    private Task<List<string>> Shown() => _engine.Rows<string>(
        "select kind || ' ' || case when for_customer then 'True' else 'False' end from documents order by id");
}
