using Dapper;
using Npgsql;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Data;

/// <summary>Row-level security: a session sees the rows of its units and no others, even if a query forgets to filter.</summary>
internal sealed class RowLevelSecurityTests
{
    private TestEngine _engine = null!;
    private int _mine;
    private int _other;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _mine = await _engine.AddUnit("milik-saya");
        _other = await _engine.AddUnit("milik-lain");
        foreach (var unit in new[] { _mine, _other })
        {
            var clerk = await _engine.AddPerson(unit, $"loket.{unit}", ["loket"]);
            await _engine.Start(await _engine.Publish(unit, Definition.Line("terima:loket")), clerk);
            await _engine.Scalar<int>(
                "insert into outbox (unit_id, case_id, kind, message, created_at, next_at) " +
                    "values (@unit, 1, 'x', '{}', now(), 'infinity') returning 1", new { unit });
            await _engine.Scalar<int>("insert into waits (unit_id, case_id, no, event_name) values (@unit, 1, 9, 'x') returning 1",
                new { unit });
        }
    }

    [OneTimeTearDown]
    public async Task TearDown() => await _engine.DisposeAsync();

    [Test]
    public async Task Every_table_with_a_unit_is_bound_to_it()
    {
        var unbound = await _engine.Rows<string>(
            """
            select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'unit_id'
            where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and not (c.relrowsecurity and c.relforcerowsecurity)
            """);

        Assert.That(unbound, Is.Empty);
    }

    [Test]
    public async Task Every_primary_key_of_such_a_table_begins_with_the_unit()
    {
        var others = await _engine.Rows<string>(
            """
            select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'unit_id'
            join pg_index i on i.indrelid = c.oid and i.indisprimary
            where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and i.indkey[0] <> a.attnum
            """);

        Assert.That(others, Is.Empty);
    }

    [TestCase("cases")]
    [TestCase("tasks")]
    [TestCase("history")]
    [TestCase("waits")]
    [TestCase("outbox")]
    [TestCase("definitions")]
    [TestCase("people")]
    [TestCase("lane_holders")]
    public async Task A_session_of_one_unit_sees_its_rows_and_no_others(string table)
    {
        var units = await _engine.Database.Query<int>(_mine, $"select distinct unit_id from {table}", null, CancellationToken.None);

        Assert.That(units, Is.EqualTo(new[] { _mine }));
    }

    [TestCase("cases")]
    [TestCase("tasks")]
    [TestCase("people")]
    public async Task A_session_that_names_no_unit_sees_nothing(string table)
    {
        await using var connection = await _engine.Database.App.OpenConnectionAsync();

        Assert.That(await connection.ExecuteScalarAsync<int>($"select count(*) from {table}"), Is.Zero);
    }

    [Test]
    public async Task The_units_of_a_session_end_with_its_transaction()
    {
        await using var connection = await _engine.Database.App.OpenConnectionAsync();
        await connection.ExecuteAsync($"select set_config('sop.units', '{_mine}', true); select 1");

        Assert.That(await connection.ExecuteScalarAsync<int>("select count(*) from cases"), Is.Zero);
    }

    [Test]
    public void Nothing_can_be_written_for_another_unit() =>
        Assert.That(async () => await _engine.Database.Execute(_mine,
            "insert into lane_holders select unit_id, id, 'kepala' from people; " +
                "insert into waits (unit_id, case_id, no, event_name) values (@other, 1, 8, 'x')",
            new { other = _other }, CancellationToken.None),
            Throws.InstanceOf<PostgresException>().With.Property("SqlState").EqualTo(PostgresErrorCodes.InsufficientPrivilege));

    [Test]
    public async Task Nothing_of_another_unit_can_be_changed()
    {
        await _engine.Database.Execute(_mine, "update tasks set holder_id = 1 where unit_id = @other", new { other = _other },
            CancellationToken.None);

        Assert.That(await _engine.Scalar<int>("select count(*) from tasks where unit_id = @other and holder_id is not null",
            new { other = _other }), Is.Zero);
    }

    [TestCase("update history set actor_id = 1")]
    [TestCase("delete from history")]
    [TestCase("delete from cases")]
    [TestCase("select xml from protection_keys")]
    [TestCase("insert into units (code, name, short_name, calendar) values ('x', 'x', 'x', '{}')")]
    public void Operations_that_no_page_needs_are_not_granted(string sql) =>
        Assert.That(async () => await _engine.Database.Execute(_mine, sql, null, CancellationToken.None),
            Throws.InstanceOf<PostgresException>().With.Property("SqlState").EqualTo(PostgresErrorCodes.InsufficientPrivilege));
}
