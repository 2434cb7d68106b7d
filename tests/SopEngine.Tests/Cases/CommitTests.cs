using Dapper;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Cases;

/// <summary>A commit is written once, and completely.</summary>
internal sealed class CommitTests
{
    private TestEngine _engine = null!;
    private int _unit;
    private long _clerk;
    private DefinitionVersion _line;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _clerk = await _engine.AddPerson(_unit, "loket1", ["loket"]);
        _line = await _engine.Publish(_unit, Definition.Line("terima:loket", "kirim:loket"));
    }

    [TearDown]
    public async Task TearDown()
    {
        var discrepancies = await _engine.Verify();
        await _engine.DisposeAsync();
        Assert.That(discrepancies, Is.Empty);
    }

    [Test]
    public async Task A_failing_listener_repeats_no_event_and_does_not_stop_the_other_listeners()
    {
        var started = await _engine.Start(_line, _clerk);
        var heard = new List<long>();
        _engine.Engine.CaseChanged += (_, _) => throw new InvalidOperationException("loud");
        _engine.Engine.CaseChanged += (_, id) => heard.Add(id);

        Assert.That(await _engine.Happens(_unit, started.Case, new CommentAdded(_clerk, "Satu kali"), _clerk),
            Is.TypeOf<CaseResult.Done>());

        Assert.That(await _engine.Scalar<int>("select count(*) from history where event ->> 'text' = 'Satu kali'"), Is.EqualTo(1));
        Assert.That(heard, Is.EqualTo(new[] { started.Case }));
    }

    [Test]
    public async Task A_start_without_a_key_is_not_retried_after_the_answer_to_its_commit_was_lost()
    {
        await using var proxy = new StatementProxy(_engine.ConnectionString);
        await using var node = _engine.NodeBy(proxy.ConnectionString);
        var start = new StartCase(_line, new CaseStarted(new Dictionary<string, System.Text.Json.JsonElement>()), _clerk);
        await node.Engine.Execute(start, CancellationToken.None);

        var lost = proxy.Before(0, () => Task.CompletedTask);
        await Assert.ThatAsync(() => node.Engine.Execute(start, CancellationToken.None), Throws.InstanceOf<NpgsqlException>());
        await lost;

        Assert.That(await _engine.Scalar<int>("select count(*) from cases"), Is.EqualTo(2), "one before, one whose answer was lost");
    }

    [Test]
    public async Task A_start_with_a_key_finds_its_case_after_the_answer_to_its_commit_was_lost()
    {
        await using var proxy = new StatementProxy(_engine.ConnectionString);
        await using var node = _engine.NodeBy(proxy.ConnectionString);
        var start = new StartCase(_line, new CaseStarted(new Dictionary<string, System.Text.Json.JsonElement>()), _clerk);

        var lost = proxy.Before(0, () => Task.CompletedTask);
        Assert.That(await node.Engine.Execute(start with { Key = "kunci" }, CancellationToken.None), Is.TypeOf<CaseResult.Done>());
        await lost;

        Assert.That(await _engine.Scalar<int>("select count(*) from cases"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_case_changed_since_it_was_locked_is_not_written_in_part()
    {
        var started = await _engine.Start(_line, _clerk);
        await using var connection = await _engine.Database.System.OpenConnectionAsync();
        var transaction = _engine.Engine.Transaction(connection);
        var command = new AdvanceCase(_unit, started.Case, new TaskCompleted(1, _clerk), _clerk);
        await transaction.Read([command], begin: true, CancellationToken.None);
        await connection.ExecuteAsync("update cases set title = title");
        await transaction.Decide(command, CancellationToken.None);

        await Assert.ThatAsync(() => transaction.Commit(CancellationToken.None),
            Throws.TypeOf<PostgresException>().With.Message.Contains("0 of 1"));
        await connection.ExecuteAsync("rollback");

        Assert.That(await _engine.OpenTasks(_unit, started.Case), Is.EqualTo(new[] { 1 }));
    }
}
