using Npgsql;
using SopEngine.Engine.Data;

namespace SopEngine.Tests.Data;

/// <summary>A database from before figures counted the first limit has its past counted anew.</summary>
internal sealed class FiguresMigrationTests
{
    [Test]
    public async Task Extensions_and_deeds_of_the_past_come_from_the_histories_and_all_closings_are_counted_again()
    {
        var connectionString = await PostgresServer.CreateEmpty();
        await Migrator.Migrate(connectionString, [.. Migration.All.Where(migration => migration.Version <= 11)], CancellationToken.None);
        await Run(
            """
            set session_replication_role = replica;
            insert into units (code, name, short_name, calendar) values ('balai', 'Balai', 'Balai', '{"zone":"Asia/Jakarta"}');
            insert into definitions (unit_id, id, definition_id, version, name, is_latest, is_published, state, changed_at, json, lanes)
              select id, 'x-v1', 'x', 1, 'X', true, true, 'in_force', now(), '{}',
                '[{"id":"loket"},{"id":"pelanggan","external":true}]' from units;
            insert into cases (unit_id, id, definition_id, version, title, status, state, seq, hash, started_at, updated_at)
              select id, 7, 'x', 1, 'Uji kopi', 'running', '{}', 4, sha256('7'), now(), now() from units;
            insert into history (unit_id, case_id, seq, at, event, hash)
              select u.id, 7, n, now(), event::json, sha256('7') from units u, unnest(array[
                '{"event":"started"}',
                '{"event":"extended","task":1,"due":{"task":1,"before":"2026-11-23T02:00:00Z","after":"2026-11-23T04:00:00Z"}}',
                '{"event":"extended","task":1,"due":{"task":1,"before":"2026-11-23T04:00:00Z","after":"2026-11-23T06:00:00Z"}}',
                '{"event":"sentBack","task":1}']) with ordinality as e (event, n);
            insert into tasks (unit_id, case_id, no, definition_id, version, activity, lane, opened_at, opened_seq,
              calendar_version, due_at)
              select u.id, 7, no, 'x', 1, 0, lane, '2026-11-23T01:00:00Z', 1, 1, '2026-11-23T06:00:00Z'
              from units u, (values (1, 'loket'), (2, 'pelanggan')) as t (no, lane);
            insert into escalations (unit_id, case_id, no, level, target, percent, mode, at)
              select u.id, 7, no, 2, '@head', 100, 'notify', now() from units u, generate_series(1, 2) no;
            insert into rollup_marks select id, 9 from units;
            insert into step_days select id, '2026-11-23', 'x', 1, 0, 'loket', 1, 1, 0, 0, '{}', '', '', 1, 1 from units;
            set session_replication_role = default
            """);

        await Migrator.Migrate(connectionString, CancellationToken.None);

        Assert.Multiple(async () =>
        {
            Assert.That(await Read("select count(*) from tasks where original_due_at = '2026-11-23T02:00:00Z' and no = 1"), Is.EqualTo(1));
            Assert.That(await Read("select count(*) from tasks where original_due_at is null and no = 2"), Is.EqualTo(1));
            Assert.That(await Read("select sum(seq) from deed_changes"), Is.EqualTo(2 + 3 + 4));
            Assert.That(await Read("select count(*) + (select sum(counted_to) from rollup_marks) from step_days"), Is.Zero);
            Assert.That(await Read("select sum(no) from escalations where is_open"), Is.EqualTo(1),
                "the customer's left the office's inboxes");
            Assert.That(
                await Read("select count(*) from pg_class where relname in ('tasks', 'history', 'escalations', 'definitions', 'step_days') "
                    + "and relforcerowsecurity"),
                Is.EqualTo(5));
        });
        await PostgresServer.Drop(new NpgsqlConnectionStringBuilder(connectionString).Database!);

        async Task Run(string sql)
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }

        async Task<long> Read(string sql)
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
