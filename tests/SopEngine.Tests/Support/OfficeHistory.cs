using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Reports;
using SopEngine.Engine.Rollups;
using SopEngine.Engine.Timers;
using SopEngine.Engine.Units;

namespace SopEngine.Tests.Support;

/// <summary>
/// Months of work of a demo office up to now, done by the engine itself under a clock of its own: cases arrive every working day, and
/// each lane takes its time, some more than the SOP allows. The same office and days always give the same work.
/// </summary>
internal sealed class OfficeHistory : IAsyncDisposable
{
    private readonly SopDatabase _database;
    private readonly TestClock _clock = new();
    private readonly FlowCache _flows;
    private readonly UnitCalendars _calendars;
    private readonly CaseEngine _engine;
    private readonly Random _random = new(7);
    private readonly Dictionary<string, long> _holders = [];
    private readonly PriorityQueue<Func<Task>, Instant> _plans = new();
    private int _unit;
    private WorkingCalendar _calendar = null!;
    private long _customer;

    private OfficeHistory(string connectionString)
    {
        _database = new SopDatabase(connectionString);
        _flows = new FlowCache(_database);
        _calendars = new UnitCalendars(_database);
        _engine = new CaseEngine(_database, _flows, _calendars, _clock, NullLogger<CaseEngine>.Instance);
    }

    public static async Task Make(string connectionString, string office, int days)
    {
        await using var history = new OfficeHistory(connectionString);
        await history.Make(office, days);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task Make(string office, int days)
    {
        await using var connection = await _database.System.OpenConnectionAsync();
        _unit = await connection.QuerySingleAsync<int>("select id from units where code = @office", new { office });
        _calendar = await _calendars.Get(_unit, 1, CancellationToken.None);
        var holders = await connection.QueryAsync<(string Lane, long Person)>(
            "select lane, max(person_id) from lane_holders where unit_id = @_unit group by lane", new { _unit });
        foreach (var (lane, person) in holders) _holders[lane] = person;
        _customer = await connection.QueryFirstAsync<long>("select id from people where unit_id = @_unit and kind = 'customer' order by id",
            new { _unit });
        var sops = (await connection.QueryAsync<(string Id, int Version)>(
            "select definition_id, version from definitions where unit_id = @_unit and is_published order by definition_id",
            new { _unit })).AsList();

        var now = SystemClock.Instance.GetCurrentInstant();
        var today = now.InZone(_calendar.Zone).Date;
        for (var date = today.PlusDays(-days); date <= today; date = date.PlusDays(1))
        {
            foreach (var (id, version) in sops.Where(_ => _calendar.IsWorkingDay(date) && _random.NextDouble() < 0.7))
                Plan(_calendar.NextOpening(date.At(new LocalTime(8, 0)).InZoneLeniently(_calendar.Zone).ToInstant()) +
                    Duration.FromMinutes(_random.Next(200)), () => Start(new(_unit, id, version)));
        }

        using var sweep = new AlarmSweep(_database, _engine, _clock, NullLogger<AlarmSweep>.Instance);
        while (_plans.TryDequeue(out var plan, out var at) && at < now)
        {
            // Rings alarms at their time before the next plan.
            for (var next = await NextAlarm(connection); next < at; next = await NextAlarm(connection))
            {
                _clock.Set(next);
                await sweep.RingDue(CancellationToken.None);
            }

            _clock.Set(at);
            await plan();
        }

        _clock.Set(now.ToMicroseconds());
        await sweep.RingDue(CancellationToken.None);
        using var rollups = new RollupJob(_database, _flows, _calendars, NullLogger<RollupJob>.Instance);
        while (await connection.QuerySingleAsync<bool>(
            "select exists (select from tasks t left join rollup_marks m using (unit_id) where t.closing > coalesce(m.counted_to, 0))"))
            await rollups.CountClosed(CancellationToken.None);
        await new PeriodReports(_database, _flows, _calendars, _clock).MakeDue(CancellationToken.None);
    }

    private void Plan(Instant at, Func<Task> plan) => _plans.Enqueue(plan, at.ToMicroseconds());

    private static async Task<Instant> NextAlarm(Npgsql.NpgsqlConnection connection) =>
        (await connection.QuerySingleAsync<DateTime?>(
            "select min(next_alarm) from tasks where closed_at is null and next_alarm < 'infinity'"))?.ToInstant() ?? Instant.MaxValue;

    private async Task Start(DefinitionVersion definition)
    {
        var flow = await _flows.Get(definition, CancellationToken.None);
        var started = (CaseResult.Done)await _engine.Execute(
            new StartCase(definition, new CaseStarted(new Dictionary<string, JsonElement>()), null, Customer: _customer),
            CancellationToken.None);
        await PlanTasks(flow, started.Case);
    }

    private async Task PlanTasks(Flow flow, long id)
    {
        var open = await _database.Query<(int No, int Activity)>(
            _unit, "select no, activity from tasks where unit_id = @unit and case_id = @id and closed_at is null and opened_at = @now",
            new { id, now = _clock.Now() }, CancellationToken.None);
        foreach (var (no, activity) in open)
        {
            var step = flow.StepAt(activity)!;
            // Most steps take half their limit; every fifth step of a SOP is slow; some tasks are left lying.
            var share = Math.Exp((_random.NextDouble() + _random.NextDouble() - 1) * 1.1) * (flow.Steps.Index()
                .First(pair => pair.Item == step).Index % 5 == 2 ? 1.05 : 0.5);
            if (_random.NextDouble() < 0.03) share *= 4;
            var limit = step.Limit is { } time ? _calendar.Measure(_clock.Now(), _calendar.Add(_clock.Now(), time)) : Duration.FromHours(2);
            var at = _calendar.Add(_clock.Now(), Duration.FromSeconds((long)(limit.TotalSeconds * share) + 60));
            var person = flow.Lane(step.Lane) is { External: true } ? _customer : _holders.GetValueOrDefault(step.Lane, _customer);
            if (_random.NextDouble() < 0.4)
                Plan(_clock.Now() + Duration.FromMinutes(10), () => Happens(id, new TaskClaimed(no, person), person));
            // In the last six days a quarter of the work stays undone, as if somebody were ill.
            if (_clock.Now() > SystemClock.Instance.GetCurrentInstant() - Duration.FromDays(6) && _random.NextDouble() < 0.25) continue;
            Plan(at, async () =>
            {
                var outcome = step.Outcomes.Count == 0 ? null
                    : step.Outcomes[_random.NextDouble() < 0.85 ? 0 : _random.Next(step.Outcomes.Count)];
                await Happens(id, new TaskCompleted(no, person, outcome, null, Form(step, outcome)), person);
                await PlanTasks(flow, id);
            });
        }
    }

    private Task<CaseResult> Happens(long id, CaseEvent happened, long actor) =>
        _engine.Execute(new AdvanceCase(_unit, id, happened, actor), CancellationToken.None);

    private JsonElement Form(Step step, string? outcome) =>
        step.Fields.Count == 0 ? default : JsonSerializer.SerializeToElement(Values(step.Fields, outcome));

    private Dictionary<string, object> Values(IEnumerable<FormField> fields, string? outcome = null) => fields
        .Where(field => field.Required || (outcome is not null && field.RequiredFor.Contains(outcome)))
        .ToDictionary(field => field.Name, object (field) => field.Type switch
        {
            FieldType.Number or FieldType.Money => 3,
            FieldType.DateTime => SampleForms.Moment(field.Name, _clock.Now()),
            FieldType.Table => new[] { Values(field.Columns) },
            FieldType.Text when field.Name == "ntpn" => SampleForms.Ntpn(),
            FieldType.Text when field.Name == "kodeBilling" => SampleForms.BillingCode(),
            FieldType.Text when field.Format is { } format => format.Example,
            FieldType.Boolean => true,
            FieldType.Date => "2026-11-23",
            FieldType.Choice => field.Options[0],
            FieldType.Choices => new[] { field.Options[0] },
            _ => "isian",
        });
}
