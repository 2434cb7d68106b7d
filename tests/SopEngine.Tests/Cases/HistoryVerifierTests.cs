using Dapper;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Cases;

/// <summary>Changes made behind the program's back are found, even those of the database's owner.</summary>
internal sealed class HistoryVerifierTests
{
    private TestEngine _engine = null!;
    private long _case;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        var unit = await _engine.AddUnit();
        var clerk = await _engine.AddPerson(unit, "loket", ["loket"]);
        var definition = await _engine.Publish(unit, Definition.Line("satu:loket", "dua:loket", "tiga:loket"));
        _case = (await _engine.Start(definition, clerk)).Case;
        await _engine.Happens(unit, _case, new TaskCompleted(1, clerk, null, "baik"), clerk);
        await _engine.Happens(unit, _case, new TaskClaimed(2, clerk), clerk);
    }

    [TearDown]
    public async Task TearDown() => await _engine.DisposeAsync();

    [Test]
    public async Task Histories_of_the_program_replay_without_a_difference() => Assert.That(await _engine.Verify(), Is.Empty);

    [TestCase("update history set event = replace(event::text, 'baik', 'buruk')::json where seq = 2", "hash")]
    [TestCase("update history set actor_id = 99 where seq = 2", "hash")]
    [TestCase("update history set at = at + interval '1 hour' where seq = 3", "hash")]
    [TestCase("delete from history where seq = 3", "its history 2")]
    [TestCase("delete from history where seq = 2", "hash")]
    [TestCase("update cases set state = replace(state::text, '\"wait\":2', '\"wait\":3')::json", "state")]
    [TestCase("update cases set status = 'finished', ended_at = now()", "status")]
    [TestCase("update tasks set closed_at = now(), closed_seq = 3, holder_id = null where no = 2", "not stored as open")]
    [TestCase("update tasks set holder_id = null where no = 2", "held by")]
    [TestCase("update tasks set closed_at = null, closed_seq = null where no = 1", "not in the replayed state")]
    public async Task A_row_changed_by_hand_is_found(string sql, string because)
    {
        await using (var connection = new NpgsqlConnection(_engine.ConnectionString))
        {
            await connection.OpenAsync();
            await connection.ExecuteAsync("alter table cases no force row level security; " +
                "alter table history no force row level security; alter table tasks no force row level security");
            Assert.That(await connection.ExecuteAsync(sql), Is.GreaterThan(0));
        }

        var found = await _engine.Verify();

        Assert.That(found.Select(discrepancy => discrepancy.Case), Is.All.EqualTo(_case));
        Assert.That(found.Select(discrepancy => discrepancy.What), Has.Some.Contains(because));
    }
}
