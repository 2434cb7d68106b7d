using System.Text.Json;
using System.Text.Json.Nodes;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Definitions;

public sealed partial class DefinitionStoreTests
{
    private TestEngine _engine = null!;
    private int _unit;
    private long _author;
    private long _other;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _author = await _engine.AddPerson(_unit, "penyusun", ["loket"], [Role.Author]);
        _other = await _engine.AddPerson(_unit, "penyusun-dua", roles: [Role.Author]);
    }

    [OneTimeTearDown]
    public async Task TearDown() => await _engine.DisposeAsync();

    [Test]
    public async Task A_new_definition_is_a_draft_with_an_id_from_its_name_and_a_node_id_on_every_activity()
    {
        var created = await Saved(New("SOP Izin Cuti (Baru)", "root-cuti"));

        Assert.Multiple(() =>
        {
            Assert.That(created.DefinitionId, Does.Match("^sop-izin-cuti-baru-[0-9a-f]{8}$"));
            Assert.That((created.Version, created.Revision, created.State, created.IsLatest),
                Is.EqualTo((1, 1, DefinitionState.Draft, true)));
            Assert.That((string?)Root(created)["nodeId"], Is.EqualTo("Workflow1:root-cuti"));
            Assert.That((string?)Root(created)["activities"]![1]!["nodeId"], Is.EqualTo("Workflow1:root-cuti:a"));
        });
    }

    [Test]
    public async Task A_repeated_creation_gives_the_same_definition_and_another_root_gives_another()
    {
        var attempts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Saved(New("Berulang", "root-a"))));
        var second = await Saved(New("Berulang", "root-b"));

        Assert.That(attempts.Select(attempt => attempt.Id).Distinct().Count(), Is.EqualTo(1));
        Assert.That(second.DefinitionId, Is.Not.EqualTo(attempts[0].DefinitionId));
    }

    [Test]
    public async Task A_draft_is_saved_in_place_and_after_it_was_in_force_as_a_new_draft()
    {
        var first = await Saved(Line("hidup", "satu"));
        var again = await Saved(Line("hidup", "dua"));
        var published = await _engine.Definitions.Publish(_unit, _author, "hidup", acceptGaps: true);
        var draft = await Saved(Line("hidup", "tiga"));
        var inForce = await _engine.Definitions.Find(_unit, "hidup", VersionChoice.Published, null, CancellationToken.None);

        Assert.Multiple(async () =>
        {
            Assert.That((again.Id, again.Version, again.Revision), Is.EqualTo((first.Id, 1, 2)));
            Assert.That(published.Version!.Value.Version, Is.EqualTo(1));
            Assert.That((draft.Version, draft.Revision, draft.State), Is.EqualTo((2, 1, DefinitionState.Draft)));
            Assert.That((inForce!.Version, inForce.IsLatest), Is.EqualTo((1, false)));
            Assert.That(inForce.Json, Does.Contain("Mengerjakan dua"));
            Assert.That(await Acts("hidup"), Is.EqualTo(new[] { "created", "put_in_force", "changed" }));
        });
    }

    [Test]
    public async Task Publishing_a_new_version_supersedes_the_old_and_retracting_revokes()
    {
        await Publish(Line("ganti", "satu"));
        await Publish(Line("ganti", "dua"));
        var states = await States("ganti");
        var retracted = await _engine.Definitions.Retract(_unit, _author, "ganti");
        var twice = await _engine.Definitions.Retract(_unit, _author, "ganti");

        Assert.Multiple(async () =>
        {
            Assert.That(states, Is.EqualTo(new[] { "superseded", "in_force" }));
            Assert.That(((DefinitionResult.Done)retracted).Definition.State, Is.EqualTo(DefinitionState.Revoked));
            Assert.That(twice, Is.EqualTo(new DefinitionResult.Refused(DefinitionRefusal.NotInForce)));
            Assert.That(await Acts("ganti"),
                Is.EqualTo(new[] { "created", "put_in_force", "changed", "superseded", "put_in_force", "revoked" }));
        });
    }

    [Test]
    public async Task The_second_of_two_authors_is_told_of_the_first_and_overwrites_nothing()
    {
        var seen = (await Saved(Line("berdua", "awal"))).At;
        var first = await _engine.Definitions.Save(_unit, _author, Line("berdua", "pertama"), seen);
        var second = await _engine.Definitions.Save(_unit, _other, Line("berdua", "kedua"), seen);
        var repeated = await _engine.Definitions.Save(_unit, _author, Line("berdua", "pertama"), seen);

        Assert.Multiple(async () =>
        {
            Assert.That(first, Is.InstanceOf<DefinitionResult.Done>());
            Assert.That((second as DefinitionResult.Conflict)?.By, Is.EqualTo("penyusun"));
            Assert.That(repeated, Is.InstanceOf<DefinitionResult.Done>(), "the Studio sends a save again when the answer was lost");
            Assert.That((await Latest("berdua")).Json, Does.Contain("pertama"));
            Assert.That((await Latest("berdua")).Revision, Is.EqualTo(2));
        });
    }

    [Test]
    public async Task Of_many_saves_at_once_from_the_same_revision_one_wins()
    {
        var seen = (await Saved(Line("ramai", "awal"))).At;

        var results = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(i => _engine.Definitions.Save(_unit, _author, Line("ramai", $"isi-{i}"), seen)));

        Assert.That(results.Count(result => result is DefinitionResult.Done), Is.EqualTo(1));
        Assert.That(results.Count(result => result is DefinitionResult.Conflict), Is.EqualTo(7));
        Assert.That((await Latest("ramai")).Revision, Is.EqualTo(2));
    }

    [Test]
    public async Task Saving_the_same_content_again_changes_nothing_not_even_the_version_in_force()
    {
        await Publish(Line("sama", "satu"));
        var content = JsonNode.Parse((await Latest("sama")).Json)!;
        content["version"] = 99;
        content["isPublished"] = true;
        content["links"] = new JsonArray();

        var saved = await _engine.Definitions.Save(_unit, _author, content.ToJsonString());

        Assert.That(((DefinitionResult.Done)saved).IsUnchanged, Is.True);
        Assert.That(await States("sama"), Is.EqualTo(new[] { "in_force" }));
    }

    [Test]
    public async Task A_save_that_would_empty_the_flowchart_is_refused()
    {
        await Saved(Line("kosong", "satu"));
        var emptied = JsonNode.Parse((await Latest("kosong")).Json)!;
        emptied["root"]!["activities"] = new JsonArray();
        emptied["root"]!["connections"] = new JsonArray();

        Assert.That(await _engine.Definitions.Save(_unit, _author, emptied.ToJsonString()),
            Is.EqualTo(new DefinitionResult.Refused(DefinitionRefusal.Emptied)));
        Assert.That(Root(await Latest("kosong"))["activities"]!.AsArray(), Has.Count.EqualTo(3));
    }

    [Test]
    public async Task The_header_and_members_that_the_Studio_does_not_send_are_kept()
    {
        var definition = JsonNode.Parse(Line("kepala", "satu"))!;
        definition["dariMana"] = "berkas lama";
        await Saved(definition.ToJsonString());
        definition.AsObject().Remove("dariMana");
        definition["customProperties"] = null;
        definition["root"]!["activities"]![1]!["takDikenal"] = new JsonObject { ["x"] = 1 };

        var saved = JsonNode.Parse((await Saved(definition.ToJsonString())).Json)!;

        Assert.Multiple(() =>
        {
            Assert.That((string?)saved["dariMana"], Is.EqualTo("berkas lama"));
            Assert.That((string?)saved["customProperties"]!["sop"]!["number"], Is.EqualTo("KEPALA"));
            Assert.That((int?)saved["root"]!["activities"]![1]!["takDikenal"]!["x"], Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_lane_that_the_unit_knows_is_added_to_the_header_and_one_it_does_not_know_is_a_problem()
    {
        var definition = JsonNode.Parse(Line("lajur", "satu"))!;
        definition["customProperties"] = new JsonObject();

        await Saved(definition.ToJsonString());
        var published = await _engine.Definitions.Publish(_unit, _author, "lajur", acceptGaps: true);
        definition["root"]!["activities"]![1]!["lane"]!["expression"]!["value"] = "entah";
        await Saved(definition.ToJsonString());
        var refused = await _engine.Definitions.Publish(_unit, _author, "lajur", acceptGaps: true);

        Assert.Multiple(async () =>
        {
            Assert.That(published.Version, Is.Not.Null, string.Join(", ", published.Problems));
            Assert.That(refused.Problems.Select(problem => problem.Code), Does.Contain(ProblemCode.LaneUnknown));
            Assert.That(await States("lajur"), Is.EqualTo(new[] { "in_force", "draft" }), "the draft is kept and the old version runs on");
        });
    }

    [TestCase("[]")]
    [TestCase("{")]
    [TestCase("""{"definitionId":"x","name":"a","name":"b"}""")]
    [TestCase("""{"definitionId":"x","name":"\u0000"}""")]
    [TestCase("""{"definitionId":"x","name":"\ud800"}""")]
    [TestCase("""{"definitionId":"x","\ud800":1}""")]
    public void JSON_that_cannot_be_stored_is_refused(string json) =>
        Assert.That(async () => await _engine.Definitions.Save(_unit, _author, json), Throws.InstanceOf<JsonException>());

    [Test]
    public async Task Ids_unfit_for_an_address_and_new_definitions_without_a_name_are_refused()
    {
        Assert.That(await _engine.Definitions.Save(_unit, _author, """{"definitionId":"a/b","name":"x"}"""),
            Is.EqualTo(new DefinitionResult.Refused(DefinitionRefusal.IdBad)));
        Assert.That(
            await _engine.Definitions.Save(_unit, _author, """{"definitionId":"New","name":"x"}"""),
            Is.EqualTo(new DefinitionResult.Refused(DefinitionRefusal.IdBad)), "the address of the form for a new one");
        Assert.That(await _engine.Definitions.Save(_unit, _author, """{"name":"  "}"""),
            Is.EqualTo(new DefinitionResult.Refused(DefinitionRefusal.NameMissing)));
    }

    private static string Line(string definitionId, string step) => Definition.Chart(definitionId, [Definition.Step(step, "loket")]);

    private static string New(string name, string rootId)
    {
        var definition = JsonNode.Parse(Line("x", "a"))!;
        definition["definitionId"] = null;
        definition["name"] = name;
        definition["root"]!["id"] = rootId;
        return definition.ToJsonString();
    }

    private async Task<StoredDefinition> Saved(string json) =>
        await _engine.Definitions.Save(_unit, _author, json) is DefinitionResult.Done done
        ? done.Definition
        : throw new AssertionException("It was not saved.");

    private Task<DefinitionVersion> Publish(string json) => _engine.Publish(_unit, json);

    private async Task<StoredDefinition> Latest(string definitionId) =>
        (await _engine.Definitions.Latest(_unit, definitionId, CancellationToken.None))!;

    private Task<List<string>> States(string definitionId) =>
        _engine.Rows<string>("select state from definitions where unit_id = @_unit and definition_id = @definitionId order by version",
            new { _unit, definitionId });

    private Task<List<string>> Acts(string definitionId) =>
        _engine.Rows<string>("select action from definition_log where unit_id = @_unit and definition_id = @definitionId order by no",
            new { _unit, definitionId });

    private Task<(IReadOnlyList<StoredDefinition> Items, int Total)> List(int unit, DefinitionQuery query) =>
        _engine.Definitions.List(unit, query, CancellationToken.None);

    private static JsonNode Root(StoredDefinition definition) => JsonNode.Parse(definition.Json)!["root"]!;
}
