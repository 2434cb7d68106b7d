using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Accounts;

namespace SopEngine.Benchmarks;

/// <summary>
/// Fills a database with cases in the middle of a real SOP (013/INAKER/2023 at its fifth step), each with its tasks and history up to
/// there.
/// </summary>
internal sealed class StoredCases
{
    public const int Unit = 1;
    public const long Person = 1;
    public const string UserName = "tim";
    public const string Password = "kata-sandi-uji-coba";

    /// <summary>The number of every case's open task, and of its tasks.</summary>
    public const int OpenTask = 5;

    /// <summary>The plain steps before the SOP's decision: each case can be used as often.</summary>
    public const int Passes = 3;

    private StoredCases(Flow flow, CaseState state, int count)
    {
        Flow = flow;
        State = state;
        Count = count;
    }

    public Flow Flow { get; }
    public CaseState State { get; }
    public int Count { get; }

    /// <param name="apart">The time between the beginnings of two cases; the last began just now.</param>
    /// <param name="open">The share of the cases whose last task is still open: the newest.</param>
    /// <param name="title">SQL of the title of case <c>i</c>.</param>
    public static async Task<StoredCases> Fill(
        BenchmarkDatabase database, int count, TimeSpan? apart = null, double open = 1, string title = "'Pengukuran Kinerja'")
    {
        var rules = new WorkingCalendarRules { Zone = "Asia/Jakarta", Hours = WeeklyHours.Office };
        await database.Execute(
            $"""
            set role sop_system;
            insert into units (code, name, short_name, calendar) values ('dinas', 'Dinas', 'Dinas', '{rules.ToJson()}');
            insert into people (unit_id, kind, user_name, name, security_stamp, password_hash)
            values ({Unit}, 'staff', '{UserName}', 'Tim AKIP', 'x',
              '{new PasswordHasher<Account>().HashPassword(new Account(), Password)}');
            """);
        await using var store = new SopDatabase(database.ConnectionString);
        var json = await File.ReadAllTextAsync(Path.Combine(Fixtures.Workflows, "sop-013-inaker-2023.json"));
        var version = (await new DefinitionStore(store, NodaTime.SystemClock.Instance)
            .SaveAndPublish(Unit, null, json, CancellationToken.None)).Version!.Value;

        var flow = FlowCompiler.Compile(WorkflowDefinition.Parse(json)).Flow!;
        var now = NodaTime.SystemClock.Instance.GetCurrentInstant();
        var state = Interpreter.Advance(flow, CaseState.New, new CaseStarted(new Dictionary<string, JsonElement>()), now).State;
        for (var task = 1; task < OpenTask; task++) state = Interpreter.Advance(flow, state, Done(task), now).State;

        await Insert(database, version, flow, state, count, apart ?? TimeSpan.FromSeconds(1), (int)(count * open), title);
        return new StoredCases(flow, state, count);

        TaskCompleted Done(int task) => new(task, Person, Data: JsonSerializer.SerializeToElement(
            flow.Steps[task - 1].Fields.Where(field => field.Required).ToDictionary(field => field.Name, _ => "Sesuai arahan")));
    }

    private static async Task Insert(
        BenchmarkDatabase database, DefinitionVersion version, Flow flow, CaseState state, int count, TimeSpan apart, int open,
        string title)
    {
        var steps = flow.Steps.Take(OpenTask).ToList();
        var lanes = string.Join(',', steps.Select(step => $"'{step.Lane}'"));
        var activities = string.Join(',', steps.Select(step => step.Activity));
        await database.Execute(
            $"""
            set role sop_system;
            insert into lane_holders select {Unit}, {Person}, lane
              from unnest(array[{string.Join(',', flow.Lanes.Select(lane => $"'{lane.Id}'"))}]) lane;

            insert into cases (unit_id, id, definition_id, version, title, status, state, seq, hash, started_at, started_by, updated_at)
            select {Unit}, nextval('case_id'), '{version.DefinitionId}', {version.Version}, {title}, 'running',
              '{CaseStateJson.Write(state)}', {OpenTask}, sha256(i::text::bytea), now() - i * interval '{apart.TotalMilliseconds} ms',
              {Person}, now()
            from generate_series({count}, 1, -1) i;

            insert into case_words (unit_id, word, case_id)
            select unit_id, word, id from cases cross join lateral search_words(concat_ws(' ', title, id)) as word;

            insert into history (unit_id, case_id, seq, at, actor_id, event, hash)
            select unit_id, id, n, started_at, {Person}, case n
              when 1 then '{CaseEventJson.Write(new CaseStarted(new Dictionary<string, JsonElement>()))}'
              else '{CaseEventJson.Write(new TaskCompleted(1, Person))}' end::json, sha256((id * 10 + n)::text::bytea)
            from cases, generate_series(1, {OpenTask}) n;

            insert into tasks (unit_id, case_id, no, definition_id, version, activity, lane, opened_at, opened_seq, time_limit,
              calendar_version, due_at, closed_at, closed_seq, closed_by, outcome, closing)
            select unit_id, id, no, definition_id, version, (array[{activities}])[no], (array[{lanes}])[no], started_at, no, '60 menit', 1,
              started_at + interval '1 day', closed_at, case when closed_at is not null then no + 1 end,
              case when closed_at is not null then {Person} end, case when closed_at is not null then 'Done' end,
              case when closed_at is not null then nextval('task_closing') end
            from (
              select cases.*, no, case when no < {OpenTask} or id <= {count - open} then least(now(), started_at
                + case when id % 8 = 0 then interval '26 hours' else no * interval '20 minutes' end) end as closed_at
              from cases, generate_series(1, {OpenTask}) no
            ) c
            order by closed_at nulls last, id, no;
            """);
        await database.Execute("vacuum (analyze) cases, tasks, history");
        await database.Execute("checkpoint");
    }
}

internal readonly record struct StoredTask(long Case, int No);

/// <summary>Hands out the open task of each stored case, in an order unlike any index; after all of them, the next task of each.</summary>
internal sealed class NextTasks
{
    private readonly long[] _cases;
    private int _next = -1;

    public NextTasks(int count)
    {
        _cases = [.. Enumerable.Range(1, count).Select(number => (long)number)];
        new Random(1).Shuffle(_cases);
    }

    public StoredTask Take()
    {
        var next = Interlocked.Increment(ref _next);
        return new StoredTask(_cases[next % _cases.Length], StoredCases.OpenTask + (next / _cases.Length));
    }
}
