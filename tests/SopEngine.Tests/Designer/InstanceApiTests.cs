using System.Text.Json;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Designer;

/// <summary>The Studio's API of running workflows, held against cases that people went through.</summary>
internal sealed partial class InstanceApiTests
{
    private const string Api = "/elsa/api";

    private TestApp _app = null!;
    private SessionClient _admin = null!;
    private OfficePeople _people = null!;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _app = await TestApp.Start();
        _admin = await SessionClient.SignIn(_app, "admin.pekanbaru");
        _people = new OfficePeople(_app, await _app.Unit("bppsi-pekanbaru"));
    }

    [OneTimeTearDown]
    public async Task TearDown()
    {
        _admin.Dispose();
        _people.Dispose();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task A_running_case_is_a_suspended_instance_whose_open_step_is_blocked()
    {
        var id = await _people.Start("pk-tu-pjt-02");
        var seen = await Get($"workflow-instances/{id}");
        var state = await Get($"workflow-instances/{id}/execution-state");
        string[] nodes = ["Workflow1:root:step-1", "Workflow1:root:step-2"];
        var stats = (await Post("activity-executions/report", new { workflowInstanceId = $"{id}", activityNodeIds = nodes }))
            .GetProperty("stats");

        Assert.Multiple(() =>
        {
            Assert.That(Words(seen, "id", "definitionId", "definitionVersionId", "status", "subStatus"),
                Is.EqualTo(new[] { $"{id}", "pk-tu-pjt-02", "pk-tu-pjt-02-v2", "Running", "Suspended" }));
            Assert.That(Words(state, "status", "subStatus"), Is.EqualTo(new[] { "Running", "Suspended" }));
            Assert.That(stats.GetArrayLength(), Is.EqualTo(1), "what never began has no mark");
            Assert.That(stats[0].GetProperty("activityNodeId").GetString(), Is.EqualTo("Workflow1:root:step-1"));
            Assert.That(
                (stats[0].GetProperty("isBlocked").GetBoolean(), stats[0].GetProperty("uncompletedCount").GetInt32(),
                    stats[0].GetProperty("completedCount").GetInt32()),
                Is.EqualTo((true, 1, 0)));
        });
    }

    [Test]
    public async Task The_journal_of_a_finished_case_tells_every_step_in_order_with_its_outcome()
    {
        var id = await _people.Start("pk-tu-pjt-02");
        var done = await _people.Walk(id, []);
        var filter = new { excludedActivityTypes = (string[])["Elsa.Workflow", "Elsa.Flowchart"] };
        var journal = await Post($"workflow-instances/{id}/journal?skip=0&take=200", new { filter });
        var items = journal.GetProperty("items").EnumerateArray().ToList();
        var steps = items.Where(item => item.GetProperty("eventName").GetString() == "Completed"
            && item.GetProperty("activityType").GetString()!.StartsWith("Sop.", StringComparison.Ordinal)).ToList();

        Assert.Multiple(async () =>
        {
            Assert.That(journal.GetProperty("totalCount").GetInt32(), Is.EqualTo(items.Count));
            Assert.That(items.Select(item => item.GetProperty("sequence").GetInt32()), Is.Ordered);
            Assert.That(
                steps.Select(item => item.GetProperty("activityId").GetString()),
                Is.EqualTo(done.Select(number => $"step-{number.Replace(".", "", StringComparison.Ordinal)}")));
            Assert.That(steps[0].GetProperty("payload").GetProperty("Outcomes")[0].GetString(), Is.EqualTo("Done"));
            Assert.That(Words(await Get($"workflow-instances/{id}"), "status", "subStatus"), Is.EqualTo(new[] { "Finished", "Finished" }));
            Assert.That((await Report(id)).Select(stat => stat.GetProperty("uncompletedCount").GetInt32()), Is.All.Zero);
        });
    }

    [Test]
    public async Task The_journal_is_filtered_and_paged()
    {
        var id = await _people.Start("pk-tu-pjt-02");
        await _people.Walk(id, []);

        var filter = new { activityNodeIds = (string[])["Workflow1:root:step-2"] };
        var one = await Post($"workflow-instances/{id}/journal?skip=0&take=2", new { filter });
        var rest = await Post($"workflow-instances/{id}/journal?skip=2&take=10", new { filter });
        var faults = await Post($"workflow-instances/{id}/journal", new { filter = new { eventNames = (string[])["Faulted"] } });

        Assert.That(Events(one).Concat(Events(rest)), Is.EqualTo(new[] { "Started", "Suspended", "Completed" }));
        Assert.That((one.GetProperty("totalCount").GetInt32(), faults.GetProperty("totalCount").GetInt32()), Is.EqualTo((3, 0)));
    }

    [Test]
    public async Task One_run_of_an_activity_is_found_by_its_id_and_shows_no_values_of_forms()
    {
        var id = await _people.Start("pk-tu-pjt-02");
        await _people.Walk(id, []);

        var list = await Get($"activity-executions/list?WorkflowInstanceId={id}&ActivityNodeId=Workflow1:root:step-1");
        var run = list.GetProperty("items")[0];
        var alone = await Get($"activity-executions/by-id?id={run.GetProperty("id").GetString()}");
        var stack = await Get($"activity-executions/{run.GetProperty("id").GetString()}/call-stack?includeCrossWorkflowChain=True");
        var everything = string.Concat(
            list.GetRawText(), (await Get($"workflow-instances/{id}")).GetRawText(),
            (await Get($"workflow-instances/{id}/variables")).GetRawText());

        Assert.Multiple(() =>
        {
            Assert.That(list.GetProperty("count").GetInt32(), Is.EqualTo(1));
            Assert.That(alone.GetRawText(), Is.EqualTo(run.GetRawText()));
            Assert.That(run.GetProperty("activityState").GetProperty("pelaksana").GetString(), Is.EqualTo("Pelanggan"));
            Assert.That(stack.GetProperty("totalCount").GetInt32(), Is.Zero);
            Assert.That(everything, Does.Not.Contain("820220922465628").And.Not.Contain("Langkah 1"));
        });
    }

    [Test]
    public async Task A_failed_case_names_the_activity_and_the_reason()
    {
        await Publish(Definition.Chart("gagal", [Definition.Activity("Elsa.Fault", "macet", ("message", "Alat rusak"))]));
        var id = (await Run("gagal"))!;

        var seen = await Get($"workflow-instances/{id}");
        var incident = seen.GetProperty("workflowState").GetProperty("incidents")[0];
        var journal = await Post($"workflow-instances/{id}/journal", new { filter = new { eventNames = (string[])["Faulted"] } });

        Assert.Multiple(async () =>
        {
            Assert.That(Words(seen, "status", "subStatus"), Is.EqualTo(new[] { "Finished", "Faulted" }));
            Assert.That(Words(incident, "activityNodeId", "message"), Is.EqualTo(new[] { "Workflow1:root:macet", "Alat rusak" }));
            Assert.That(journal.GetProperty("items")[0].GetProperty("message").GetString(), Is.EqualTo("Alat rusak"));
            var failed = (await Report(id)).Single(stat => stat.GetProperty("activityId").GetString() == "macet");
            Assert.That(failed.GetProperty("isFaulted").GetBoolean(), Is.True);
        });
    }

    [Test]
    public async Task Run_opens_a_case_unless_a_customer_must_begin()
    {
        await Publish(Definition.Line("terima:loket").Replace("\"alur\"", "\"jalan\"", StringComparison.Ordinal));

        Assert.Multiple(async () =>
        {
            Assert.That(await Run("jalan"), Is.Not.Null);
            Assert.That(await Run("pk-tu-pjt-02"), Is.Null, "begins with a customer");
            Assert.That(await Run("tidak-ada"), Is.Null);
        });
    }

    [Test]
    public async Task Cases_are_called_off_and_closed_ones_leave_the_list_but_are_kept()
    {
        var first = await _people.Start("pk-tu-pjt-02");
        var second = await _people.Start("pk-tu-pjt-02");

        var one = await _admin.Post($"{Api}/cancel/workflow-instances/{first}");
        var again = await _admin.Post($"{Api}/cancel/workflow-instances/{first}");
        var many = await _admin.Post(
            $"{Api}/bulk-actions/cancel/workflow-instances",
            new { ids = (string[])[$"{first}", $"{second}"], definitionVersionId = (string?)null });
        var all = await _admin.Post(
            $"{Api}/bulk-actions/cancel/workflow-instances",
            new { ids = (string[]?)null, definitionVersionId = "pk-tu-pjt-02-v1" });
        var running = await _people.Start("pk-tu-pjt-02");
        var refused = await _admin.Delete($"{Api}/workflow-instances/{running}");
        var deleted = await _admin.Delete($"{Api}/workflow-instances/{first}");
        var bulk = await _admin.Post(
            $"{Api}/bulk-actions/delete/workflow-instances/by-id", new { ids = (string[])[$"{second}", $"{running}", "x"] });
        var listed = await _admin.Post($"{Api}/workflow-instances", new { pageSize = 100 });

        Assert.Multiple(async () =>
        {
            Assert.That((one.Status, again.Status, many.Status, all.Status), Is.EqualTo((204, 400, 200, 400)));
            Assert.That(many.Json.GetProperty("cancelledCount").GetInt32(), Is.EqualTo(1));
            Assert.That((refused.Status, deleted.Status, bulk.Status), Is.EqualTo((400, 204, 200)));
            Assert.That(refused.Text, Does.Contain("masih berjalan"));
            Assert.That(bulk.Json.GetProperty("deleted").GetInt32(), Is.EqualTo(1));
            var left = listed.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()).ToList();
            Assert.That(left, Does.Contain($"{running}").And.Not.Contain($"{first}").And.Not.Contain($"{second}"));
            Assert.That((await _admin.Get($"{Api}/workflow-instances/{first}")).Status, Is.EqualTo(200), "it is kept");
            Assert.That(
                Words(await Get($"workflow-instances/{second}"), "status", "subStatus"),
                Is.EqualTo(new[] { "Finished", "Cancelled" }));
            Assert.That((await Report(second)).Select(stat => stat.GetProperty("uncompletedCount").GetInt32()), Is.All.Zero);
            Assert.That(await _app.Verify(), Is.Empty);
        });
    }

    private async Task<string?> Run(string definitionId) =>
        (await _admin.Post($"{Api}/workflow-definitions/{definitionId}/execute", new { versionOptions = "Latest" }))
            .Header("x-elsa-workflow-instance-id");

    private async Task Publish(string definition)
    {
        using var api = await _app.Client("admin.pekanbaru");
        var published = await api.Send("POST", "sops?acceptGaps=true", definition);
        Assert.That(published.Status, Is.EqualTo(201), published.Text);
    }

    private async Task<(int Total, string Ids)> List(object filter)
    {
        var list = await Post("workflow-instances", filter);
        var ids = list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString());
        return (list.GetProperty("totalCount").GetInt32(), string.Join(' ', ids));
    }

    private async Task<List<JsonElement>> Report(object id) =>
        [.. (await Post("activity-executions/report", new { workflowInstanceId = $"{id}", activityNodeIds = (string[]?)null }))
            .GetProperty("stats").EnumerateArray()];

    private async Task<JsonElement> Get(string path) => Good(await _admin.Get($"{Api}/{path}"));

    private async Task<JsonElement> Post(string path, object body) => Good(await _admin.Post($"{Api}/{path}", body));

    private static JsonElement Good(SessionClient.Answer answer)
    {
        Assert.That(answer.Status, Is.EqualTo(200), answer.Text);
        return answer.Json;
    }

    private static IEnumerable<string?> Events(JsonElement journal) =>
        journal.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("eventName").GetString());

    private static IEnumerable<string?> Words(JsonElement json, params string[] names) =>
        names.Select(name => json.GetProperty(name).GetString());
}
