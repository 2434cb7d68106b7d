using Dapper;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Outbox;
using SopEngine.Engine.Rollups;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Hosting;

/// <summary>Stored texts of an earlier release that PostgreSQL cannot read: they block nothing, and a command mends them.</summary>
internal sealed class MendTextCommandTests
{
    private TestEngine _engine = null!;
    private int _unit;
    private long _clerk;
    private long _case;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _clerk = await _engine.AddPerson(_unit, "loket", ["loket"]);
        _case = (await _engine.Start(await _engine.Publish(_unit, Definition.Line("satu:loket", "dua:loket")), _clerk)).Case;
        await _engine.Happens(_unit, _case, new TaskCompleted(1, _clerk, null, "a\0b"), _clerk);
    }

    [TearDown]
    public async Task TearDown() => await _engine.DisposeAsync();

    [Test]
    public async Task The_command_mends_texts_outside_the_hash_and_names_the_history_it_leaves()
    {
        await new OutboxWriter(_engine.Database, _engine.Clock).PublishEvent(_unit, "a\0b", null, default, CancellationToken.None);
        await _engine.Outbox.DeliverDue(CancellationToken.None);
        Assert.That(await _engine.Scalar<string>("select attempts || ' ' || (next_at = 'infinity') from outbox"), Is.EqualTo("1 true"),
            "what can never succeed waits for a person");

        await using var command = await AppProcess.Start(new() { ["ConnectionStrings__Sop"] = _engine.ConnectionString }, ["mend-text"]);
        Assert.That(await command.Exit(), Is.Zero, command.Output);

        Assert.That(command.Output, Does.Contain("outbox.message")
            .And.Contain($"history.event of unit_id {_unit}, case_id {_case}, seq 2: left as written")
            .And.Contain("1 texts mended, 1 left as written."));
        Assert.That(await _engine.Scalar<string>("select message ->> 'name' from outbox"), Is.EqualTo("a\uFFFDb"));
        Assert.That(await _engine.Verify(), Is.Empty);
        Assert.That(await Rollups(), Is.Empty);
    }

    [Test]
    public async Task Only_unreadable_escapes_are_replaced()
    {
        const string Kept = """{"a":"\\u0000 \ud83d\ude00","b":"x\\\u0000\u0000","c":"\ud800 \udc00\udc00"}""";
        const string Read = """{"a":"\\u0000 \ud83d\ude00","b":"x\\\ufffd\ufffd","c":"\ufffd \ufffd\ufffd"}""";
        Assert.That(await _engine.Scalar<string>("select readable(@Kept::json)::text", new { Kept }), Is.EqualTo(Read));
    }

    [Test]
    public async Task Verifiers_report_a_case_that_cannot_be_read_and_go_on_with_the_others()
    {
        var next = (await _engine.Start(await _engine.Publish(_unit, Definition.Line("satu:loket", "dua:loket")), _clerk)).Case;
        await _engine.Happens(_unit, next, new TaskCompleted(1, _clerk), _clerk);
        await using (var connection = new Npgsql.NpgsqlConnection(_engine.ConnectionString))
            await connection.ExecuteAsync("alter table history no force row level security; " +
                "update history set event = '{\"event\":\"unknown\"}' where case_id = @_case and seq = 2", new { _case });

        Assert.That((await _engine.Verify()).Select(found => found.Case).Distinct(), Is.EqualTo(new[] { _case }));
        var rollups = await Rollups();
        Assert.That(rollups, Has.Some.StartsWith($"case {_case} cannot be read"));
        Assert.That(rollups, Has.None.Contains($"case {next} "));
    }

    private async Task<List<string>> Rollups()
    {
        await _engine.Scalar<int?>("insert into rollup_marks values (@unit, 1000000) on conflict do nothing returning 1",
            new { unit = _unit });
        var found = new List<string>();
        var verifier = new RollupVerifier(_engine.Database, _engine.Flows, _engine.Calendars);
        await foreach (var difference in verifier.Verify(repair: true)) found.Add(difference.What);
        if (found.Exists(what => what.Contains("cannot be read"))) return found;
        found.Clear();
        await foreach (var difference in verifier.Verify()) found.Add(difference.What);
        return found;
    }
}
