using System.Text.Json;
using System.Text.Json.Nodes;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Designer;

internal sealed partial class DefinitionApiTests
{
    private TestApp _app = null!;
    private ElsaClient _author = null!;
    private int _unit;

    public static IEnumerable<string> Shipped =>
        Directory.GetFiles(Definition.Folder, "*.json").Select(file => Path.GetFileName(file)!);

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _app = await TestApp.Start();
        _author = await ElsaClient.WithToken(_app, "admin.pekanbaru");
        _unit = await _app.Scalar<int>("select unit_id from people where user_name = 'admin.pekanbaru'");
    }

    [OneTimeTearDown]
    public async Task TearDown()
    {
        _author.Dispose();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task A_new_definition_is_created_as_the_Studio_asks_for_it_and_can_be_drawn_in()
    {
        const string create =
            """
            {"model":{"definitionId":null,"name":"SOP Baru","description":null,"toolVersion":"3.8.0.0","variables":null,"inputs":null,
              "outputs":null,"outcomes":null,"customProperties":null,"isReadonly":false,"options":null,
              "root":{"id":"bf4be03f2cd848a8","type":"Elsa.Flowchart","version":1,"name":"Flowchart1"},"links":null,
              "createdAt":"0001-01-01T00:00:00+00:00","version":1,"isLatest":true,"isPublished":false,"id":null},"publish":null}
            """;

        var created = await _author.Post("workflow-definitions", create);
        var again = await _author.Post("workflow-definitions", create);
        var definition = created["workflowDefinition"];
        var id = definition.GetProperty("definitionId").GetString();

        Assert.Multiple(async () =>
        {
            Assert.That(created.Status, Is.EqualTo(200), created.Text);
            Assert.That(definition.GetProperty("root").GetProperty("nodeId").GetString(), Is.EqualTo("Workflow1:bf4be03f2cd848a8"));
            Assert.That(
                (definition.GetProperty("version").GetInt32(), definition.GetProperty("isLatest").GetBoolean(),
                    definition.GetProperty("isPublished").GetBoolean()),
                Is.EqualTo((1, true, false)));
            foreach (var name in new[] { "variables", "inputs", "outputs", "outcomes", "links" })
                Assert.That(definition.GetProperty(name).ValueKind, Is.EqualTo(JsonValueKind.Array), name);
            Assert.That(Rels(definition), Does.Contain("publish"));
            Assert.That(created.ETag, Is.EqualTo($"\"{id}:1:1\""));
            Assert.That(
                again["workflowDefinition"].GetProperty("definitionId").GetString(), Is.EqualTo(id),
                "the Studio repeats a creation whose answer was lost");
            Assert.That(
                (await _author.Get("workflow-definitions/validation/is-name-unique?name=sop%20baru"))["isUnique"].GetBoolean(),
                Is.False);
            Assert.That(
                (await _author.Get("workflow-definitions/validation/is-name-unique?name=Workflow%201"))["isUnique"].GetBoolean(),
                Is.True);
        });
    }

    [TestCase("Elsa.Sequence")]
    [TestCase("Elsa.StateMachine")]
    public async Task A_new_definition_is_a_flowchart(string root)
    {
        var answer = await _author.Save(JsonSerializer.Serialize(new { name = "Lain", root = new { id = "x", type = root, version = 1 } }));

        Assert.That(answer.Status, Is.EqualTo(400));
        Assert.That(answer.Messages.Single(), Does.Contain(root));
    }

    [TestCaseSource(nameof(Shipped))]
    public async Task A_shipped_definition_opens_is_saved_unchanged_exported_and_compiles_to_the_same_flow(string file)
    {
        var shipped = Definition.Shipped(file);
        var id = (string)JsonNode.Parse(shipped)!["definitionId"]!;
        await _author.Post("workflow-definitions/import", shipped);

        var opened = await _author.Get($"workflow-definitions/by-definition-id/{id}");
        var saved = await _author.Save(opened.Text, ifMatch: opened.ETag);
        var exported = await _author.Get($"workflow-definitions/{id}/export?versionOptions=Latest&includeConsumingWorkflows=False");

        Assert.Multiple(() =>
        {
            Assert.That((opened.Status, saved.Status, exported.Status), Is.EqualTo((200, 200, 200)), saved.Text);
            Assert.That(
                saved["workflowDefinition"].GetProperty("version").GetInt32(), Is.EqualTo(opened["version"].GetInt32()),
                "an unchanged save makes no new version");
            Assert.That(JsonNode.DeepEquals(JsonNode.Parse(exported.Text)!["root"], JsonNode.Parse(shipped)!["root"]), Is.True);
            Assert.That(
                JsonNode.DeepEquals(JsonNode.Parse(exported.Text)!["customProperties"], JsonNode.Parse(shipped)!["customProperties"]),
                Is.True);
            Assert.That(Compiled(exported.Text), Is.EqualTo(Compiled(shipped)));
            Assert.That(JsonNode.Parse(exported.Text)!.AsObject().First().Key, Is.EqualTo("$schema"));
            Assert.That(exported.FileName, Does.EndWith(".json"));
        });
    }

    [Test]
    public async Task Members_unknown_to_the_Studio_survive_its_saves()
    {
        var definition = Draft("awet");
        definition["punyaKami"] = new JsonObject { ["a"] = 1 };
        definition["root"]!["activities"]![1]!["catatan"] = "tetap";
        definition["root"]!["activities"]![1]!["metadata"]!["logPersistenceMode"] = "Include";
        await _author.Save(definition.ToJsonString());
        definition.AsObject().Remove("punyaKami");
        definition["description"] = "berubah";

        await _author.Save(definition.ToJsonString());
        var opened = JsonNode.Parse((await _author.Get("workflow-definitions/by-definition-id/awet")).Text)!;

        Assert.Multiple(() =>
        {
            Assert.That((int?)opened["punyaKami"]!["a"], Is.EqualTo(1));
            Assert.That((string?)opened["root"]!["activities"]![1]!["catatan"], Is.EqualTo("tetap"));
            Assert.That((string?)opened["root"]!["activities"]![1]!["metadata"]!["logPersistenceMode"], Is.EqualTo("Include"));
            Assert.That((string?)opened["description"], Is.EqualTo("berubah"));
        });
    }

    [Test]
    public async Task Publishing_with_problems_is_refused_naming_the_activities_and_keeps_the_draft_and_the_old_version()
    {
        await _author.Save(Draft("terbit").ToJsonString(), publish: true);
        var broken = Draft("terbit");
        broken["root"]!["activities"]![1]!["metadata"]!["displayText"] = "Terima surat";
        broken["root"]!["activities"]![1]!["lane"]!["expression"]!["value"] = "";
        broken["root"]!["connections"]!.AsArray().RemoveAt(1);

        var refused = await _author.Save(broken.ToJsonString(), publish: true);
        var latest = await _author.Get("workflow-definitions/by-definition-id/terbit");
        var inForce = await _author.Get("workflow-definitions/by-definition-id/terbit?versionOptions=Published");

        Assert.Multiple(() =>
        {
            Assert.That(refused.Status, Is.EqualTo(400));
            Assert.That(refused["statusCode"].GetInt32(), Is.EqualTo(400));
            Assert.That(refused.Messages, Has.Some.Contains("Terima surat”: belum ada pelaksananya"));
            Assert.That(refused.Messages, Has.Count.GreaterThan(1));
            Assert.That((latest["version"].GetInt32(), latest["isPublished"].GetBoolean()), Is.EqualTo((2, false)));
            Assert.That(refused.ETag, Is.EqualTo(latest.ETag), "the next save starts from the draft that was kept");
            Assert.That(latest.Text, Does.Contain("Terima surat"));
            Assert.That(inForce["version"].GetInt32(), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task The_gaps_of_a_published_sop_are_told_and_its_log_names_them()
    {
        var saved = await _author.Save(Draft("kurang").ToJsonString(), publish: false);
        Assert.That(saved["gaps"].GetArrayLength(), Is.Zero, "a draft may lack anything");

        var published = await _author.Save(Draft("kurang").ToJsonString(), publish: true);
        await _author.Save(Draft("kurang-juga").ToJsonString(), publish: false);
        var many = await _author.Post(
            "bulk-actions/publish/workflow-definitions/by-definition-ids", new { definitionIds = new[] { "kurang-juga" } });

        Assert.That(published["gaps"].EnumerateArray().Select(gap => gap.GetString()), Does.Contain("Tanggal efektif belum diisi."));
        Assert.That(
            many["gaps"].EnumerateArray().Select(gap => gap.GetString()), Does.Contain("kurang-juga: Tanggal efektif belum diisi."));
        foreach (var id in new[] { "kurang", "kurang-juga" })
        {
            Assert.That(await _app.Scalar<string>(
                "select note from definition_log where definition_id = @id and action = 'put_in_force'", new { id }),
                Does.Contain("Tanggal efektif belum diisi"), id);
        }
    }

    [Test]
    public async Task New_cases_use_the_new_version_and_running_ones_keep_theirs_and_old_versions_stay_readable()
    {
        await _author.Save(Draft("berganti").ToJsonString(), publish: true);
        using var api = await _app.Client("pengelola1.pekanbaru");
        var running = await api.Post("cases", new { sop = "berganti" });
        var second = Draft("berganti");
        second["name"] = "Edisi kedua";
        await _author.Save(second.ToJsonString(), publish: true);
        var started = await api.Post("cases", new { sop = "berganti" });

        var listed = await _author.Get("workflow-definitions?versionOptions=&Ids=berganti-v1");
        Assert.Multiple(async () =>
        {
            Assert.That((await api.Get($"cases/{running["id"]}"))["version"].GetInt32(), Is.EqualTo(1));
            Assert.That((await api.Get($"cases/{started["id"]}"))["version"].GetInt32(), Is.EqualTo(2));
            Assert.That((await _author.Get("workflow-definitions/by-id/berganti-v1")).Status, Is.EqualTo(200));
            Assert.That(listed["items"].GetArrayLength(), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task The_second_of_two_authors_is_told_and_nothing_is_overwritten()
    {
        using var other = await ElsaClient.WithToken(_app, "admin.pekanbaru");
        await _author.Save(Draft("berdua").ToJsonString());
        var mine = await _author.Get("workflow-definitions/by-definition-id/berdua");
        var theirs = await other.Get("workflow-definitions/by-definition-id/berdua");
        var first = await other.Save(Renamed(theirs, "Punya dia"), ifMatch: theirs.ETag);

        var second = await _author.Save(Renamed(mine, "Punya saya"), ifMatch: mine.ETag);
        var reloaded = await _author.Get("workflow-definitions/by-definition-id/berdua");
        var third = await _author.Save(Renamed(reloaded, "Punya kita"), ifMatch: reloaded.ETag);

        Assert.Multiple(() =>
        {
            Assert.That((first.Status, second.Status, third.Status), Is.EqualTo((200, 400, 200)));
            Assert.That(second.Messages.Single(), Does.StartWith("SOP ini sudah diubah oleh"));
            Assert.That(reloaded["name"].GetString(), Is.EqualTo("Punya dia"));
        });
    }

    [Test]
    public async Task A_save_that_is_repeated_after_its_answer_was_lost_is_answered_as_the_first_time()
    {
        await _author.Save(Draft("ulang").ToJsonString());
        var opened = await _author.Get("workflow-definitions/by-definition-id/ulang");
        var changed = Renamed(opened, "Sesudah");

        var answers = new List<ElsaClient.Answer>();
        for (var i = 0; i < 4; i++) answers.Add(await _author.Save(changed, ifMatch: opened.ETag));

        Assert.That(answers.Select(answer => (answer.Status, answer.ETag)), Is.All.EqualTo((200, "\"ulang:1:2\"")));
    }

    [Test]
    public async Task A_save_that_empties_the_flowchart_is_refused()
    {
        await _author.Save(Draft("isi").ToJsonString());
        var emptied = Draft("isi");
        emptied["root"]!["activities"] = new JsonArray();

        var answer = await _author.Save(emptied.ToJsonString());

        Assert.That((answer.Status, answer.Messages.Count), Is.EqualTo((400, 1)));
    }

    /// <summary>A definition with one step in a lane of the admin's unit.</summary>
    private static JsonNode Draft(string id) => JsonNode.Parse(Definition.Chart(id, [Definition.Step("a", "pengelola-pelayanan-publik")]))!;

    private static string Renamed(ElsaClient.Answer opened, string name)
    {
        var definition = JsonNode.Parse(opened.Text)!;
        definition["name"] = name;
        return definition.ToJsonString();
    }

    private static string Compiled(string json)
    {
        var compiled = FlowCompiler.Compile(WorkflowDefinition.Parse(json));
        var flow = compiled.Flow!;
        return JsonSerializer.Serialize(new
        {
            activities = flow.Activities.Select(activity => new { activity.NodeId, activity.Type, activity.Name }),
            steps = flow.Steps.Select(step => new
            {
                step.ActivityId,
                step.Number,
                step.Instruction,
                step.Lane,
                limit = step.Limit?.ToString(),
                step.LimitPerCase,
                step.Requirements,
                step.Output,
                step.Remarks,
                step.Outcomes,
                fields = step.Fields.Select(field => field.ToString()),
                ahead = flow.StepsAhead([step.Activity]).Select(next => next.ActivityId),
            }),
            flow.Lanes,
            problems = compiled.Problems.Select(problem => problem.Code.ToString()),
        });
    }

    private static IEnumerable<string?> Rels(JsonElement definition) =>
        definition.GetProperty("links").EnumerateArray().Select(link => link.GetProperty("rel").GetString());

    private static IEnumerable<string?> Ids(ElsaClient.Answer answer, string name) =>
        answer[name].EnumerateArray().Select(id => id.GetString());
}
