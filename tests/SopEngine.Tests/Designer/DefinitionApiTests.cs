using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Designer;

internal sealed class DefinitionApiTests
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
            Assert.That(refused.Messages, Has.Some.StartsWith("“Terima surat”: belum ada pelaksananya"));
            Assert.That(refused.Messages, Has.Count.GreaterThan(1));
            Assert.That((latest["version"].GetInt32(), latest["isPublished"].GetBoolean()), Is.EqualTo((2, false)));
            Assert.That(refused.ETag, Is.EqualTo(latest.ETag), "the next save starts from the draft that was kept");
            Assert.That(latest.Text, Does.Contain("Terima surat"));
            Assert.That(inForce["version"].GetInt32(), Is.EqualTo(1));
        });
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

    [Test]
    public async Task Definitions_are_listed_as_the_Studio_asks()
    {
        foreach (var name in new[] { "daftar-c", "daftar-a", "daftar-b" }) await _author.Save(Draft(name).ToJsonString());
        await _author.Post("workflow-definitions/daftar-a/publish");

        var page = await _author.Get("workflow-definitions?versionOptions=Latest&Page=1&PageSize=2&SearchTerm=SOP%20daftar-&IsSystem=False"
            + "&OrderDirection=Ascending&OrderBy=Name");
        var published = await _author.Get("workflow-definitions?versionOptions=Published&DefinitionIds=daftar-a&DefinitionIds=daftar-b");
        var history = await _author.Get("workflow-definitions?versionOptions=AllVersions&Page=0&PageSize=10&DefinitionIds=daftar-a"
            + "&OrderBy=Version&OrderDirection=Descending");
        var all = await _author.Get("workflow-definitions?versionOptions=LatestOrPublished");

        Assert.Multiple(() =>
        {
            Assert.That(page["totalCount"].GetInt32(), Is.EqualTo(3));
            Assert.That(page["items"].EnumerateArray().Single().GetProperty("definitionId").GetString(), Is.EqualTo("daftar-c"));
            Assert.That(page["links"][0].GetProperty("rel").GetString(), Is.EqualTo("bulk-publish"));
            Assert.That(published["items"].EnumerateArray().Single().GetProperty("definitionId").GetString(), Is.EqualTo("daftar-a"));
            Assert.That(history["items"].GetArrayLength(), Is.EqualTo(1));
            Assert.That(all["items"].GetArrayLength(), Is.EqualTo(all["totalCount"].GetInt32()));
        });
    }

    [Test]
    public async Task A_definition_is_taken_out_of_force_and_brought_back_from_an_earlier_version()
    {
        await _author.Save(Draft("riwayat").ToJsonString(), publish: true);
        var second = Draft("riwayat");
        second["name"] = "Edisi kedua";
        await _author.Save(second.ToJsonString(), publish: true);

        var again = await _author.Post("workflow-definitions/riwayat/publish");
        var retracted = await _author.Post("workflow-definitions/riwayat/retract");
        var twice = await _author.Post("workflow-definitions/riwayat/retract");
        var reverted = await _author.Send("POST", "workflow-definitions/riwayat/revert/1");
        var opened = await _author.Get($"workflow-definitions/by-id/{reverted["id"].GetString()}");

        Assert.Multiple(() =>
        {
            Assert.That(again["alreadyPublished"].GetBoolean(), Is.True);
            Assert.That((retracted.Status, retracted["isPublished"].GetBoolean()), Is.EqualTo((200, false)));
            Assert.That(twice.Status, Is.EqualTo(400));
            Assert.That((reverted["version"].GetInt32(), reverted["isLatest"].GetBoolean()), Is.EqualTo((3, true)));
            Assert.That(opened["name"].GetString(), Is.EqualTo("SOP riwayat"));
        });
    }

    [Test]
    public async Task Many_are_published_retracted_exported_and_deleted_at_once()
    {
        await _author.Save(Draft("banyak-a").ToJsonString());
        await _author.Save(Draft("banyak-b").ToJsonString(), publish: true);
        var broken = Draft("banyak-c");
        broken["root"]!["connections"] = new JsonArray();
        await _author.Save(broken.ToJsonString());
        string[] ids = ["banyak-a", "banyak-b", "banyak-c", "tiada"];

        var published = await _author.Post("bulk-actions/publish/workflow-definitions/by-definition-ids", new { definitionIds = ids });
        var exported = await _author.Post(
            "bulk-actions/export/workflow-definitions",
            new { ids = new[] { "banyak-a-v1", "banyak-b-v1" }, includeConsumingWorkflows = false });
        var retracted = await _author.Post("bulk-actions/retract/workflow-definitions/by-definition-ids", new { definitionIds = ids });
        var versions = await _author.Post(
            "bulk-actions/delete/workflow-definitions/by-id", new { ids = new[] { "banyak-a-v1", "tiada-v1" } });
        var deleted = await _author.Post("bulk-actions/delete/workflow-definitions/by-definition-id", new { definitionIds = ids });

        Assert.Multiple(() =>
        {
            Assert.That(Ids(published, "published"), Is.EqualTo(new[] { "banyak-a" }));
            Assert.That(Ids(published, "alreadyPublished"), Is.EqualTo(new[] { "banyak-b" }));
            Assert.That(Ids(published, "skipped"), Is.EqualTo(new[] { "banyak-c" }));
            Assert.That(Ids(published, "notFound"), Is.EqualTo(new[] { "tiada" }));
            Assert.That(Ids(retracted, "retracted"), Is.EqualTo(new[] { "banyak-a", "banyak-b" }));
            Assert.That(Ids(retracted, "alreadyRetracted"), Is.EqualTo(new[] { "banyak-c" }));
            Assert.That((versions["deleted"].GetInt32(), deleted["deleted"].GetInt32()), Is.EqualTo((1, 2)));
            using var zip = new ZipArchive(new MemoryStream(exported.Bytes));
            Assert.That(zip.Entries.Select(entry => entry.Name), Is.EquivalentTo(new[] { "SOP banyak-a.json", "SOP banyak-b.json" }));
        });
    }

    [Test]
    public async Task A_definition_with_cases_is_not_deleted_and_the_refusal_says_so()
    {
        await _author.Save(Draft("berkas").ToJsonString(), publish: true);
        using var api = await _app.Client("pengelola1.pekanbaru");
        await api.Post("cases", new { sop = "berkas" });
        await _author.Save(Draft("kosong").ToJsonString());

        var refused = await _author.Delete("workflow-definitions/berkas");
        var version = await _author.Delete("workflow-definition-versions/berkas-v1");
        var deleted = await _author.Delete("workflow-definitions/kosong");
        var gone = await _author.Delete("workflow-definitions/kosong");

        Assert.That((refused.Status, version.Status, deleted.Status, gone.Status), Is.EqualTo((400, 400, 204, 404)));
        Assert.That(refused.Messages.Single(), Does.StartWith("SOP yang sudah memiliki berkas tidak dapat dihapus"));
    }

    [Test]
    public async Task A_definition_of_another_Elsa_is_imported_as_a_draft_shown_and_refused_by_name_when_published()
    {
        var imported = await _author.Post("workflow-definitions/import", ForeignWithHttp);
        var opened = await _author.Get("workflow-definitions/by-definition-id/2c6f1b0a9d7e4f53");
        var descriptors = (await _author.Get("descriptors/activities?Refresh=True"))["items"].EnumerateArray().ToList();
        var http = descriptors.Single(activity => activity.GetProperty("typeName").GetString() == "Elsa.HttpEndpoint");
        var published = await _author.Post("workflow-definitions/2c6f1b0a9d7e4f53/publish");

        Assert.Multiple(() =>
        {
            Assert.That(
                (imported.Status, imported["version"].GetInt32(), imported["isPublished"].GetBoolean()),
                Is.EqualTo((200, 1, false)), imported.Text);
            Assert.That(
                imported["validationErrors"].EnumerateArray().Select(text => text.GetString()), Has.Some.Contains("Elsa.HttpEndpoint"));
            var first = opened["root"].GetProperty("activities")[0];
            Assert.That(first.GetProperty("nodeId").GetString(), Is.EqualTo("Workflow1:flowchart1:http1"));
            Assert.That(
                first.GetProperty("supportedMethods").GetProperty("expression").GetProperty("value").GetString(),
                Is.EqualTo("[\"POST\"]"));
            Assert.That((http.GetProperty("isBrowsable").GetBoolean(), http.GetProperty("version").GetInt32()), Is.EqualTo((false, 1)));
            Assert.That(published.Status, Is.EqualTo(400));
            Assert.That(published.Messages, Has.Some.StartsWith("“Terima pesanan”").And.Some.Contains("Elsa.HttpEndpoint"));
        });
    }

    [Test]
    public async Task A_definition_of_another_Elsa_with_only_activities_that_we_run_is_imported_and_put_in_force()
    {
        var imported = await _author.Post("workflow-definitions/import", ForeignPlain);
        var published = await _author.Post("workflow-definitions/hello-world-1/publish");
        var connection = imported["root"].GetProperty("connections")[0];

        Assert.Multiple(() =>
        {
            Assert.That(imported.Status, Is.EqualTo(200), imported.Text);
            Assert.That(published.Status, Is.EqualTo(200), published.Text);
            Assert.That(
                connection.GetProperty("source").GetProperty("activity").GetString(), Is.EqualTo("a"),
                "connections of older files are written as the Studio draws them");
        });
    }

    [Test]
    public async Task Files_and_zips_are_imported_together_and_rubbish_among_them_is_named()
    {
        using var zipped = new MemoryStream();
        using (var zip = new ZipArchive(zipped, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (var entry = zip.CreateEntry("dalam.json").Open()) entry.Write(Encoding.UTF8.GetBytes(Draft("dalam-zip").ToJsonString()));
            using (var other = zip.CreateEntry("gambar.png").Open()) other.Write([1, 2, 3]);
        }

        using var files = new MultipartFormDataContent
        {
            { new ByteArrayContent(Encoding.UTF8.GetBytes(Draft("satu-berkas").ToJsonString())), "files", "satu.json" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes("bukan json")), "files", "rusak.json" },
            { new ByteArrayContent(zipped.ToArray()), "files", "banyak.zip" },
        };
        var answer = await _author.Send("POST", "workflow-definitions/import-files", files);

        Assert.That(
            answer["items"].EnumerateArray()
                .Select(item => (item.GetProperty("file").GetString(), item.GetProperty("imported").GetBoolean())),
            Is.EqualTo(new[] { ("satu.json", true), ("rusak.json", false), ("dalam.json", true) }), answer.Text);
        Assert.That((await _author.Get("workflow-definitions/by-definition-id/dalam-zip")).Status, Is.EqualTo(200));
    }

    [TestCase("POST", "workflow-definitions", "{")]
    [TestCase("POST", "workflow-definitions", "[]")]
    [TestCase("POST", "workflow-definitions", "{}")]
    [TestCase("POST", "workflow-definitions", """{"model":null}""")]
    [TestCase("POST", "workflow-definitions", """{"model":{"name":7}}""")]
    [TestCase("POST", "workflow-definitions", """{"model":{"definitionId":"../x","name":"x"}}""")]
    [TestCase("POST", "workflow-definitions", """{"model":{"definitionId":"x","name":"a\u0000b"}}""")]
    [TestCase("POST", "workflow-definitions/import", "7")]
    [TestCase("POST", "workflow-definitions/import-files", "{}")]
    [TestCase("POST", "bulk-actions/publish/workflow-definitions/by-definition-ids", """{"definitionIds":"x"}""")]
    [TestCase("POST", "bulk-actions/delete/workflow-definitions/by-id", """{"ids":[1]}""")]
    [TestCase("GET", "workflow-definitions?versionOptions=Sembarang", null)]
    [TestCase("GET", "workflow-definitions?Page=banyak", null)]
    public async Task Bad_input_is_refused_in_words(string method, string path, string? body)
    {
        var answer = await _author.Send(method, path, body);

        Assert.That(answer.Status, Is.EqualTo(400), answer.Text);
        Assert.That(answer.Messages, Is.Not.Empty.And.All.Not.Empty);
    }

    [Test]
    public async Task A_body_that_is_too_large_is_refused()
    {
        var definition = Draft("gemuk");
        definition["description"] = new string('x', 6 * 1024 * 1024);

        var answer = await _author.Save(definition.ToJsonString());

        Assert.That((answer.Status, answer.Messages.Count), Is.EqualTo((400, 1)));
    }

    [Test]
    public async Task A_save_without_If_Match_is_not_checked_and_a_bad_one_is_refused()
    {
        await _author.Save(Draft("tanda").ToJsonString());
        var changed = Draft("tanda");
        changed["name"] = "Lain";

        Assert.That((await _author.Save(changed.ToJsonString(), ifMatch: "\"sembarang\"")).Status, Is.EqualTo(400));
        Assert.That((await _author.Save(changed.ToJsonString())).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Only_authors_and_admins_of_the_unit_reach_the_API()
    {
        using var nobody = ElsaClient.Nobody(_app);
        using var clerk = await ElsaClient.WithToken(_app, "pengelola1.pekanbaru");
        using var customer = await ElsaClient.WithToken(_app, "pelanggan1.pekanbaru");
        using var elsewhere = await ElsaClient.WithToken(_app, "admin.palembang");

        Assert.Multiple(async () =>
        {
            string[] paths =
                ["workflow-definitions", "descriptors/activities", "workflow-definitions/pk-tu-pjt-02/export", "features/installed"];
            foreach (var path in paths)
            {
                Assert.That((await nobody.Get(path)).Status, Is.EqualTo(401), path);
                Assert.That((await clerk.Get(path)).Status, Is.EqualTo(403), path);
                Assert.That((await customer.Get(path)).Status, Is.EqualTo(403), path);
            }

            Assert.That((await nobody.Get("workflow-definitions")).MediaType, Is.EqualTo("application/json"), "never the sign-in page");
            Assert.That((await clerk.Save(Draft("liar").ToJsonString())).Status, Is.EqualTo(403));
            Assert.That((await elsewhere.Get("workflow-definitions/by-definition-id/pk-tu-pjt-02")).Status, Is.EqualTo(404));
            Assert.That((await elsewhere.Delete("workflow-definitions/pk-tu-pjt-02")).Status, Is.EqualTo(404));
            Assert.That((await elsewhere.Post("workflow-definitions/pk-tu-pjt-02/retract")).Status, Is.EqualTo(404));
        });
    }

    [Test]
    public async Task A_browser_needs_the_page_token_for_changes()
    {
        using var browser = await ElsaClient.WithCookies(_app, "admin.pekanbaru");
        var token = browser.FormToken;

        browser.FormToken = "";
        var read = await browser.Get("workflow-definitions");
        var forged = await browser.Save(Draft("palsu").ToJsonString());
        var deletion = await browser.Delete("workflow-definitions/pk-tu-pjt-01");
        browser.FormToken = token;
        var saved = await browser.Save(Draft("asli").ToJsonString());

        Assert.That((read.Status, forged.Status, deletion.Status, saved.Status), Is.EqualTo((200, 400, 400, 200)));
        Assert.That(
            await _app.Scalar<bool>(
                "select exists (select from definitions where unit_id = @_unit and definition_id = 'palsu')", new { _unit }),
            Is.False);
    }

    private const string ForeignWithHttp =
        """
        {"$schema":"https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json","id":"8f3a","definitionId":"2c6f1b0a9d7e4f53",
         "name":"Receive Order","description":"","createdAt":"2025-03-01T10:00:00.0000000+00:00","version":4,"toolVersion":"3.3.0.0",
         "variables":[{"id":"v1","name":"Order","typeName":"ObjectDictionary","isArray":false,
           "storageDriverTypeName":"Elsa.Workflows.WorkflowStorageDriver, Elsa.Workflows.Core"}],
         "inputs":[],"outputs":[],"outcomes":[],"customProperties":{},"isReadonly":false,"isSystem":false,"isLatest":true,
         "isPublished":true,"options":{"autoUpdateConsumingWorkflows":false},
         "root":{"type":"Elsa.Flowchart","version":1,"id":"flowchart1","metadata":{},
           "customProperties":{"source":"FlowchartJsonConverter.cs:47","notFoundConnections":[],"canStartWorkflow":false,
             "runAsynchronously":false},
           "activities":[
             {"path":{"typeName":"String","expression":{"type":"Literal","value":"orders"}},
              "supportedMethods":{"typeName":"String[]","expression":{"type":"Object","value":"[\"POST\"]"}},
              "parsedContent":{"typeName":"Object","memoryReference":{"id":"v1"}},
              "id":"http1","name":"HttpEndpoint1","type":"Elsa.HttpEndpoint","version":1,
              "customProperties":{"canStartWorkflow":true,"runAsynchronously":false},
              "metadata":{"displayText":"Terima pesanan",
                "designer":{"position":{"x":-120,"y":40},"size":{"width":180,"height":50}}}},
             {"text":{"typeName":"String","expression":{"type":"CSharp","value":"$\"Order {Variable.Order}\""}},
              "id":"write1","name":"WriteLine1","type":"Elsa.WriteLine","version":1,"customProperties":{},
              "metadata":{"designer":{"position":{"x":160,"y":40},"size":{"width":160,"height":50}}}}],
           "variables":[],"connections":[{"source":{"activity":"http1","port":"Done"},"target":{"activity":"write1","port":"In"}}]}}
        """;

    private const string ForeignPlain =
        """
        {"id":"hello-world-1-x","definitionId":"hello-world-1","name":"Hello World","version":1,"toolVersion":"3.0.0.0",
         "isLatest":true,"isPublished":true,
         "root":{"type":"Elsa.Flowchart","version":1,"id":"Flowchart1","activities":[
           {"id":"a","type":"Elsa.WriteLine","version":1,"name":"WriteLine1",
            "text":{"typeName":"String","expression":{"type":"Literal","value":"Hello"},"memoryReference":{"id":"a:input-1"}}},
           {"id":"b","type":"Elsa.Delay","version":1,"name":"Delay1",
            "timeSpan":{"typeName":"TimeSpan","expression":{"type":"Literal","value":"00:00:05"}}},
           {"id":"c","type":"Elsa.Finish","version":1,"name":"Finish1"}],
          "connections":[{"source":"a","target":"b","sourcePort":"Done","targetPort":"In"},{"source":"b","target":"c"}]}}
        """;

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
