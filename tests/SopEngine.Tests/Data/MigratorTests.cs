using System.Globalization;
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
            await using var applied = new NpgsqlCommand("select max(version) from schema_version", connection);
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

    [Test]
    public async Task Definitions_stored_before_they_had_a_state_get_one_also_under_an_owner_who_is_no_superuser()
    {
        var connectionString = await PostgresServer.CreateEmpty();
        var (owner, database) = ($"sop_owner_old_{Environment.ProcessId}", new NpgsqlConnectionStringBuilder(connectionString).Database!);
        await Execute(connectionString, $"create role {owner} login; grant {owner} to current_user; grant sop_app, sop_system to {owner}");
        await Execute(connectionString, $"alter database {database} owner to {owner}; alter schema public owner to {owner}");
        var asOwner = new NpgsqlConnectionStringBuilder(connectionString) { Username = owner }.ConnectionString;
        await Execute(asOwner, "create table schema_version (version int primary key, name text not null, applied_at timestamptz not null default now())");
        foreach (var script in Scripts().Where(script => string.CompareOrdinal(script.Name, "0008") < 0))
            await Execute(asOwner, $"{script.Sql}; insert into schema_version (version, name) values ({int.Parse(script.Name.AsSpan(0, 4), CultureInfo.InvariantCulture)}, '{script.Name}')");
        await Execute(connectionString, "insert into units (code, name, short_name, calendar) values ('balai', 'Balai', 'Balai', '{}')");
        await Execute(connectionString,
            """
            insert into definitions (unit_id, id, definition_id, version, name, is_latest, is_published, json)
            select u.id, 'x-v' || v, 'x', v, 'X', v = 2, v = 2,
              '{"description":"lama","customProperties":{"sop":{"lanes":[{"id":"a"}]}},"root":{"id":"r","type":"Elsa.Flowchart","version":1,"activities":[{"id":"s","type":"Sop.Step","version":1}]}}'
            from units u, generate_series(1, 2) v
            """);

        await Migrator.Migrate(asOwner, CancellationToken.None);

        await using (var connection = new NpgsqlConnection(connectionString))
        {
            await connection.OpenAsync();
            await using var read = new NpgsqlCommand("select string_agg(concat_ws(' ', state, description, activities, lanes), ', ' order by version) from definitions", connection);
            const string rest = """lama {"Elsa.Flowchart 1","Sop.Step 1"} [{"id":"a"}]""";
            Assert.That(await read.ExecuteScalarAsync(), Is.EqualTo($"superseded {rest}, in_force {rest}"));
        }

        NpgsqlConnection.ClearAllPools();
        await PostgresServer.Drop(database);
        await PostgresServer.Execute($"drop role {owner}");
    }

    private static IEnumerable<(string Name, string Sql)> Scripts()
    {
        var assembly = typeof(Migrator).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (Path.GetFileNameWithoutExtension(name), reader.ReadToEnd());
        }
    }

    private static async Task Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
