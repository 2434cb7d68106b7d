using System.Text.Json;
using Dapper;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Designer;

internal sealed partial class InstanceApiTests
{
    [Test]
    public async Task The_list_is_filtered_searched_sorted_and_paged()
    {
        await Publish(Definition.Line("terima:loket").Replace("\"alur\"", "\"daftar\"", StringComparison.Ordinal));
        var ids = new List<string>();
        for (var i = 0; i < 5; i++) ids.Add((await Run("daftar"))!);
        await _admin.Post($"{Api}/cancel/workflow-instances/{ids[0]}");

        Assert.Multiple(async () =>
        {
            string[] daftar = ["daftar"];
            Assert.That(
                await List(new { page = 0, pageSize = 2, definitionIds = daftar, orderDirection = "Descending" }),
                Is.EqualTo((5, $"{ids[4]} {ids[3]}")));
            Assert.That(
                await List(new { page = 2, pageSize = 2, definitionIds = daftar, orderDirection = "Descending" }),
                Is.EqualTo((5, ids[0])));
            Assert.That(
                await List(new { page = 0, pageSize = 2, definitionIds = daftar, orderBy = "Created", orderDirection = "Ascending" }),
                Is.EqualTo((5, $"{ids[0]} {ids[1]}")));
            Assert.That(await List(new { definitionId = "daftar", subStatuses = (string[])["Cancelled"] }), Is.EqualTo((1, ids[0])));
            Assert.That(
                (await List(new { definitionId = "daftar", statuses = (string[])["Running"], isSystem = false })).Total,
                Is.EqualTo(4));
            Assert.That((await List(new { definitionId = "daftar", subStatuses = (string[])["Executing"] })).Total, Is.Zero);
            Assert.That(await List(new { searchTerm = ids[2] }), Is.EqualTo((1, ids[2])));
            Assert.That((await List(new { searchTerm = " DAFTAR ", hasIncidents = false })).Total, Is.EqualTo(5));
            Assert.That((await List(new { searchTerm = "%" })).Total, Is.Zero, "no pattern");
            Assert.That((await List(new
            {
                definitionId = "daftar",
                timestampFilters = new[]
                {
                    new { column = "CreatedAt", @operator = "GreaterThan", timestamp = "2000-01-01T00:00:00+00:00" },
                },
            })).Total, Is.EqualTo(5));
            Assert.That((await List(new
            {
                definitionId = "daftar",
                orderBy = "title; drop table cases",
                timestampFilters = new[] { new { column = "title; --", @operator = "= 1 --", timestamp = "2000-01-01T00:00:00+00:00" } },
            })).Total, Is.EqualTo(5), "what it does not know it ignores");
        });
    }

    [Test]
    public async Task Only_authors_see_cases_and_only_those_of_their_unit()
    {
        var id = await _people.Start("pk-tu-pjt-02");
        using var other = await SessionClient.SignIn(_app, "admin.palembang");
        using var clerk = await SessionClient.SignIn(_app, "pengelola1.pekanbaru");
        using var nobody = SessionClient.Nobody(_app);

        Assert.Multiple(async () =>
        {
            string[] paths =
            [
                $"workflow-instances/{id}", $"workflow-instances/{id}/execution-state", $"workflow-instances/{id}/variables",
                $"activity-executions/list?WorkflowInstanceId={id}",
            ];
            foreach (var path in paths)
            {
                Assert.That((await other.Get($"{Api}/{path}")).Status, Is.EqualTo(404), path);
                Assert.That((await clerk.Get($"{Api}/{path}")).Status, Is.EqualTo(403), path);
                Assert.That((await nobody.Get($"{Api}/{path}")).Status, Is.EqualTo(401), path);
            }

            Assert.That((await other.Post($"{Api}/cancel/workflow-instances/{id}")).Status, Is.EqualTo(404));
            var found = await other.Post($"{Api}/workflow-instances", new { searchTerm = $"{id}" });
            Assert.That(found.Json.GetProperty("totalCount").GetInt32(), Is.Zero);
            Assert.That((await _admin.Get($"{Api}/workflow-instances/x")).Status, Is.EqualTo(404));
            Assert.That((await _admin.Get($"{Api}/activity-executions/by-id?id={id}-999")).Status, Is.EqualTo(404));
        });
    }

    [Test]
    public async Task Changes_need_the_token_of_our_page()
    {
        var id = await _people.Start("pk-tu-pjt-02");

        var refused = await _admin.Send(HttpMethod.Post, $"{Api}/cancel/workflow-instances/{id}", new { });

        Assert.That(refused.Status, Is.EqualTo(400));
        Assert.That(Words(await Get($"workflow-instances/{id}"), "status"), Is.EqualTo(new[] { "Running" }));
    }

    [TestCase("{")]
    [TestCase("[]")]
    [TestCase("""{"page":"x"}""")]
    [TestCase("""{"timestampFilters":[{"timestamp":"kemarin"}]}""")]
    public async Task A_filter_that_cannot_be_read_is_a_problem(string body)
    {
        var answer = await _admin.Post($"{Api}/workflow-instances", body);

        Assert.That(
            (answer.Status, answer.Json.GetProperty("errors").GetProperty("generalErrors").GetArrayLength()),
            Is.EqualTo((400, 1)), answer.Text);
    }

    [TestCase("{}")]
    [TestCase("""{"definitionIds":["daftar"]}""")]
    [TestCase("""{"statuses":["Running"]}""")]
    [TestCase("""{"subStatuses":["Faulted","Cancelled"]}""")]
    public async Task The_list_walks_an_index(string filter)
    {
        var sql = SopEngine.Web.Designer.Instances.ListInstances.SqlFor(
            JsonSerializer.Deserialize<SopEngine.Web.Designer.Instances.ListInstances.Filter>(filter, JsonSerializerOptions.Web)!);
        await using var connection = await _app.Database.System.OpenConnectionAsync();
        await connection.ExecuteAsync("begin; set local enable_seqscan = off; set local enable_sort = off");
        var parameters = new { unit = 1, definitions = (string[])["daftar"], statuses = (string[])["running"], size = 10, skip = 0 };
        var plan = string.Join('\n', await connection.QueryAsync<string>($"explain {sql}", parameters));
        await connection.ExecuteAsync("rollback");

        Assert.That(
            plan,
            Does.Match("Index Scan( Backward)? using (cases_pkey|cases_of_definition|cases_running|cases_ended_early) on cases"));
    }
}
