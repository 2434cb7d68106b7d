using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Messages;
using SopEngine.Engine.Outbox;
using SopEngine.Engine.Rollups;
using SopEngine.Engine.Timers;
using SopEngine.Engine.Units;

namespace SopEngine.Tests.Support;

/// <summary>An engine of one node, with a database of its own.</summary>
internal sealed class TestEngine : IAsyncDisposable
{
    private readonly bool _isFirst;

    private TestEngine(string connectionString, TestClock? clock = null)
    {
        _isFirst = clock is null;
        ConnectionString = connectionString;
        Clock = clock ?? new TestClock();
        Database = new SopDatabase(connectionString);
        Flows = new FlowCache(Database);
        Definitions = new DefinitionStore(Database, Clock);
        Calendars = new UnitCalendars(Database);
        Engine = new CaseEngine(Database, Flows, Calendars, Clock, NullLogger<CaseEngine>.Instance);
        Outbox = new OutboxDelivery(Database, Engine, Clock, NullLogger<OutboxDelivery>.Instance);
        Alarms = new AlarmSweep(Database, Engine, Clock, NullLogger<AlarmSweep>.Instance);
        Recount = new CalendarRecount(Database, Engine, Clock, NullLogger<CalendarRecount>.Instance);
        OverdueQuestions = new OverdueQuestions(Database, Flows, Clock, NullLogger<OverdueQuestions>.Instance);
        Messages = new EscalationMessages(Database, Flows, Clock, NullLogger<EscalationMessages>.Instance);
    }

    public string ConnectionString { get; }
    public SopDatabase Database { get; }
    public FlowCache Flows { get; }
    public DefinitionStore Definitions { get; }
    public CaseEngine Engine { get; }
    public OutboxDelivery Outbox { get; }
    public AlarmSweep Alarms { get; }
    public UnitCalendars Calendars { get; }
    public CalendarRecount Recount { get; }
    public EscalationMessages Messages { get; }
    public OverdueQuestions OverdueQuestions { get; }
    public TestClock Clock { get; }

    public static async Task<TestEngine> Create() => new(await PostgresServer.Create());

    /// <summary>Counts until the rollups lack nothing: transactions of other tests on this server delay a count.</summary>
    public async Task CatchUp(RollupJob? job = null)
    {
        using var own = new RollupJob(Database, Flows, Calendars, NullLogger<RollupJob>.Instance);
        while (await Scalar<bool>(
            """
            select exists (select from tasks t left join rollup_marks m using (unit_id) where t.closing > coalesce(m.counted_to, 0))
              or exists (select from undone_closings t left join rollup_marks m using (unit_id) where t.undone > coalesce(m.counted_to, 0))
              or exists (select from deed_changes) or exists (select from promise_changes)
            """))
            await (job ?? own).CountClosed(CancellationToken.None);
    }

    /// <summary>A second node over the same database, at the same time.</summary>
    public TestEngine AnotherNode() => new(ConnectionString, Clock);

    /// <summary>A node with another connection string to the same database.</summary>
    public TestEngine NodeBy(string connectionString) => new(connectionString, Clock);

    public async Task<int> AddUnit(string code = "balai")
    {
        var rules = new WorkingCalendarRules { Zone = "Asia/Jakarta", Hours = WeeklyHours.Service };
        return await Scalar<int>(
            "insert into units (code, name, short_name, calendar) values (@code, @code, @code, @calendar::json) returning id",
            new { code, calendar = rules.ToJson() });
    }

    public async Task<long> AddPerson(int unit, string userName, string[]? lanes = null, Role[]? roles = null, bool isCustomer = false)
    {
        var id = await Scalar<long>(
            """
            insert into people (unit_id, kind, user_name, name, roles, security_stamp)
            values (@unit, @kind, @userName, @userName, @roles, 'x') returning id
            """,
            new { unit, kind = isCustomer ? "customer" : "staff", userName, roles = (roles ?? []).Select(role => role.Name()).ToArray() });
        foreach (var lane in lanes ?? [])
            await Scalar<int>("insert into lane_holders values (@unit, @id, @lane) returning 1", new { unit, id, lane });
        return id;
    }

    public async Task<DefinitionVersion> Publish(int unit, string json)
    {
        var publication = await Definitions.SaveAndPublish(unit, null, json, CancellationToken.None);
        return publication.Version ?? throw new AssertionException(string.Join('\n', publication.Problems.Select(problem => problem.Code)));
    }

    public async Task<CaseResult.Done> Start(DefinitionVersion definition, long? actor = null, long? customer = null) =>
        (CaseResult.Done)await Engine.Execute(
            new StartCase(definition, new CaseStarted(new Dictionary<string, JsonElement>()), actor, Customer: customer),
            CancellationToken.None);

    public Task<CaseResult> Happens(int unit, long caseId, CaseEvent happened, long? actor, string? key = null) =>
        Engine.Execute(new AdvanceCase(unit, caseId, happened, actor, key), CancellationToken.None);

    public async Task<T> Scalar<T>(string sql, object? parameters = null)
    {
        await using var connection = await Database.System.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql, parameters))!;
    }

    public async Task<List<T>> Rows<T>(string sql, object? parameters = null)
    {
        await using var connection = await Database.System.OpenConnectionAsync();
        return (await connection.QueryAsync<T>(sql, parameters)).AsList();
    }

    /// <summary>Numbers of the case's open tasks.</summary>
    public Task<List<int>> OpenTasks(int unit, long caseId) =>
        Rows<int>("select no from tasks where unit_id = @unit and case_id = @caseId and closed_at is null order by no",
            new { unit, caseId });

    /// <summary>Discrepancies found by replaying every case from its history.</summary>
    public async Task<List<Discrepancy>> Verify()
    {
        var found = new List<Discrepancy>();
        await foreach (var discrepancy in new HistoryVerifier(Database, Flows).Verify()) found.Add(discrepancy);
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        Outbox.Dispose();
        Alarms.Dispose();
        Recount.Dispose();
        Messages.Dispose();
        OverdueQuestions.Dispose();
        await Database.DisposeAsync();
        if (_isFirst) await PostgresServer.Drop(new NpgsqlConnectionStringBuilder(ConnectionString).Database!);
    }
}
