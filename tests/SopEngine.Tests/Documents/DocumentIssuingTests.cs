using System.Text;
using System.Text.Json;
using NodaTime;
using SopEngine.Core.Documents;
using SopEngine.Core.Rights;
using SopEngine.Core.Substitutes;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Documents;
using SopEngine.Engine.Substitutes;
using SopEngine.Tests.Support;
using UglyToad.PdfPig;

namespace SopEngine.Tests.Documents;

/// <summary>Documents that people issue from the templates of their office, on demand and by a SOP.</summary>
internal sealed class DocumentIssuingTests
{
    private const string Text = "# TANDA TERIMA\n# Nomor {{nomor}}\n\nDari {{komoditi}}, {{terbilang biaya}}\n{{ttd}}\n{{qr}}";

    private TestEngine _engine = null!;
    private TemplateStore _templates = null!;
    private DocumentIssuing _issuing = null!;
    private int _unit;
    private long _clerk, _head;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _templates = new TemplateStore(_engine.Database, _engine.Clock);
        _issuing = new DocumentIssuing(
            _engine.Database, _engine.Engine, _engine.Flows, new DocumentSources(() => "https://kantor.test"), _engine.Clock);
        _unit = await _engine.AddUnit("bipa");
        _clerk = await _engine.AddPerson(_unit, "budi", ["loket"]);
        _head = await _engine.AddPerson(_unit, "kepala", roles: [Role.Head]);
        await _engine.Scalar<int>("insert into posts (unit_id, name) values (@_unit, 'Kepala Balai') returning 1", new { _unit });
        await _engine.Scalar<int>(
            """
            insert into post_holders (unit_id, post_id, person_id, from_on, noted_at)
            select @_unit, id, @_head, date '2020-01-01', now() from posts where unit_id = @_unit returning 1
            """, new { _unit, _head });
        await _engine.Scalar<int>("update people set nip = '197407272003121006' where id = @_head returning 1", new { _head });
    }

    [TearDown]
    public async Task TearDown() => await _engine.DisposeAsync();

    [Test]
    public async Task A_document_is_issued_once_however_often_its_form_is_sent_and_is_an_event_of_its_case()
    {
        await InForce(Text);
        var at = await Case();
        var first = await Issue(at, "form-1");
        var again = await Issue(at, "form-1");

        Assert.That((again.Document.Id, again.Number), Is.EqualTo((first.Document.Id, first.Number)));
        Assert.That(first.Number, Is.EqualTo($"001/bipa/{Year}"));
        var pdf = await Pdf(first.Document.Id, "issued");
        Assert.That(pdf, Does.Contain("Kopi").And.Contain("dua ratus ribu rupiah").And.Contain("Kepala Balai").And
            .Contain("NIP 19740727 200312 1 006").And.Contain("https://kantor.test/d/"));
        Assert.That(await _engine.Rows<string>("select event ->> 'event' from history where case_id = @at order by seq desc limit 1",
            new { at }), Is.EqualTo(new[] { "documentIssued" }));
        Assert.That(await _engine.Verify(), Is.Empty);
    }

    [Test]
    public async Task The_values_kept_with_a_document_give_the_same_content_again()
    {
        await InForce(Text);
        var at = await Case();
        await Issue(at, "form-1");

        var (filled, version) = (await _engine.Rows<(string, int)>("select filled::text, template_version from issued_documents")).Single();
        var template = (await _templates.Versions(_unit, "terima", CancellationToken.None)).Single(one => one.Version == version);
        var data = JsonSerializer.Deserialize<DocumentData>(filled, DocumentFilling.Json)!;
        var blocks = DocumentFilling.Blocks(template.Fields.Text, data);
        Assert.That(blocks.OfType<SignaturePlace>().Single().Below, Is.EqualTo(new[] { "kepala", "NIP 19740727 200312 1 006" }));
        Assert.That(blocks.OfType<CodePlace>().Single().Link, Does.StartWith("https://kantor.test/d/"));
        Assert.That(string.Concat(blocks.SelectMany(block => block.Spans).Select(span => span.Text)),
            Does.Contain("Kopi").And.Contain("dua ratus ribu rupiah"));
    }

    [Test]
    public async Task Numbers_are_gapless_and_unique_under_32_writers_on_two_nodes()
    {
        await InForce(Text);
        var cases = new List<long>();
        for (var i = 0; i < 8; i++) cases.Add(await Case());
        await using var other = _engine.AnotherNode();
        var there = new DocumentIssuing(other.Database, other.Engine, other.Flows, DocumentSources.None, other.Clock);

        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => (i % 2 == 0 ? _issuing : there)
            .Issue(Request(cases[i % 8], $"form-{i}"), CancellationToken.None)));

        Assert.That(results, Has.All.InstanceOf<IssueResult.Done>());
        Assert.That(await _engine.Rows<string>("select number from documents order by number"),
            Is.EqualTo(Enumerable.Range(1, 32).Select(seq => $"{seq:000}/bipa/{Year}")));
        Assert.That(await _engine.Verify(), Is.Empty);
    }

    [Test]
    public async Task Issued_again_it_cites_the_old_number_which_is_superseded_and_neither_can_be_taken_twice()
    {
        await InForce(Text);
        var at = await Case();
        var old = await Issue(at, "form-1");
        var fresh = await Issue(at, "form-2", old.Document.Id);

        Assert.That(fresh.Number, Is.EqualTo($"002/bipa/{Year}"));
        Assert.That(await Pdf(fresh.Document.Id, "issued-again"), Does.Contain($"Menggantikan nomor 001/bipa/{Year}"));
        Assert.That(await _issuing.Issue(Request(at, "form-3", old.Document.Id), CancellationToken.None),
            Is.InstanceOf<IssueResult.NotValid>());
        Assert.That(await Cancel(at, old.Document.Id), Is.InstanceOf<IssueResult.NotValid>(), "it is superseded already");
        Assert.That(await Cancel(at, fresh.Document.Id), Is.InstanceOf<IssueResult.Done>());
        Assert.That(await Cancel(at, fresh.Document.Id), Is.InstanceOf<IssueResult.NotValid>());

        var next = await Issue(at, "form-4");
        Assert.That(next.Number, Is.EqualTo($"003/bipa/{Year}"), "a refused or cancelled one gives no number back");
        var stored = await new DocumentStore(_engine.Database, _engine.Clock).OfCase(_unit, at, CancellationToken.None);
        Assert.That(stored.Select(document => (document.Number, document.Issued!.IsValid)), Is.EqualTo(new[]
        {
            ($"001/bipa/{Year}", false), ($"002/bipa/{Year}", false), ($"003/bipa/{Year}", true),
        }));
        Assert.That((stored[0].Issued!.ReplacedByNumber, stored[1].Issued!.Reason), Is.EqualTo(($"002/bipa/{Year}", "salah ketik")));
        Assert.That(await _engine.Verify(), Is.Empty);
    }

    [Test]
    public async Task A_deputy_signs_for_a_holder_who_is_away()
    {
        await InForce(Text);
        var at = await Case();
        var now = _engine.Clock.GetCurrentInstant();
        await new SubstituteStore(_engine.Database, _engine.Clock).Make(
            _unit, new Substitution(_head, _clerk, SubstituteKind.Plh, null, new Interval(now, now + Duration.FromDays(2))), "cuti", _head,
            CancellationToken.None);

        Assert.That(await Pdf((await Issue(at, "form-1")).Document.Id, "issued-plh"),
            Does.Contain("Plh. Kepala Balai").And.Contain("budi"));
        _engine.Clock.Advance(Duration.FromDays(3));
        Assert.That(await Pdf((await Issue(at, "form-2")).Document.Id, "issued-back"), Does.Not.Contain("Plh."));
    }

    [Test]
    public async Task Another_office_knows_neither_the_template_nor_the_case_nor_the_document()
    {
        await InForce(Text);
        var at = await Case();
        var made = await Issue(at, "form-1");
        var other = await _engine.AddUnit("lain");
        var stranger = await _engine.AddPerson(other, "orang", roles: [Role.Head]);

        Assert.That(await _templates.List(other, CancellationToken.None), Is.Empty);
        var foreign = Request(at, "form-x") with { Unit = other, By = stranger };
        Assert.That(await _issuing.Issue(foreign, CancellationToken.None), Is.InstanceOf<IssueResult.TemplateMissing>());
        Assert.That(await _issuing.Cancel(other, at, made.Document.Id, stranger, "x", CancellationToken.None),
            Is.InstanceOf<IssueResult.NotValid>());
        Assert.That(await _issuing.Preview(
            other, "terima", Fields(Text), at, "orang", null, new Dictionary<string, KnownPlace>(), CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task A_draft_changed_meanwhile_is_not_overwritten_and_a_new_version_leaves_issued_documents_alone()
    {
        await InForce(Text);
        var at = await Case();
        await Issue(at, "form-1");
        Assert.That(await Save(Fields("Lain"), (1, 1)), Is.EqualTo(TemplateResult.Done), "a draft beside the one in force");
        Assert.That(await Save(Fields("Lain lagi"), (1, 1)), Is.EqualTo(TemplateResult.Conflict));
        Assert.That(await Save(Fields("Lain lagi"), (2, 1)), Is.EqualTo(TemplateResult.Done));
        Assert.That(await Begin((2, 1)), Is.EqualTo(TemplateResult.Conflict));
        Assert.That(await Begin((2, 2)), Is.EqualTo(TemplateResult.Done));
        Assert.That(await Save(Fields("Baru"), null), Is.EqualTo(TemplateResult.Taken));

        await Issue(at, "form-2");
        Assert.That((await _templates.Versions(_unit, "terima", CancellationToken.None)).Select(one => (one.Version, one.State)),
            Is.EqualTo(new[] { (2, TemplateState.InForce), (1, TemplateState.Superseded) }));
        Assert.That(await _engine.Rows<int>("select template_version from issued_documents order by document_id"),
            Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task A_case_waits_for_a_missing_template_the_admins_are_told_once_and_it_goes_on_when_the_template_is_in_force()
    {
        var admin = await _engine.AddPerson(_unit, "admin", roles: [Role.Admin]);
        var definition = await _engine.Publish(_unit, Definition.Chart("maaf",
        [
            Definition.Step("terima", "loket"), Definition.Activity("Sop.Document", "surat", ("officeTemplate", "terima")),
            Definition.Step("kirim", "loket"),
        ]));
        var started = await _engine.Start(definition, _clerk);
        await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _clerk), _clerk);

        await _engine.Outbox.DeliverDue(CancellationToken.None);
        _engine.Clock.Advance(Duration.FromHours(2));
        await _engine.Outbox.DeliverDue(CancellationToken.None);
        Assert.That(await _engine.OpenTasks(_unit, started.Case), Is.Empty);
        Assert.That(await _engine.Rows<long>("select person_id from messages where kind = 'template-missing'"),
            Is.EqualTo(new[] { admin }));

        await InForce(Text);
        await _engine.Outbox.DeliverDue(CancellationToken.None);
        Assert.That(await _engine.OpenTasks(_unit, started.Case), Is.EqualTo(new[] { 3 }));
        Assert.That(await _engine.Rows<string>("select number from documents"), Is.EqualTo(new[] { $"001/bipa/{Year}" }));
        Assert.That(await _engine.Verify(), Is.Empty);
    }

    [TestCase("{{nomor")]
    [TestCase("{{jika}}\n{{akhir}}\n{{akhir}}\n{{tabel : a}}\n{{ttd}} {{qr}}")]
    [TestCase("# \n## \n- \n1. \n> \n---\n**\n****\n{{tabel komoditi: a, b}}")]
    [TestCase("‮kanan ḥ ế \u0001 \U0001F600 <script>alert(1)</script>")]
    public async Task A_hostile_text_gives_a_document_and_no_failure(string text)
    {
        await InForce(text);
        Assert.That((await Issue(await Case(), "form-1")).Number, Is.EqualTo($"001/bipa/{Year}"));
    }

    private int Year => _engine.Clock.GetCurrentInstant().InUtc().Year;

    private TemplateFields Fields(string text) => new(
        "Tanda terima", text, "{seq:000}/{unit}/{yyyy}", "", _engine.Scalar<long>("select id from posts").Result, true);

    private Task<TemplateResult> Save(TemplateFields fields, (int, int)? seen) =>
        _templates.Save(_unit, _clerk, "terima", fields, seen, CancellationToken.None);

    private async Task InForce(string text)
    {
        Assert.That(await Save(Fields(text), null), Is.EqualTo(TemplateResult.Done));
        Assert.That(await Begin((1, 1)), Is.EqualTo(TemplateResult.Done));
    }

    private Task<TemplateResult> Begin((int, int) seen) => _templates.PutInForce(_unit, _head, "terima", seen, CancellationToken.None);

    private async Task<long> Case()
    {
        var step = Definition.Step("terima", "loket");
        step["fields"] = new System.Text.Json.Nodes.JsonObject
        {
            ["typeName"] = "Object",
            ["expression"] = new System.Text.Json.Nodes.JsonObject
            {
                ["type"] = "Object",
                ["value"] = """[{"name":"komoditi","label":"Komoditi","type":"text"},{"name":"biaya","label":"Biaya","type":"money"}]""",
            },
        };
        var definition = await _engine.Publish(_unit, Definition.Chart("layanan", [step, Definition.Step("kirim", "loket")]));
        var started = await _engine.Start(definition, _clerk);
        var data = JsonDocument.Parse("""{"komoditi":"Kopi","biaya":200000}""").RootElement;
        await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _clerk, Data: data), _clerk);
        return started.Case;
    }

    private IssueRequest Request(long at, string form, long? replaces = null) => new(_unit, at, _clerk, "budi", "terima", form, replaces);

    private async Task<IssueResult.Done> Issue(long at, string form, long? replaces = null)
    {
        var result = await _issuing.Issue(Request(at, form, replaces), CancellationToken.None);
        return result as IssueResult.Done ?? throw new AssertionException($"{result}");
    }

    private Task<IssueResult> Cancel(long at, long document) =>
        _issuing.Cancel(_unit, at, document, _head, "salah ketik", CancellationToken.None);

    /// <summary>The words of a document, as a reader that is not ours finds them. With SOP_TEST_SCREENSHOTS, it is kept there.</summary>
    private async Task<string> Pdf(long id, string name)
    {
        var store = new DocumentStore(_engine.Database, _engine.Clock);
        var document = await store.Find(_unit, id, CancellationToken.None);
        using var content = new MemoryStream();
        await using (var stored = store.Open(_unit, document!)) await stored.CopyToAsync(content);
        if (Environment.GetEnvironmentVariable("SOP_TEST_SCREENSHOTS") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, name + ".pdf"), content.ToArray());
        using var pdf = PdfDocument.Open(content.ToArray());
        var text = new StringBuilder();
        foreach (var page in pdf.GetPages()) text.AppendJoin(' ', page.GetWords().Select(word => word.Text)).Append(' ');
        return text.ToString();
    }
}
