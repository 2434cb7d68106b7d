using System.Diagnostics;
using Dapper;
using Npgsql;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Hosting;

/// <summary>SIGKILL for the node that is starting a scheduled SOP.</summary>
internal sealed class TakeoverTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Test]
    public async Task Another_node_notices_and_starts_the_case_once()
    {
        var connectionString = await PostgresServer.CreateWithDemo();
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__Sop"] = connectionString,
            ["Sop__Demo"] = "false",
        };
        await using (var connection =
            new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString))
        {
            await connection.OpenAsync();
            await connection.ExecuteAsync(
                "alter table schedules no force row level security; alter table cases no force row level security");

            // The node waits for this lock when it looks up the version in force, with the schedule already claimed.
            await using var obstacle = await connection.BeginTransactionAsync();
            await connection.ExecuteAsync("lock table definitions in access exclusive mode");
            await using var dying = await AppProcess.Start(settings);
            await Make(connectionString,
                "update schedules set next_at = now() - interval '1 minute', planned_at = now() - interval '2 minutes'");
            using (var admin = await dying.Client("admin.palembang"))
                Assert.That((await admin.Post("jobs/start-sops/runs")).Status, Is.EqualTo(202));
            await Until(connection, "select count(*) from pg_locks where not granted and relation = 'definitions'::regclass", 1);
            await using var other = await AppProcess.Start(settings);
            await dying.Kill();
            await obstacle.RollbackAsync();

            var killed = Stopwatch.StartNew();
            await Until(connection, "select count(*) from cases", 1);
            Assert.That(killed.Elapsed, Is.LessThan(TimeSpan.FromMinutes(1)), "recurring work is a minute late at most");
            const string Taken =
                "select count(*) from hangfire.job where statename = 'Succeeded' and createdat < now() - interval '1 minute'";
            await Until(connection, Taken, 1);
            Assert.That(await Count(connection, "select count(*) from cases"), Is.EqualTo(1));
        }

        await PostgresServer.Drop(new NpgsqlConnectionStringBuilder(connectionString).Database!);
    }

    private static async Task Make(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.ExecuteAsync(sql);
    }

    private static Task<long> Count(NpgsqlConnection connection, string sql) => connection.ExecuteScalarAsync<long>(sql);

    private static async Task Until(NpgsqlConnection connection, string sql, long atLeast)
    {
        var since = Stopwatch.StartNew();
        while (await Count(connection, sql) < atLeast)
        {
            Assert.That(since.Elapsed, Is.LessThan(Patience), sql);
            await Task.Delay(50);
        }
    }
}
