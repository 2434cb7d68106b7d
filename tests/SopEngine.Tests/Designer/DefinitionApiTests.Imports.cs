using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Designer;

internal sealed partial class DefinitionApiTests
{
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
}
