using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Documents;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Documents;

/// <summary>Documents that steps issue and hand over, and steps that verify what somebody else did.</summary>
internal sealed class StepDocumentTests
{
    private TestEngine _engine = null!;
    private TemplateStore _templates = null!;
    private HandingOver _handing = null!;
    private int _unit;
    private long _clerk, _other, _head;
    private DefinitionVersion? _definition;

    [SetUp]
    public async Task SetUp()
    {
        _definition = null;
        _engine = await TestEngine.Create();
        _templates = new TemplateStore(_engine.Database, _engine.Clock);
        _handing = new HandingOver(_engine.Database, _engine.Flows);
        _unit = await _engine.AddUnit("bipa");
        _clerk = await _engine.AddPerson(_unit, "budi", ["loket"]);
        _other = await _engine.AddPerson(_unit, "sari", ["loket"]);
        _head = await _engine.AddPerson(_unit, "kepala", roles: [Role.Head]);
        await InForce("bpcu", "# BPCU {{nomor}}\nditerima {{petugas}}", forCustomer: true);
        await InForce("lhp", "# LHP {{nomor}}\natas {{nomorBpcu}}", forCustomer: true);
    }

    [TearDown]
    public async Task TearDown() => await _engine.DisposeAsync();

    [Test]
    public async Task A_step_issues_its_documents_once_and_a_step_done_again_replaces_them()
    {
        var at = await Started();
        await Complete(at, 1, _clerk);
        await Deliver();
        Assert.That(await Documents(at), Is.EqualTo(new[] { "bpcu 1/bipa True" }));
        Assert.That(await Last(at), Is.EqualTo("documentIssued"));
        Assert.That(await _engine.Rows<string>(
            "select word from search_words('1/bipa') word except select word from case_words where case_id = @at and written", new { at }),
            Is.Empty, "the case is found by the number");

        await _engine.Happens(_unit, at, new TaskSentBack(2, _other, "terima", "keliru"), _other);
        await Complete(at, 3, _clerk);
        await Deliver();
        Assert.That(await Documents(at), Is.EqualTo(new[] { "bpcu 1/bipa False", "bpcu 2/bipa True" }));
        Assert.That(await _engine.Rows<long?>("select added_by from documents order by id"), Is.EqualTo(new long?[] { _clerk, _clerk }));
        Assert.That(await _engine.Verify(), Is.Empty);
    }

    [Test]
    public async Task A_report_is_the_customers_only_once_the_step_that_hands_it_over_is_done()
    {
        var at = await Started();
        await Complete(at, 1, _clerk);
        await Complete(at, 2, _other);
        await Deliver();
        var report = await _engine.Scalar<long>("select id from documents where kind = 'lhp'");
        Assert.That(await Shown(), Is.EqualTo(new[] { "bpcu" }));
        Assert.That((await _handing.Awaited(_unit, report, CancellationToken.None))?.Number, Is.EqualTo("3"));

        await Complete(at, 3, _clerk);
        Assert.That(await Shown(), Is.EqualTo(new[] { "bpcu", "lhp" }));
        Assert.That(await _handing.Awaited(_unit, report, CancellationToken.None), Is.Null);
        Assert.That(await _engine.Verify(), Is.Empty);

        Task<List<string>> Shown() => _engine.Rows<string>("select kind from documents where for_customer order by kind");
    }

    [Test]
    public async Task A_report_cites_the_number_of_an_earlier_document_of_its_case()
    {
        var at = await Started();
        await Complete(at, 1, _clerk);
        await Deliver();
        await Complete(at, 2, _other);
        await Deliver();
        Assert.That(await _engine.Scalar<string>("select filled::text from issued_documents order by document_id desc limit 1"),
            Does.Match("\"nomorBpcu\":[^,]*\"1/bipa\""));
    }

    [Test]
    public async Task A_step_waits_for_its_missing_template_without_holding_up_the_case_and_a_cancelled_case_uses_no_number()
    {
        var definition = await _engine.Publish(_unit, Definition.Chart("lain",
            [With(Definition.Step("terima", "loket"), "issues", "kuitansi"), Definition.Step("kirim", "loket")]));
        var (kept, calledOff) = ((await _engine.Start(definition, _clerk)).Case, (await _engine.Start(definition, _clerk)).Case);
        await Complete(kept, 1, _clerk);
        await Complete(calledOff, 1, _clerk);
        await Deliver();
        Assert.That(await _engine.OpenTasks(_unit, kept), Is.EqualTo(new[] { 2 }));
        await _engine.Happens(_unit, calledOff, new CaseCancelled(_head, "batal"), _head);

        await InForce("kuitansi", "# Kuitansi {{nomor}}", forCustomer: false);
        await Deliver();
        Assert.That(await Documents(kept), Is.EqualTo(new[] { "kuitansi 1/bipa True" }));
        Assert.That(await Documents(calledOff), Is.Empty);
        Assert.That(await _engine.Rows<string>("select kind from outbox"), Is.Empty);
        Assert.That(await _engine.Verify(), Is.Empty);
    }

    [Test]
    public async Task Who_did_a_step_cannot_verify_it_not_even_by_sending_both_at_once()
    {
        var at = await Started();
        await Complete(at, 1, _clerk);
        var own = await _engine.Happens(_unit, at, new TaskCompleted(2, _clerk), _clerk);
        Assert.That(own, Is.InstanceOf<CaseResult.Refused>());
        Assert.That(((CaseResult.Refused)own).Refusal, Is.EqualTo(new Refusal(RefusalReason.SecondPersonNeeded, "1")));

        var another = await Started();
        var results = await Task.WhenAll(
            _engine.Happens(_unit, another, new TaskCompleted(1, _clerk), _clerk),
            _engine.Happens(_unit, another, new TaskCompleted(2, _clerk), _clerk));
        Assert.That(results[1], Is.Not.InstanceOf<CaseResult.Done>());
        await Complete(at, 2, _other);
    }

    [Test]
    public async Task Who_did_a_step_cannot_verify_it_on_another_version_of_the_SOP_either()
    {
        var at = await Started();
        await Complete(at, 1, _clerk);
        await Move(at, Definition.Chart("uji",
            [Step("4", "baru"), With(Step("1", "terima"), "issues", "bpcu"), With(Step("2", "uji"), "notBy", "1")]));

        var own = await _engine.Happens(_unit, at, new TaskCompleted(2, _clerk), _clerk);
        Assert.That((own as CaseResult.Refused)?.Refusal, Is.EqualTo(new Refusal(RefusalReason.SecondPersonNeeded, "1")));
        await _engine.Happens(_unit, at, new TaskSentBack(2, _other, "terima", "keliru"), _other);
        Assert.That(await _engine.Scalar<long?>("select holder_id from tasks where case_id = @at and no = 3", new { at }),
            Is.EqualTo(_clerk));
        await Complete(at, 3, _clerk);
        await Complete(at, 4, _other);
        Assert.That(await _engine.Verify(), Is.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task The_step_that_hands_a_kind_over_decides_who_sees_it_and_not_the_template(bool forCustomer)
    {
        await InForce("surat", "# Surat {{nomor}}", forCustomer);
        _definition = await _engine.Publish(_unit, Definition.Chart("surat", Steps()));
        var at = (await _engine.Start(_definition.Value, _clerk)).Case;
        await Complete(at, 1, _clerk);
        await Move(at, Definition.Chart("surat", [Step("9", "baru"), .. Steps()]));
        await Complete(at, 2, _clerk);
        await Deliver();

        Assert.That(await _engine.Scalar<bool>("select for_customer from documents where case_id = @at", new { at }),
            "handed over before, on the other version");
        var document = await _engine.Scalar<long>("select id from documents where case_id = @at", new { at });
        Assert.That(await _handing.Awaited(_unit, document, CancellationToken.None), Is.Null);
        Assert.That(await _engine.Verify(), Is.Empty);

        static System.Text.Json.Nodes.JsonObject[] Steps() =>
            [With(Step("1", "serah"), "handsOver", "surat"), With(Step("2", "uji"), "issues", "surat"), Step("3", "akhir")];
    }

    private async Task Move(long at, string json)
    {
        var to = await _engine.Publish(_unit, json);
        Assert.That(await _engine.Happens(_unit, at, new CaseMoved(_definition!.Value.Version, to.Version), null),
            Is.InstanceOf<CaseResult.Done>());
    }

    private async Task<long> Started()
    {
        _definition ??= await _engine.Publish(_unit, Definition.Chart("uji",
        [
            With(Step("1", "terima"), "issues", "bpcu"),
            With(With(Step("2", "uji"), "issues", "lhp"), "notBy", "1"),
            With(Step("3", "serah"), "handsOver", "lhp"),
        ]));
        return (await _engine.Start(_definition.Value, _clerk)).Case;
    }

    private static System.Text.Json.Nodes.JsonObject Step(string number, string id)
    {
        var step = Definition.Step(id, "loket");
        step["number"] = Definition.Input("Literal", number);
        return step;
    }

    private static System.Text.Json.Nodes.JsonObject With(System.Text.Json.Nodes.JsonObject step, string input, params string[] values)
    {
        step[input] = Definition.Input("Object", System.Text.Json.JsonSerializer.Serialize(values));
        return step;
    }

    private async Task InForce(string kind, string text, bool forCustomer)
    {
        await _templates.Save(
            _unit, _clerk, kind, new TemplateFields(kind.ToUpperInvariant(), text, "{seq}/{unit}", "", null, forCustomer), null,
            CancellationToken.None);
        Assert.That(await _templates.PutInForce(_unit, _head, kind, (1, 1), CancellationToken.None), Is.EqualTo(TemplateResult.Done));
    }

    private async Task Complete(long at, int task, long person) => Assert.That(
        await _engine.Happens(_unit, at, new TaskCompleted(task, person), person), Is.InstanceOf<CaseResult.Done>());

    private async Task Deliver() => await _engine.Outbox.DeliverDue(CancellationToken.None);

    private Task<List<string>> Documents(long at) => _engine.Rows<string>(
        """
        select concat_ws(' ', d.kind, d.number, case when i.replaced_by is null and i.cancelled_at is null then 'True' else 'False' end)
        from documents d join issued_documents i on i.document_id = d.id where d.case_id = @at order by d.id
        """, new { at });

    private Task<string?> Last(long at) => _engine.Scalar<string>(
        "select event ->> 'event' from history where case_id = @at order by seq desc limit 1", new { at })!;
}
