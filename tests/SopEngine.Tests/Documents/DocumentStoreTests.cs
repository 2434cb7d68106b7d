using System.Security.Cryptography;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Documents;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Documents;

internal sealed class DocumentStoreTests
{
    private TestEngine _engine = null!;
    private DocumentStore _store = null!;
    private int _unit;
    private long _clerk;
    private long _case;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _store = new DocumentStore(_engine.Database, _engine.Clock);
        _unit = await _engine.AddUnit();
        _clerk = await _engine.AddPerson(_unit, "budi", ["loket"]);
        _case = (await _engine.Start(await _engine.Publish(_unit, Definition.Line("terima:loket", "arsip:loket")), _clerk)).Case;
    }

    [TearDown]
    public async Task TearDown() => await _engine.DisposeAsync();

    [TestCase(1)]
    [TestCase(256 * 1024)]
    [TestCase((256 * 1024 * 3) + 17)]
    public async Task A_stored_document_is_read_from_any_position(int length)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);
        var stored = await Add(bytes);
        var found = (await _store.Find(_unit, stored.Id, CancellationToken.None))!;

        await using var whole = _store.Open(_unit, found);
        using var copy = new MemoryStream();
        await whole.CopyToAsync(copy);
        var from = length / 2;
        whole.Position = from;
        using var rest = new MemoryStream();
        await whole.CopyToAsync(rest);

        Assert.That(copy.ToArray(), Is.EqualTo(bytes));
        Assert.That(rest.ToArray(), Is.EqualTo(bytes[from..]));
        Assert.That(found.Sha256, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(bytes))));
    }

    [Test]
    public async Task The_same_content_sent_many_times_at_once_is_stored_once_in_each_unit()
    {
        var bytes = RandomNumberGenerator.GetBytes(600_000);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Add(bytes)));
        var elsewhere = await _engine.AddUnit("lain");
        var theirCase = (await _engine.Start(await _engine.Publish(elsewhere, Definition.Line("a:b")))).Case;
        using var content = new MemoryStream(bytes);
        await _store.Add(elsewhere, new NewDocument(theirCase, null, "a.pdf", FileType.Pdf, null), content, CancellationToken.None);

        Assert.That(await _engine.Scalar<long>("select count(*) from documents"), Is.EqualTo(9));
        Assert.That(await _engine.Scalar<long>("select count(*) from contents"), Is.EqualTo(2));
        Assert.That(await _engine.Scalar<long>("select count(*) from content_parts"), Is.EqualTo(6));
        Assert.That(await _store.OfCase(elsewhere, _case, CancellationToken.None), Is.Empty, "another unit's rows");
    }

    [Test]
    public async Task A_document_completed_with_its_step_belongs_to_the_case_and_cannot_be_removed()
    {
        var sent = await Add([1, 2, 3]);
        await _engine.Happens(_unit, _case, new TaskCompleted(1, _clerk, Documents: [sent]), _clerk);
        await _store.Remove(_unit, sent.Id, CancellationToken.None);

        Assert.That((await _store.Find(_unit, sent.Id, CancellationToken.None))!.IsAttached, Is.True);
        Assert.That(await _engine.Verify(), Is.Empty);
    }

    [Test]
    public async Task Only_orphans_are_removed_a_day_after_their_step_closed()
    {
        var forgotten = await Add([1], task: 1);
        var attached = await Add([2], task: 1);
        await _engine.Happens(_unit, _case, new TaskCompleted(1, _clerk, Documents: [attached]), _clerk);
        var open = await Add([3], task: 2);

        Assert.That(await _store.RemoveOrphans(CancellationToken.None), Is.Zero, "within the day");
        _engine.Clock.Advance(Duration.FromHours(25));
        Assert.That(await _store.RemoveOrphans(CancellationToken.None), Is.EqualTo(2), "a document and its content");

        Assert.That((await _store.OfCase(_unit, _case, CancellationToken.None)).Select(document => document.Id),
            Is.EqualTo(new[] { attached.Id, open.Id }));
        Assert.That(await _engine.Scalar<long>("select count(*) from content_parts"), Is.EqualTo(2));
        Assert.That(await _store.Find(_unit, forgotten.Id, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task Comments_and_documents_can_be_added_after_the_end_without_moving_it()
    {
        await _engine.Happens(_unit, _case, new TaskCompleted(1, _clerk), _clerk);
        await _engine.Happens(_unit, _case, new TaskCompleted(2, _clerk), _clerk);
        var ended = await _engine.Scalar<DateTime>("select ended_at from cases");
        _engine.Clock.Advance(Duration.FromHours(3));

        Assert.That(await _engine.Happens(_unit, _case, new CommentAdded(_clerk, "Sudah diambil."), _clerk, "kunci"),
            Is.InstanceOf<CaseResult.Done>());
        Assert.That(await _engine.Happens(_unit, _case, new DocumentAdded(_clerk, [await Add([9])]), _clerk),
            Is.InstanceOf<CaseResult.Done>());
        var stranger = await _engine.AddPerson(_unit, "orang", isCustomer: true);
        Assert.That(await _engine.Happens(_unit, _case, new CommentAdded(stranger, "x"), stranger), Is.InstanceOf<CaseResult.Forbidden>());

        Assert.That(await _engine.Scalar<DateTime>("select ended_at from cases"), Is.EqualTo(ended));
        Assert.That(await _engine.Verify(), Is.Empty);
    }

    private async Task<CaseDocument> Add(byte[] bytes, int? task = 1)
    {
        using var content = new MemoryStream(bytes);
        return await _store.Add(_unit, new NewDocument(_case, task, "surat.pdf", FileType.Pdf, _clerk), content, CancellationToken.None);
    }
}
