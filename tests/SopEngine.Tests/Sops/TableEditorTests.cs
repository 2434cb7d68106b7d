using System.Text.Json;
using System.Text.Json.Nodes;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Sops;

/// <summary>What the table editor's script sends, and what the server says to it.</summary>
internal sealed class TableEditorTests : AppTest
{
    private const string Sop = "pk-tu-pjt-02";

    [Test]
    public async Task A_table_is_saved_as_the_draft_with_its_problems_at_their_cells_and_its_sheet()
    {
        using var author = await SessionClient.SignIn(App, "admin.pekanbaru");
        var (version, revision, table) = await Read(author, "pk-tu-pjt-01");
        Row(table, "step-4")["time"] = "5-10 menit";
        Row(table, "step-7")["lane"] = "";
        Row(table, "step-5")["go"] = "8";
        var answer = await Save(author, "pk-tu-pjt-01", version, revision, table);

        Assert.That(answer.Status, Is.EqualTo(200), answer.Text);
        var problems = answer.Json.GetProperty("problems").EnumerateArray()
            .Select(told => (Text(told, "row"), Text(told, "column"), Text(told, "name"))).ToList();
        Assert.That(problems, Does.Contain(("step-4", "Time", "4. Pengelola Pelayanan Publik menjamin")));
        Assert.That(problems, Does.Contain(("step-7", "Lane", "7. Pemberian punishment")));
        Assert.That(answer.Json.GetProperty("sheets")[1].GetString(), Does.StartWith("<svg"));
        var stored = JsonNode.Parse((await App.Scalar<string>(
            "select json::text from definitions where definition_id = 'pk-tu-pjt-01' and is_latest order by unit_id limit 1"))!)!;
        Assert.That(stored["root"]!["connections"]!.AsArray().Any(way =>
            (string)way!["source"]!["activity"]! == "step-5" && (string)way["target"]!["activity"]! == "step-8"));

        var page = await author.Get("/sops/pk-tu-pjt-01");
        Assert.That(page.Text, Does.Contain("/sops/pk-tu-pjt-01/table?at=step-4&amp;column=Time"));
    }

    [Test]
    public async Task Of_two_authors_the_second_gets_both_tables_joined()
    {
        using var author = await SessionClient.SignIn(App, "admin.pekanbaru");
        var (version, revision, began) = await Read(author, Sop);
        var theirs = began.DeepClone();
        Row(theirs, "step-3")["time"] = "10 menit";
        Row(theirs, "step-9")["text"] = "Menerima dan membukukan biaya";
        Assert.That((await Save(author, Sop, version, revision, theirs)).Status, Is.EqualTo(200));

        var mine = began.DeepClone();
        Row(mine, "step-3")["output"] = "Kode billing";
        Row(mine, "step-9")["text"] = "Membukukan biaya";
        var stale = await Save(author, Sop, version, revision, mine);
        Assert.That((stale.Status, stale.Json.GetProperty("type").GetString()), Is.EqualTo((409, "/problems/definition-changed")));

        var joined = await author.Post($"/sops/{Sop}/table/merge", new JsonObject { ["began"] = began.DeepClone(), ["mine"] = mine });
        Assert.That(joined.Status, Is.EqualTo(200), joined.Text);
        var conflict = joined.Json.GetProperty("conflicts").EnumerateArray().Single();
        Assert.That(conflict.GetProperty("name").GetString(), Does.StartWith("9. "));
        Assert.That(conflict.GetProperty("mine").GetProperty("text").GetString(), Is.EqualTo("Membukukan biaya"));
        Assert.That(conflict.GetProperty("theirs").GetProperty("text").GetString(), Is.EqualTo("Menerima dan membukukan biaya"));
        var merged = JsonNode.Parse(joined.Json.GetProperty("table").GetRawText())!;
        Assert.That(((string)Row(merged, "step-3")["time"]!, (string)Row(merged, "step-3")["output"]!),
            Is.EqualTo(("10 menit", "Kode billing")));
        var saved = await Save(
            author, Sop, joined.Json.GetProperty("version").GetInt32(), joined.Json.GetProperty("revision").GetInt32(), merged);
        Assert.That(saved.Status, Is.EqualTo(200), saved.Text);
    }

    [Test]
    public async Task A_table_that_cannot_be_taken_is_refused_by_row_and_column()
    {
        using var author = await SessionClient.SignIn(App, "admin.palembang");
        var (version, revision, table) = await Read(author, "sop-4-bipa-5");
        var long1 = table.DeepClone();
        Row(long1, "step-2")["text"] = new string('x', 1_000_000);
        var refused = await Save(author, "sop-4-bipa-5", version, revision, long1);
        Assert.That(refused.Status, Is.EqualTo(422));
        Assert.That(refused.Json.GetProperty("errors").GetProperty("rows[2].Text")[0].GetString(),
            Is.EqualTo("Baris 3 (2), Kegiatan: paling banyak 10000 karakter."));

        var unknown = table.DeepClone();
        Row(unknown, "step-2")["lane"] = "hantu";
        Row(unknown, "step-3")["exits"] = new JsonArray(new JsonObject { ["label"] = "Ya", ["to"] = "hantu" });
        refused = await Save(author, "sop-4-bipa-5", version, revision, unknown);
        Assert.That(refused.Json.GetProperty("errors").EnumerateObject().Select(error => error.Name),
            Is.EquivalentTo((string[])["rows[2].Lane", "rows[3].Exits"]));

        var many = table.DeepClone();
        for (var i = 0; i < 5_000; i++)
        {
            var row = Row(table, "step-2").DeepClone();
            row["key"] = $"r{i}";
            many["rows"]!.AsArray().Add(row);
        }

        Assert.That((await Save(author, "sop-4-bipa-5", version, revision, many)).Text, Does.Contain("paling banyak 900 baris"));

        var circle = table.DeepClone();
        Row(circle, "step-3")["go"] = "Disetujui: 2; Dikembalikan: 2";
        var taken = await Save(author, "sop-4-bipa-5", version, revision, circle);
        Assert.That(taken.Json.GetProperty("problems").EnumerateArray().Where(told => told.GetProperty("isError").GetBoolean())
            .Select(told => Text(told, "row")), Does.Contain("step-4").And.Contain("step-2"));
    }

    [Test]
    public async Task Who_may_not_write_SOPs_and_who_is_of_another_office_gets_nothing()
    {
        using var clerk = await SessionClient.SignIn(App, "pengelola1.palembang");
        using var other = await SessionClient.SignIn(App, "admin.pekanbaru");
        Assert.That((await clerk.Get("/sops/sop-4-bipa-5/table")).Status, Is.EqualTo(403));
        Assert.That((await other.Get("/sops/sop-4-bipa-5/table")).Status, Is.EqualTo(404));
        Assert.That((await other.Post("/sops/sop-4-bipa-5/table", new JsonObject
        {
            ["version"] = 1,
            ["revision"] = 1,
            ["table"] = new JsonObject { ["lanes"] = new JsonArray(), ["rows"] = new JsonArray() },
        })).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task Without_script_a_row_is_added_filled_in_and_deleted_by_forms()
    {
        using var author = await SessionClient.SignIn(App, "admin.palembang");
        const string Page = "/sops/sop-21-bipa-5/table", Form = "/sops/sop-21-bipa-5/table/rows";
        async Task<(string, string)[]> Seen(string row)
        {
            var (version, revision, _) = await Read(author, "sop-21-bipa-5");
            return [("version", $"{version}"), ("revision", $"{revision}"), ("row", row)];
        }

        var added = await author.Submit(Page, Form, [.. await Seen("step-12"), ("deed", "add")]);
        Assert.That(added.Status, Is.EqualTo(303), added.Text);
        var key = added.Header("Location")!.Split('=')[^1];
        (string, string)[] cells = [("deed", "save"), ("text", "Mengarsipkan surat"), ("lane", "plt-kasi-pjt"), ("time", "1 jam")];
        var filled = await author.Submit(Page, Form, [.. await Seen(key), .. cells, ("go", "17")]);
        Assert.That(filled.Status, Is.EqualTo(422));
        Assert.That(filled.Text, Does.Contain("tidak ada langkah “17”").Or.Contain("tidak ada langkah &#x201C;17&#x201D;"));
        Assert.That((await author.Submit(Page, Form, [.. await Seen(key), .. cells, ("go", "")])).Status, Is.EqualTo(303));
        var (_, _, table) = await Read(author, "sop-21-bipa-5");
        Assert.That(((string)Row(table, key)["number"]!, (string)Row(table, key)["text"]!), Is.EqualTo(("13", "Mengarsipkan surat")));

        Assert.That((await author.Submit(Page, Form, [.. await Seen(key), ("deed", "remove")])).Status, Is.EqualTo(303));
        (_, _, table) = await Read(author, "sop-21-bipa-5");
        Assert.That(table["rows"]!.AsArray().Any(row => (string)row!["key"]! == key), Is.False);
    }

    private static async Task<(int Version, int Revision, JsonNode Table)> Read(SessionClient author, string sop)
    {
        var page = await author.Get($"/sops/{sop}/table");
        Assert.That(page.Status, Is.EqualTo(200), page.Text);
        var data = System.Text.RegularExpressions.Regex.Match(page.Text, "data-answer=\"([^\"]*)\"").Groups[1].Value;
        var answer = JsonNode.Parse(System.Net.WebUtility.HtmlDecode(data))!;
        var table = answer["table"]!.DeepClone();
        foreach (var row in table["rows"]!.AsArray()) row!["go"] = null;
        return ((int)answer["version"]!, (int)answer["revision"]!, table);
    }

    private static Task<SessionClient.Answer> Save(SessionClient author, string sop, int version, int revision, JsonNode table) =>
        author.Post($"/sops/{sop}/table", new JsonObject
        {
            ["version"] = version, ["revision"] = revision, ["table"] = table.DeepClone(),
        });

    private static JsonObject Row(JsonNode table, string key) =>
        table["rows"]!.AsArray().Single(row => (string)row!["key"]! == key)!.AsObject();

    private static string? Text(JsonElement told, string name) => told.GetProperty(name).GetString();
}
