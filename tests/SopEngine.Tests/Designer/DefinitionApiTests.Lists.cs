namespace SopEngine.Tests.Designer;

internal sealed partial class DefinitionApiTests
{
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
}
