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
}
