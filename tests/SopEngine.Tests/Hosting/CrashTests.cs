using Npgsql;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Hosting;

/// <summary>SIGKILL in the middle of completing a step: nothing is lost, nothing happens twice.</summary>
internal sealed class CrashTests
{
    /// <summary>More than a completion executes: at the first statement number beyond its last, it simply succeeds.</summary>
    private const int MostStatements = 20;

    [Test]
    public async Task Killed_before_any_statement_of_a_completion_the_repeated_request_completes_it_once()
    {
        var connectionString = await PostgresServer.CreateWithDemo();
        await using (var proxy = new StatementProxy(connectionString))
        {
            var settings = new Dictionary<string, string> { ["ConnectionStrings__Sop"] = proxy.ConnectionString, ["Sop__Demo"] = "false" };
            var app = await AppProcess.Start(settings);
            var tasks = await TasksAtTheCounter(app, MostStatements + 1);

            var killed = 0;
            // 0: the crash between the commit and its answer.
            for (var statement = 0; statement <= MostStatements; statement++)
            {
                var current = app;
                using var client = await current.Client("pengelola1.pekanbaru");
                await client.Get("me"); // caches the session, so that only the completion's own statements count

                var crash = proxy.Before(statement, () => current.Kill());
                var completion = Complete(client, tasks[statement], $"kunci-{statement}");
                if (await Task.WhenAny(crash, completion) == completion && completion.IsCompletedSuccessfully) break;

                Assert.That(async () => await completion, Throws.InstanceOf<HttpRequestException>());
                killed++;
                app = await AppProcess.Start(settings);
                using var again = await app.Client("pengelola1.pekanbaru");
                var answer = await Complete(again, tasks[statement], $"kunci-{statement}");
                Assert.That(answer.Status, Is.EqualTo(200), $"killed before statement {statement}: {answer.Text}");
            }

            await app.DisposeAsync();
            Assert.That(killed, Is.GreaterThanOrEqualTo(10), "a completion has that many statements to be killed between");
            await OnceEach(connectionString, tasks.Take(killed));
        }

        await PostgresServer.Drop(new NpgsqlConnectionStringBuilder(connectionString).Database!);
    }

    private static Task<ApiClient.Answer> Complete(ApiClient client, string task, string key) =>
        client.Post($"tasks/{task}/completion", new { data = SampleForms.Received("BPCU-1") }, key);

    private static async Task<List<string>> TasksAtTheCounter(AppProcess app, int count)
    {
        using var customer = await app.Client("pelanggan1.pekanbaru");
        var tasks = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var id = (await customer.Post("cases", new { sop = "pk-tu-pjt-02" }))["id"];
            await customer.Post($"tasks/{id}-1/completion", new { data = new { komoditi = "Kopi", parameter = "Air", jumlahContoh = 1 } });
            tasks.Add($"{id}-2");
        }

        return tasks;
    }

    private static async Task OnceEach(string connectionString, IEnumerable<string> tasks)
    {
        await using var database = new SopDatabase(connectionString);
        await using var connection = await database.System.OpenConnectionAsync();
        foreach (var task in tasks)
        {
            var id = long.Parse(task.Split('-')[0], System.Globalization.CultureInfo.InvariantCulture);
            var completions = await Dapper.SqlMapper.ExecuteScalarAsync<int>(connection,
                "select count(*) from history where case_id = @id and event ->> 'event' = 'completed' and (event ->> 'task')::int = 2",
                new { id });
            var opened = await Dapper.SqlMapper.ExecuteScalarAsync<int>(connection, "select count(*) from tasks where case_id = @id",
                new { id });
            Assert.That((completions, opened), Is.EqualTo((1, 4)), $"case {id}"); // steps 3 and 7 opened, once
        }

        await foreach (var discrepancy in new HistoryVerifier(database, new FlowCache(database)).Verify())
            Assert.Fail(discrepancy.ToString());
    }
}
