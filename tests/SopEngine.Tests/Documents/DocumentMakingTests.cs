using System.Text;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Documents;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Documents;

/// <summary>Documents that a case generates.</summary>
internal sealed class DocumentMakingTests
{
    private TestEngine _engine = null!;
    private int _unit;
    private long _clerk;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit("bipa");
        _clerk = await _engine.AddPerson(_unit, "budi", ["loket"]);
    }

    [TearDown]
    public async Task TearDown() => await _engine.DisposeAsync();

    [Test]
    public async Task A_document_is_numbered_set_as_a_PDF_and_kept_with_the_case_which_goes_on()
    {
        var at = await Started(Flow());
        await _engine.Outbox.DeliverDue(CancellationToken.None);
        Assert.That(await _engine.Rows<string>("select failure from outbox"), Is.Empty);

        var document = (await Store().OfCase(_unit, at, CancellationToken.None)).Single();
        var pdf = await Read(document, "document");
        var open = await _engine.OpenTasks(_unit, at);
        Assert.Multiple(() =>
        {
            Assert.That(document.Name, Is.EqualTo("Surat maaf.pdf"));
            Assert.That(document.Number, Is.EqualTo($"001/bipa/{Year}"));
            Assert.That((document.IsAttached, document.ForCustomer, document.AddedBy), Is.EqualTo((true, true, (long?)null)));
            Assert.That(pdf, Does.StartWith("%PDF-").And.EndsWith("%%EOF\n"));
            Assert.That(open, Is.EqualTo(new[] { 3 }));
        });
        Assert.That(await _engine.Verify(), Is.Empty);
    }

    [Test]
    public async Task Numbers_have_no_gaps_or_repeats_when_two_nodes_make_documents_and_cases_are_cancelled()
    {
        const int Cases = 24;
        var definition = await _engine.Publish(_unit, Flow());
        var ids = new List<long>();
        for (var i = 0; i < Cases; i++) ids.Add((await _engine.Start(definition, _clerk)).Case);
        var head = await _engine.AddPerson(_unit, "kepala", roles: [Role.Head]);
        await Task.WhenAll(ids.Select(id => _engine.Happens(_unit, id, new TaskCompleted(1, _clerk), _clerk)));
        foreach (var id in ids.Take(4)) await _engine.Happens(_unit, id, new CaseCancelled(head, "batal"), head);

        await using var other = _engine.AnotherNode();
        await Task.WhenAll(_engine.Outbox.DeliverDue(CancellationToken.None), other.Outbox.DeliverDue(CancellationToken.None));

        var numbers = await _engine.Rows<string>("select number from documents order by number");
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(1, Cases - 4).Select(seq => $"{seq:000}/bipa/{Year}")));
        Assert.That(await _engine.Verify(), Is.Empty);
    }

    [Test]
    public async Task Counting_begins_anew_in_the_new_year_of_the_offices_zone()
    {
        var definition = await _engine.Publish(_unit, Flow());
        await Made(definition);
        // 31 December 17.30 UTC is 00.30 on 1 January in Jakarta.
        _engine.Clock.Advance(Instant.FromUtc(Year, 12, 31, 17, 30) - _engine.Clock.GetCurrentInstant());
        await Made(definition);
        await Made(definition);

        Assert.That(await _engine.Rows<string>("select number from documents order by id"),
            Is.EqualTo(new[] { $"001/bipa/{Year}", $"001/bipa/{Year + 1}", $"002/bipa/{Year + 1}" }));
    }

    [Test]
    public async Task Long_texts_with_long_words_are_set_on_several_pages()
    {
        var template = string.Join("\n\n", Enumerable.Repeat("# Judul\n- butir **tebal** " + new string('w', 300) + "\n> kanan\n" +
            string.Concat(Enumerable.Repeat("kata ", 200)), 12));
        var at = await Started(Flow(template));
        await _engine.Outbox.DeliverDue(CancellationToken.None);

        var document = (await Store().OfCase(_unit, at, CancellationToken.None)).Single();
        Assert.That((await Read(document, "document-long")).Split("/Type /Page ").Length - 1, Is.GreaterThan(3));
    }

    private int Year => _engine.Clock.GetCurrentInstant().InUtc().Year;

    /// <summary>Bytes of the document as text. With SOP_TEST_SCREENSHOTS set to a folder, the document is kept there.</summary>
    private async Task<string> Read(StoredDocument document, string name)
    {
        using var content = new MemoryStream();
        await using (var stored = Store().Open(_unit, document)) await stored.CopyToAsync(content);
        if (Environment.GetEnvironmentVariable("SOP_TEST_SCREENSHOTS") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, name + ".pdf"), content.ToArray());
        return Encoding.Latin1.GetString(content.ToArray());
    }

    private DocumentStore Store() => new(_engine.Database, _engine.Clock);

    private async Task Made(Engine.Definitions.DefinitionVersion definition)
    {
        var started = await _engine.Start(definition, _clerk);
        await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _clerk), _clerk);
        await _engine.Outbox.DeliverDue(CancellationToken.None);
    }

    private async Task<long> Started(string json)
    {
        var started = await _engine.Start(await _engine.Publish(_unit, json), _clerk);
        await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _clerk), _clerk);
        return started.Case;
    }

    private static string Flow(string template = "# {{unit}}\n> {{kota}}, {{tanggal}}\n\nNomor {{nomor}} perihal {{perihal}}") =>
        Definition.Chart("maaf",
    [
        Definition.Step("terima", "loket"),
        Definition.Activity("Sop.Document", "surat", ("documentName", "Surat maaf"), ("template", template), ("kind", "surat-keluar"),
            ("numbering", "{seq:000}/{unit}/{yyyy}"), ("forCustomer", "True")),
        Definition.Step("kirim", "loket"),
    ]);
}
