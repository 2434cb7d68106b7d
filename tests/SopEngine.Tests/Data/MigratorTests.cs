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
    public async Task A_new_migration_sees_the_rows_of_all_offices_also_under_an_owner_who_is_no_superuser()
    {
        await using var database = await OwnedDatabase.Create();
        await Migrator.Migrate(database.AsOwner, CancellationToken.None);
        await database.Fill("insert into units (code, name, short_name, calendar) values ('balai', 'Balai', 'Balai', '{}')");

        const string Sql =
            "alter table units no force row level security; update units set city = 'Palembang'; "
            + "alter table units force row level security";
        await Migrator.Migrate(
            database.AsOwner, [.. Migration.All, new Migration(Migrator.NewestVersion + 1, "kota", Sql)], CancellationToken.None);

        Assert.That(await database.Read("select city from units"), Is.EqualTo("Palembang"));
    }

    [Test]
    public async Task A_migration_that_was_changed_after_it_ran_is_refused()
    {
        await using var database = await OwnedDatabase.Create();
        await Migrator.Migrate(database.AsOwner, CancellationToken.None);
        var changed = Migration.All[^1] with { Sql = Migration.All[^1].Sql + " " };

        Assert.That(
            () => Migrator.Migrate(database.AsOwner, [.. Migration.All.SkipLast(1), changed], CancellationToken.None),
            Throws.TypeOf<DatabaseUnusableException>().With.Message.Contains("is not the one of this program"));
    }

    [Test]
    public async Task A_database_from_before_the_first_release_is_refused()
    {
        await using var database = await OwnedDatabase.Create();
        await database.Fill(
            """
            create table schema_version (version int primary key, name text not null, applied_at timestamptz not null default now());
            insert into schema_version values (1, '0001_roles_and_units')
            """);
        await database.Fill($"alter table schema_version owner to {database.Owner}");

        Assert.That(
            () => Migrator.Migrate(database.AsOwner, CancellationToken.None),
            Throws.TypeOf<DatabaseUnusableException>().With.Message.Contains("before the first release"));
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

        public string Owner => _owner;

        public string AsOwner { get; }

        public static async Task<OwnedDatabase> Create()
        {
            var database = new OwnedDatabase(await PostgresServer.CreateEmpty());
            var owner = database._owner;
            await database.Fill($"create role {owner} login; grant {owner} to current_user; grant sop_app, sop_system to {owner}");
            await database.Fill($"alter database {database._name} owner to {owner}; alter schema public owner to {owner}");
            return database;
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
