using System.Text.Json.Nodes;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Sops;

internal sealed class SopApiTests
{
    private TestApp _app = null!;
    private ApiClient _admin = null!;
    private ApiClient _clerk = null!;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _app = await TestApp.Start();
        _admin = await _app.Client("admin.pekanbaru");
        _clerk = await _app.Client("pengelola1.pekanbaru");
    }

    [OneTimeTearDown]
    public async Task TearDown()
    {
        _admin.Dispose();
        _clerk.Dispose();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task The_sops_of_the_unit_are_listed_and_read_with_their_steps()
    {
        var list = (await _clerk.Get("sops")).Json.EnumerateArray().Select(sop => sop.GetProperty("id").GetString());
        var sop = await _clerk.Get("sops/pk-tu-pjt-02");

        Assert.That(list, Is.EquivalentTo(new[] { "pk-tu-pjt-01", "pk-tu-pjt-02", "ppid-permohonan-informasi", "sop-21-bipa-5" }));
        Assert.That(sop["steps"].EnumerateArray().Select(step => step.GetProperty("timeLimit").GetString()),
            Is.EqualTo((string[])["5 menit", "35 menit", "5 menit", "5 menit", "5 menit", "5 menit", "300 menit", "15 menit", "5 menit",
                "1 menit"]));
    }

    [Test]
    public async Task A_customer_sees_the_services_that_a_customer_can_start()
    {
        using var customer = await _app.Client("pelanggan1.palembang");
        Assert.That((await customer.Get("sops")).Json.GetArrayLength(), Is.Zero);

        using var other = await _app.Client("pelanggan1.pekanbaru");
        Assert.That((await other.Get("sops")).Json.GetArrayLength(), Is.EqualTo(3));
    }

    [Test]
    public async Task An_id_that_is_the_address_of_another_page_is_refused_in_words()
    {
        var definition = JsonNode.Parse(Definition.Shipped("pk-tu-pjt-02.json"))!;
        definition["definitionId"] = "new";

        var refused = await _admin.Send("POST", "sops", definition.ToJsonString());

        Assert.That((refused.Status, refused.Problem), Is.EqualTo((422, "invalid")), refused.Text);
        Assert.That(refused["errors"].GetProperty("definitionId")[0].GetString(), Does.Contain("bukan “new”"));
    }

    [Test]
    public async Task A_published_definition_is_a_new_version_and_running_cases_keep_theirs()
    {
        var running = await _clerk.Post("cases", new { sop = "pk-tu-pjt-02", customer = "pelanggan1.pekanbaru" });
        var definition = JsonNode.Parse(Definition.Shipped("pk-tu-pjt-02.json"))!;
        definition["name"] = "Pelaksanaan Pelayanan, edisi kedua";

        var published = await _admin.Send("POST", "sops?acceptGaps=true", definition.ToJsonString());
        var started = await _clerk.Post("cases", new { sop = "pk-tu-pjt-02", customer = "pelanggan1.pekanbaru" });

        Assert.Multiple(async () =>
        {
            Assert.That((published.Status, published["version"].GetInt32()), Is.EqualTo((201, 3)), published.Text);
            Assert.That((await _clerk.Get($"cases/{running["id"]}"))["version"].GetInt32(), Is.EqualTo(2));
            Assert.That((await _clerk.Get($"cases/{started["id"]}"))["version"].GetInt32(), Is.EqualTo(3));
        });
    }

    [Test]
    public async Task A_definition_that_does_not_compile_is_refused_step_by_step_and_the_old_one_stays()
    {
        var definition = JsonNode.Parse(Definition.Shipped("ppid-permohonan-informasi.json"))!;
        var step = definition["root"]!["activities"]!.AsArray().First(activity => (string)activity!["id"]! == "step-6")!;
        step["lane"]!["expression"]!["value"] = "hantu";
        definition["root"]!["connections"]!.AsArray().RemoveAt(0);

        var refused = await _admin.Send("POST", "sops", definition.ToJsonString());

        Assert.Multiple(async () =>
        {
            Assert.That((refused.Status, refused.Problem), Is.EqualTo((422, "definition-invalid")));
            Assert.That(refused["errors"].GetProperty("step-6")[0].GetString(), Does.StartWith("“6. ").And.Contain("hantu"));
            Assert.That(refused["problems"].EnumerateArray().Select(problem => problem.GetProperty("code").GetString()),
                Does.Contain("StepUnreachable"));
            Assert.That((await _clerk.Get("sops/ppid-permohonan-informasi"))["head"].GetProperty("version").GetInt32(), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_sop_with_gaps_is_published_only_by_somebody_who_accepts_them_and_the_log_names_them()
    {
        using var admin = await _app.Client("admin.inaker");
        var definition = JsonNode.Parse(Definition.Shipped("sop-4-bipa-5.json"))!;
        definition["customProperties"]!["sop"]!.AsObject().Remove("effectiveOn");
        var json = definition.ToJsonString();
        var refused = await admin.Send("POST", "sops", json);

        Assert.That((refused.Status, refused.Problem), Is.EqualTo((422, "definition-incomplete")), refused.Text);
        Assert.That(refused["errors"].GetProperty("acceptGaps").EnumerateArray().Select(text => text.GetString()),
            Has.Some.Contains("belum memiliki pegawai").And.Some.Contains("Tanggal efektif belum diisi"));
        Assert.That(
            refused["gaps"].EnumerateArray().Select(gap => gap.GetProperty("gap").GetString()), Does.Contain("EffectiveDateMissing"));
        Assert.That((await admin.Get("sops/sop-4-bipa-5")).Status, Is.EqualTo(404), "nothing was kept");
        Assert.That((await admin.Send("POST", "sops?acceptGaps=false", json)).Status, Is.EqualTo(422));

        var accepted = await admin.Send("POST", "sops?acceptGaps=true", json);

        Assert.That(accepted.Status, Is.EqualTo(201), accepted.Text);
        Assert.That(accepted["gaps"].EnumerateArray().Select(text => text.GetString()), Does.Contain("Tanggal efektif belum diisi."));
        Assert.That(await _app.Scalar<string>(
            "select note from definition_log where definition_id = 'sop-4-bipa-5' and action = 'put_in_force' and person_id is not null"),
            Does.Contain("Tanggal efektif belum diisi"));
    }

    [TestCase("[]", 400)]
    [TestCase("{", 400)]
    [TestCase("7", 400)]
    [TestCase("{}", 400)]
    [TestCase("""{"definitionId":"x"}""", 422)]
    [TestCase("""{"definitionId":"x","root":{"type":"Elsa.Flowchart","activities":[{"type":"Apa.Saja"}]}}""", 422)]
    public async Task A_body_that_is_no_definition_is_a_problem(string body, int status)
    {
        var answer = await _admin.Send("POST", "sops", body);

        Assert.That(answer.Status, Is.EqualTo(status), answer.Text);
        Assert.That(answer.Problem, Is.Not.Null);
    }

    [Test]
    public async Task Only_authors_publish()
    {
        var answer = await _clerk.Send("POST", "sops", Definition.Shipped("pk-tu-pjt-01.json"));

        Assert.That((answer.Status, answer.Problem), Is.EqualTo((403, "forbidden")));
    }

    [Test]
    public async Task The_document_of_the_API_names_every_operation()
    {
        using var http = new HttpClient { BaseAddress = _app.Address };
        var document = JsonNode.Parse(await http.GetStringAsync("/openapi/v1.json"))!;
        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject())
            .Select(operation => (string?)operation.Value!["operationId"]);

        Assert.That(operations, Is.SupersetOf(new[]
        {
            "SignIn", "Me", "ListSops", "ReadSop", "PublishSop", "StartCase", "ListCases", "ReadCase", "CancelCase", "ListTasks",
            "ReadTask", "ClaimTask",
            "ReleaseTask", "CompleteTask", "PublishEvent",
        }));
    }
}
