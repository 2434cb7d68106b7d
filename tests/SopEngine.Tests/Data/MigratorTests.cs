using Npgsql;
using SopEngine.Engine.Data;

namespace SopEngine.Tests.Data;

internal sealed class MigratorTests
{
    [Test]
    public async Task Nodes_that_start_together_migrate_once_between_them()
    {
        var connectionString = await PostgresServer.CreateEmpty();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Migrator.Migrate(connectionString, CancellationToken.None)));
        await Migrator.Migrate(connectionString, CancellationToken.None);

        await using (var connection = new NpgsqlConnection(connectionString))
        {
            await connection.OpenAsync();
            await using var applied = new NpgsqlCommand("select count(*)::int from schema_version", connection);
            Assert.That(await applied.ExecuteScalarAsync(), Is.EqualTo(Migrator.NewestVersion));
        }

        await PostgresServer.Drop(new NpgsqlConnectionStringBuilder(connectionString).Database!);
    }

    [Test]
    public async Task An_owner_who_is_no_superuser_can_migrate_and_work()
    {
        var connectionString = await PostgresServer.CreateEmpty();
        var (owner, database) = ($"sop_owner_{Environment.ProcessId}", new NpgsqlConnectionStringBuilder(connectionString).Database!);
        await Execute(connectionString, $"create role {owner} login; grant {owner} to current_user; grant sop_app, sop_system to {owner}");
        await Execute(connectionString, $"alter database {database} owner to {owner}; alter schema public owner to {owner}");

        var asOwner = new NpgsqlConnectionStringBuilder(connectionString) { Username = owner }.ConnectionString;
        await Migrator.Migrate(asOwner, CancellationToken.None);
        await using (var opened = new SopDatabase(asOwner))
        {
            await using var app = await opened.App.OpenConnectionAsync();
            await using var who = new NpgsqlCommand("select current_user::text", app);
            Assert.That(await who.ExecuteScalarAsync(), Is.EqualTo("sop_app"));
        }

        NpgsqlConnection.ClearAllPools();
        await PostgresServer.Drop(database);
        await PostgresServer.Execute($"drop role {owner}");
    }

    private static async Task Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
