using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Engine.Background;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Timers;

/// <summary>Late steps are escalated even while Hangfire's own tables are locked or gone.</summary>
internal sealed class JobServerTests
{
    private const string LockAll =
        """
        lock table hangfire.job, hangfire.state, hangfire.jobqueue, hangfire.jobparameter, hangfire.hash, hangfire.set, hangfire.list,
          hangfire.counter, hangfire.aggregatedcounter, hangfire.server, hangfire.lock in access exclusive mode
        """;

    private TestEngine _engine = null!;
    private int _unit;
    private DefinitionVersion _sop;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        await _engine.AddPerson(_unit, "loket", ["loket"]);
        _sop = await _engine.Publish(_unit, Definition.Chart("alur", [Definition.Step("terima", "loket", "60 menit")]));
    }

    [TearDown]
    public async Task TearDown()
    {
        var discrepancies = await _engine.Verify();
        await _engine.DisposeAsync();
        Assert.That(discrepancies, Is.Empty);
    }

    [Test]
    public async Task While_Hangfires_tables_are_locked_running_and_starting_nodes_escalate()
    {
        var running = await JobNode.Start(_engine);
        await IsRegistered(servers: 1);
        await using (var obstacle = new NpgsqlConnection(_engine.ConnectionString))
        {
            await obstacle.OpenAsync();
            await using var transaction = await obstacle.BeginTransactionAsync();
            await obstacle.ExecuteAsync(LockAll);
            await Escalates();

            await using var starting = await JobNode.Start(_engine);
            await Escalates();
            await transaction.RollbackAsync();
            await IsRegistered(servers: 2);
        }

        await running.DisposeAsync();
        await IsRegistered(servers: 0);
    }

    [Test]
    public async Task When_Hangfires_tables_are_dropped_running_and_starting_nodes_escalate()
    {
        await using (await JobNode.Start(_engine))
        {
            await IsRegistered(servers: 1);
            await using var owner = new NpgsqlConnection(_engine.ConnectionString);
            await owner.ExecuteAsync("drop schema hangfire cascade");
            await Escalates();
        }

        await using var starting = await JobNode.Start(_engine);
        await Escalates();
    }

    private Task IsRegistered(int servers) => Patience.Until(
        async () => await _engine.Scalar<int>("select count(*) from hangfire.server") == servers, $"{servers} servers are registered");

    /// <summary>Checks that a step started now is escalated once it is late.</summary>
    private async Task Escalates()
    {
        var id = (await _engine.Start(_sop)).Case;
        _engine.Clock.Advance(Duration.FromHours(1));
        await _engine.Scalar<int?>(WakeUps.Notify);

        await Patience.Until(
            async () => await _engine.Scalar<int>("select count(*) from escalations where case_id = @id and level = 2", new { id }) > 0,
            "the step is escalated");
    }
}
