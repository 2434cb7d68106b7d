using System.Globalization;
using Npgsql;
using SopEngine.Engine.Data;

namespace SopEngine.Tests.Data;

internal sealed class MigratorTests
{
    [Test]
    public async Task Nodes_that_start_together_migrate_once()
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
        await using var database = await OwnedDatabase.Create();

        await Migrator.Migrate(database.AsOwner, CancellationToken.None);

        await using var opened = new SopDatabase(database.AsOwner);
        await using var app = await opened.App.OpenConnectionAsync();
        await using var who = new NpgsqlCommand("select current_user::text", app);
        Assert.That(await who.ExecuteScalarAsync(), Is.EqualTo("sop_app"));
    }

    [Test]
    public async Task Definitions_stored_before_states_existed_get_one_also_under_an_owner_who_is_no_superuser()
    {
        await using var database = await OwnedDatabase.Create();
        await database.MigrateUpTo("0008");
        await database.Fill("insert into units (code, name, short_name, calendar) values ('balai', 'Balai', 'Balai', '{}')");
        await database.Fill(
            """
            insert into definitions (unit_id, id, definition_id, version, name, is_latest, is_published, json)
            select u.id, 'x-v' || v, 'x', v, 'X', v = 2, v = 2,
              '{"description":"lama","customProperties":{"sop":{"lanes":[{"id":"a"}]}},'
              '"root":{"id":"r","type":"Elsa.Flowchart","version":1,"activities":[{"id":"s","type":"Sop.Step","version":1}]}}'
            from units u, generate_series(1, 2) v
            """);

        await Migrator.Migrate(database.AsOwner, CancellationToken.None);

        const string rest = """lama {"Elsa.Flowchart 1","Sop.Step 1"} [{"id":"a"}]""";
        Assert.That(
            await database.Read(
                "select string_agg(concat_ws(' ', state, description, activities, lanes), ', ' order by version) from definitions"),
            Is.EqualTo($"superseded {rest}, in_force {rest}"));
    }

    [Test]
    public async Task Form_texts_stored_before_search_existed_are_found_also_under_an_owner_who_is_no_superuser()
    {
        await using var database = await OwnedDatabase.Create();
        await database.MigrateUpTo("0035");
        await database.Fill(
            """
            set session_replication_role = replica;
            insert into units (code, name, short_name, calendar) values ('balai', 'Balai', 'Balai', '{}');
            insert into cases (unit_id, id, definition_id, version, title, status, state, seq, hash, started_at, updated_at)
            select id, 7, 'x', 1, 'Uji kopi', 'running', '{}', 1, sha256('7'), now(), now() from units;
            insert into history (unit_id, case_id, seq, at, event, hash)
            select u.id, 7, n, now(), event::json, sha256('7') from units u, unnest(array[
              '{"event":"started"}',
              '{"event":"completed","task":1,"data":{"nomor":"BPCU/26/0815","tanggal":"2026-11-02","jumlah":4711,"catatan":"tanpa angka"}}',
              '{"event":"completed","task":2}']) with ordinality as e (event, n);
            set session_replication_role = default
            """);

        await Migrator.Migrate(database.AsOwner, CancellationToken.None);

        Assert.That(
            await database.Read("select string_agg(word || case when written then '!' else '' end, ' ' order by word) from case_words"),
            Is.EqualTo("0815! 26! 7 bpcu! kopi uji"));
    }

    private static IEnumerable<(string Name, string Sql)> Scripts()
    {
        var assembly = typeof(Migrator).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (Path.GetFileNameWithoutExtension(name), reader.ReadToEnd());
        }
    }

    /// <summary>A database without a schema, and its owner, whom row-level security binds. Both are dropped on disposal.</summary>
    private sealed class OwnedDatabase : IAsyncDisposable
    {
        private static int _owners;

        private readonly string _owner = $"sop_owner_{Environment.ProcessId}_{Interlocked.Increment(ref _owners)}";
        private readonly string _asSuperuser;
        private readonly string _name;

        private OwnedDatabase(string asSuperuser)
        {
            _asSuperuser = asSuperuser;
            _name = new NpgsqlConnectionStringBuilder(asSuperuser).Database!;
            AsOwner = new NpgsqlConnectionStringBuilder(asSuperuser) { Username = _owner }.ConnectionString;
        }

        public string AsOwner { get; }

        public static async Task<OwnedDatabase> Create()
        {
            var database = new OwnedDatabase(await PostgresServer.CreateEmpty());
            var owner = database._owner;
            await database.Fill($"create role {owner} login; grant {owner} to current_user; grant sop_app, sop_system to {owner}");
            await database.Fill($"alter database {database._name} owner to {owner}; alter schema public owner to {owner}");
            return database;
        }

        /// <summary>Runs all scripts before the one with this number.</summary>
        public async Task MigrateUpTo(string number)
        {
            await Execute(AsOwner, "create table schema_version " +
                "(version int primary key, name text not null, applied_at timestamptz not null default now())");
            foreach (var (name, sql) in Scripts().Where(script => string.CompareOrdinal(script.Name, number) < 0))
                await Execute(AsOwner, $"{sql}; insert into schema_version (version, name) " +
                    $"values ({int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture)}, '{name}')");
        }

        /// <summary>Runs a statement that row-level security does not restrict.</summary>
        public Task Fill(string sql) => Execute(_asSuperuser, sql);

        public async Task<object?> Read(string sql)
        {
            await using var connection = new NpgsqlConnection(_asSuperuser);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }

        public async ValueTask DisposeAsync()
        {
            NpgsqlConnection.ClearAllPools();
            await PostgresServer.Drop(_name);
            await PostgresServer.Execute($"drop role {_owner}");
        }

        private static async Task Execute(string connectionString, string sql)
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
