using SopEngine.Core.Rights;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Definitions;

public sealed partial class DefinitionStoreTests
{
    [Test]
    public async Task A_version_with_cases_is_kept_and_the_number_of_a_deleted_one_is_not_used_again()
    {
        await _engine.Start(await Publish(Line("berkas", "satu")), _author);
        var refused = await _engine.Definitions.Delete(_unit, _author, "berkas");
        var draft = await Saved(Line("berkas", "dua"));
        var deleted = await _engine.Definitions.DeleteVersion(_unit, _author, draft.Id);
        var latest = await Latest("berkas");
        var next = await Saved(Line("berkas", "tiga"));

        Assert.Multiple(() =>
        {
            Assert.That(refused, Is.EqualTo(new DefinitionResult.Refused(DefinitionRefusal.HasCases)));
            Assert.That(deleted, Is.InstanceOf<DefinitionResult.Done>());
            Assert.That((latest.Version, latest.State), Is.EqualTo((1, DefinitionState.InForce)));
            Assert.That(next.Version, Is.EqualTo(3));
        });
    }

    [Test]
    public async Task A_definition_without_cases_is_deleted_with_all_its_versions()
    {
        await Publish(Line("buang", "satu"));
        await Saved(Line("buang", "dua"));

        Assert.That(await _engine.Definitions.Delete(_unit, _author, "buang"), Is.InstanceOf<DefinitionResult.Done>());
        Assert.That(await States("buang"), Is.Empty);
        Assert.That(await _engine.Definitions.Delete(_unit, _author, "buang"), Is.EqualTo(new DefinitionResult.NotFound()));
    }

    [Test]
    public async Task A_definition_that_another_uses_is_not_deleted()
    {
        await Publish(Line("bagian", "satu"));
        var use = Definition.Activity("Bagian", "pakai");
        use["workflowDefinitionId"] = "bagian";
        await Publish(Definition.Chart("utuh", [use]));

        Assert.That(await _engine.Definitions.Delete(_unit, _author, "bagian"),
            Is.EqualTo(new DefinitionResult.Refused(DefinitionRefusal.UsedByOthers)));
    }

    [Test]
    public async Task Reverting_makes_a_new_draft_of_the_old_content()
    {
        await Publish(Line("mundur", "lama"));
        await Publish(Line("mundur", "baru"));

        var reverted = (DefinitionResult.Done)await _engine.Definitions.Revert(_unit, _author, "mundur", 1);

        Assert.Multiple(async () =>
        {
            Assert.That((reverted.Definition.Version, reverted.Definition.State), Is.EqualTo((3, DefinitionState.Draft)));
            Assert.That(reverted.Definition.Json, Does.Contain("Mengerjakan lama"));
            Assert.That(await States("mundur"), Is.EqualTo(new[] { "superseded", "in_force", "draft" }));
            Assert.That(await _engine.Definitions.Revert(_unit, _author, "mundur", 9), Is.EqualTo(new DefinitionResult.NotFound()));
        });
    }

    [Test]
    public async Task With_approval_an_author_puts_no_SOP_in_force_and_one_under_review_cannot_change()
    {
        var unit = await _engine.AddUnit("berjenjang");
        var author = await _engine.AddPerson(unit, "penyusun-b", ["loket"], [Role.Author]);
        var head = await _engine.AddPerson(unit, "kepala-b", roles: [Role.Head]);
        await _engine.Scalar<int>("update units set sop_approval = true where id = @unit returning 1", new { unit });
        var store = _engine.Definitions;
        await store.Save(unit, author, Line("resmi", "satu"));

        var tooEarly = await store.Publish(unit, head, "resmi", acceptGaps: true);
        await _engine.Scalar<int>("update definitions set state = 'awaiting_signature' where unit_id = @unit returning 1", new { unit });
        var changed = await store.Save(unit, author, Line("resmi", "dua"));
        var byAuthor = await store.Publish(unit, author, "resmi", acceptGaps: true);
        var byHead = await store.Publish(unit, head, "resmi", acceptGaps: true);
        var retracted = await store.Retract(unit, author, "resmi");

        Assert.Multiple(() =>
        {
            Assert.That(tooEarly.Refusal, Is.EqualTo(new DefinitionResult.Refused(DefinitionRefusal.ApprovalNeeded)));
            Assert.That(changed, Is.EqualTo(new DefinitionResult.Refused(DefinitionRefusal.UnderReview)));
            Assert.That(byAuthor.Refusal, Is.EqualTo(new DefinitionResult.Refused(DefinitionRefusal.HeadNeeded)));
            Assert.That(byHead.Version, Is.Not.Null);
            Assert.That(retracted, Is.EqualTo(new DefinitionResult.Refused(DefinitionRefusal.HeadNeeded)));
        });
    }

    [Test]
    public async Task Lists_are_searched_sorted_and_paged_and_show_only_the_unit()
    {
        var unit = await _engine.AddUnit("daftar");
        foreach (var name in new[] { "c", "a", "b" })
            await _engine.Definitions.SaveAndPublish(unit, null, Line($"daftar-{name}", "satu"), CancellationToken.None);
        await _engine.Definitions.Save(unit, null, Line("daftar-b", "dua"));

        var page = await List(unit, new DefinitionQuery(VersionChoice.Latest, Skip: 1, Take: 1));
        var drafts = await List(unit, new DefinitionQuery(VersionChoice.Draft));
        var found = await List(unit, new DefinitionQuery(Search: "DAFTAR-A"));
        var versions = await List(unit, new DefinitionQuery(DefinitionIds: ["daftar-b"], Order: DefinitionOrder.Version, Descending: true));

        Assert.Multiple(() =>
        {
            Assert.That((page.Items.Single().DefinitionId, page.Total), Is.EqualTo(("daftar-b", 3)));
            Assert.That(drafts.Items.Select(item => (item.DefinitionId, item.Version)), Is.EqualTo(new[] { ("daftar-b", 2) }));
            Assert.That(found.Items.Select(item => item.DefinitionId), Is.EqualTo(new[] { "daftar-a" }));
            Assert.That(versions.Items.Select(item => item.Version), Is.EqualTo(new[] { 2, 1 }));
        });
    }
}
