using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Core.Rights;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Units;
using SopEngine.Tests.Support;
using SopEngine.Web.Demo;
using SopEngine.Web.Demo.Simulation;

namespace SopEngine.Tests.Demo;

/// <summary>The history of the demo offices: shorter here, but made as it is for a newcomer.</summary>
internal sealed class DemoHistoryTests
{
    private const int Days = 10;
    private static readonly string[] Offices = ["baristand-palembang", "bppsi-pekanbaru", "inaker-limapuluhkota", "bisip"];

    [Test]
    public async Task The_demo_history_replays_as_written_by_the_engine_and_ends_now()
    {
        await using var office = await Filled.Create(seed: 1);

        var discrepancies = new List<Discrepancy>();
        await foreach (var discrepancy in new HistoryVerifier(office.Database, office.Flows).Verify()) discrepancies.Add(discrepancy);
        Assert.That(discrepancies, Is.Empty);
        Assert.That(office.Cases, Is.GreaterThan(50));
        Assert.That(await office.Rows<string>("select distinct code from units u join cases c on c.unit_id = u.id order by 1"),
            Is.EqualTo(Offices.Order()));
        Assert.That(await office.Rows<string>("select distinct status from cases"), Does.Contain("running").And.Contain("finished")
            .And.Not.Contain("faulted"));
        Assert.That(await office.Rows<DateTime>("select max(at) from history"), Has.All.LessThan(office.Now.ToDateTimeUtc())
            .And.All.GreaterThan((office.Now - Duration.FromDays(4)).ToDateTimeUtc()));
        Assert.That(await office.Rows<long>("select case_id from tasks where closed_at is null and next_alarm <= @now",
            new { now = office.Now }), Is.Empty, "what was due has rung");
        Assert.That(await office.Rows<long>("select case_id from outbox"), Is.Empty);
        Assert.That(await office.Rows<int>("select distinct level::int from escalations order by 1"), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(await office.Rows<long>(
            "select e.case_id from escalations e join tasks t using (unit_id, case_id, no) where e.at <> t.alarms[e.level]"), Is.Empty,
            "each at its moment");
        Assert.That(await office.Rows<long>(
            "select id from (select id, started_at, lag(started_at) over (order by id) before from cases) c where started_at < before"),
            Is.Empty, "numbers run with time");
    }

    [Test]
    public async Task Promises_break_at_their_due_time_and_each_customer_is_compensated_once()
    {
        await using var office = await Filled.Create(seed: 7);

        Assert.That(await office.Rows<long>(
            "select case_id from history where event ->> 'event' = 'standardBreached' and (event ->> 'due')::timestamptz <> at"), Is.Empty);
        Assert.That(
            await office.Rows<long>("select id from cases where status = 'running' and standard_alarm_at <= @now",
                new { now = office.Now }), Is.Empty, "what was due has rung");
        var ofPromise = await office.Rows<(long Case, int Compensations)>(
            """
            select c.id, (select count(*)::int from cases k where k.unit_id = c.unit_id and k.parent_case = c.id and k.parent_wait = 0)
            from cases c join definitions d using (unit_id, definition_id, version)
            where d.json #>> '{customProperties,sop,compensation}' <> ''
              and (c.state ->> 'breached' = 'true' or c.state ->> 'foreseen' = 'true')
            """);
        Assert.That(ofPromise, Is.Not.Empty);
        Assert.That(ofPromise.Select(found => found.Compensations), Is.All.EqualTo(1));
    }

    [Test]
    public async Task Staff_work_in_office_hours_only()
    {
        await using var office = await Filled.Create(seed: 2);

        foreach (var (unit, rules) in await office.Rows<(int, string)>("select id, calendar::text from units"))
        {
            var calendar = new WorkingCalendar(WorkingCalendarRules.FromJson(rules));
            var acted = await office.Rows<DateTime>(
                "select h.at from history h join people p on p.unit_id = h.unit_id and p.id = h.actor_id " +
                    "where h.unit_id = @unit and p.kind = 'staff'", new { unit });
            Assert.That(acted, Is.Not.Empty);
            Assert.That(acted.Where(at => !calendar.IsOpen(at.ToInstant())), Is.Empty);
        }
    }

    [Test]
    public async Task The_same_seed_gives_the_same_history_and_another_another()
    {
        await using var one = await Filled.Create(seed: 3);
        await using var same = await Filled.Create(seed: 3);
        await using var another = await Filled.Create(seed: 4);

        Assert.That(await same.Hash(), Is.EqualTo(await one.Hash()));
        Assert.That(await another.Hash(), Is.Not.EqualTo(await one.Hash()));
    }

    [Test]
    public async Task An_office_that_has_cases_is_left_alone()
    {
        await using var office = await Filled.Create(seed: 5);
        var before = await office.Hash();

        Assert.That(await office.Fill(seed: 6), Is.Zero);
        Assert.That(await office.Hash(), Is.EqualTo(before));
    }

    [Test]
    public async Task The_messages_and_papers_of_other_offices_are_left_as_they_are()
    {
        await using var office = await Filled.Create(seed: 5, async office =>
        {
            await office.Rows<int>(
                """
                with unit as (
                  insert into units (code, name, short_name, calendar) select 'lain', 'Lain', 'Lain', calendar from units limit 1
                  returning id),
                person as (
                  insert into people (unit_id, kind, user_name, name, roles, security_stamp)
                  select id, 'staff', 'lain', 'Lain', '{}', 'x' from unit returning unit_id, id),
                message as (
                  insert into messages (unit_id, person_id, kind, event_key, at, details)
                  select unit_id, id, 'mention', 'lama', '2026-01-01', '{}' from person returning 1)
                insert into outbox (unit_id, case_id, kind, message, created_at, next_at)
                select id, 1, 'issue-document', '"unreadable"', '2026-01-01', '2026-01-01' from unit returning 1
                """);
        });

        Assert.That(await office.Rows<string>("select m.event_key from messages m join units u on u.id = m.unit_id "
            + "where u.code = 'lain' and m.read_at is null"), Is.EqualTo(new[] { "lama" }));
        Assert.That(await office.Rows<int>("select 1 from outbox o join units u on u.id = o.unit_id where u.code = 'lain'"),
            Has.Count.EqualTo(1));
    }

    [Test]
    public void No_work_happens_on_holidays_or_during_the_absence_of_its_person()
    {
        var calendar = new WorkingCalendar(
            new WorkingCalendarRules { Zone = "Asia/Jakarta", Hours = WeeklyHours.Office, Holidays = [.. NationalHolidays.Of(2026)] });
        var (from, until) = (new LocalDate(2026, 7, 1), new LocalDate(2026, 12, 31));
        for (var seed = 0; seed < 50; seed++)
        {
            var chance = new Chance(seed);
            var person = new SimulatedPerson(new Actor(1, false, [Role.Head], []), "Kepala", "");
            person.Begin(chance, from, until, []);
            var at = Instant.FromUtc(2026, 7, 1, 0, 0) + Duration.FromHours(chance.Between(0.0, 2_000.0));
            var work = Duration.FromMinutes(chance.Between(1.0, 3_000.0));

            var done = person.Done(calendar, at, work);

            Assert.That(calendar.Measure(at, done), Is.GreaterThanOrEqualTo(work));
            Assert.That(person.AtWork(calendar, done - Duration.FromTicks(1)), Is.EqualTo(done - Duration.FromTicks(1)));
            Assert.That(person.Done(calendar, at, work + Duration.FromMinutes(1)), Is.GreaterThan(done));
        }
    }

    /// <summary>The demo offices with a history up to Monday 23 November 2026 at 10:00 in Jakarta.</summary>
    private sealed class Filled : IAsyncDisposable
    {
        private readonly string _connectionString;
        private readonly TestClock _clock = new();

        private Filled(string connectionString)
        {
            _connectionString = connectionString;
            Database = new SopDatabase(connectionString);
            Flows = new FlowCache(Database);
            _clock.Advance(Duration.FromHours(2));
        }

        public SopDatabase Database { get; }
        public FlowCache Flows { get; }
        public int Cases { get; private set; }
        public Instant Now => _clock.GetCurrentInstant();

        /// <param name="before">What is done before the history is made; null for nothing.</param>
        public static async Task<Filled> Create(int seed, Func<Filled, Task>? before = null)
        {
            var filled = new Filled(await PostgresServer.CreateWithDemo());
            if (before is not null) await before(filled);
            filled.Cases = await filled.Fill(seed);
            return filled;
        }

        public Task<int> Fill(int seed) =>
            new DemoHistory(Database, Flows, new UnitCalendars(Database), new DefinitionStore(Database, _clock), _clock)
                .Fill(Offices, Days, seed, CancellationToken.None);

        public async Task<List<T>> Rows<T>(string sql, object? parameters = null)
        {
            await using var connection = await Database.System.OpenConnectionAsync();
            return (await connection.QueryAsync<T>(sql, parameters)).AsList();
        }

        /// <summary>Of all events but those of documents, which have an address of their own each time.</summary>
        public async Task<string> Hash() => (await Rows<string>(
            """
            select md5(string_agg(concat_ws(' ', unit_id, case_id, at, actor_id, event), '' order by unit_id, case_id, seq)) from history
            where event ->> 'event' <> 'documentIssued'
            """)).Single();

        public async ValueTask DisposeAsync()
        {
            await Database.DisposeAsync();
            await PostgresServer.Drop(new NpgsqlConnectionStringBuilder(_connectionString).Database!);
        }
    }
}
