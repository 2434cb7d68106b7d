using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using SopEngine.Core.Documents;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Documents;
using SopEngine.Engine.Outbox;
using SopEngine.Engine.Reports;
using SopEngine.Engine.Rollups;
using SopEngine.Engine.Timers;
using SopEngine.Engine.Units;
using SopEngine.Web.Demo.Simulation;
using SopEngine.Web.Documents;

namespace SopEngine.Web.Demo;

/// <summary>
/// Gives each office without cases a past that ends now: the engine executes the deeds of a <see cref="SimulatedOffice"/>, each at its
/// own moment. An office with cases is left alone, so this happens once.
/// </summary>
internal sealed class DemoHistory(SopDatabase database, FlowCache flows, UnitCalendars calendars, DefinitionStore definitions, IClock clock,
    DocumentSources? sources = null)
{
    private const int AtOnce = 1_000;

    /// <summary>Older documents of steps are not made: each takes a moment, and the demo should start soon.</summary>
    private static readonly Duration Papers = Duration.FromDays(30);

    /// <param name="codes">Codes of the offices.</param>
    /// <returns>How many cases were made.</returns>
    public async Task<int> Fill(IEnumerable<string> codes, int days, int seed, CancellationToken cancellation)
    {
        var until = clock.Now();
        var habits = await Habits.Load(cancellation);
        var deeds = new List<Deed>();
        var units = await EmptyUnits([.. codes], cancellation);
        foreach (var unit in units)
        {
            var office = await Simulate(unit, habits, seed, cancellation);
            deeds.AddRange(office.Work(until - Duration.FromDays(days), until));
        }

        // A stable sort: deeds of one office at the same moment keep their order.
        deeds =
        [
            .. deeds.Where(deed => deed is not Delivered { Document: not null } || deed.At >= until - Papers).OrderBy(deed => deed.At),
        ];
        await using var past = new Past(database, flows, calendars, sources, until, [.. units.Select(unit => unit.Id)]);
        await past.Play(deeds, cancellation);
        if (past.Cases > 0) await Report(cancellation);
        var surveys = new DemoSurveys(database, calendars, clock);
        foreach (var unit in units) await surveys.Fill(unit.Id, until - Duration.FromDays(days), seed, cancellation);
        return past.Cases;
    }

    /// <summary>Makes the reports of past periods at once instead of the next morning.</summary>
    private async Task Report(CancellationToken cancellation)
    {
        using var rollups = new RollupJob(database, flows, calendars, NullLogger<RollupJob>.Instance);
        await rollups.CountClosed(cancellation);
        await new PeriodReports(database, flows, calendars, clock).MakeDue(cancellation);
    }

    private async Task<SimulatedOffice> Simulate(Unit unit, Habits habits, int seed, CancellationToken cancellation)
    {
        var people = await database.Query<Someone>(unit.Id,
            """
            select id, kind, name, title, roles,
              array(select lane from lane_holders h where h.unit_id = p.unit_id and h.person_id = p.id order by lane) as lanes
            from people p where unit_id = @unit order by id
            """, null, cancellation);
        var sops = new List<SimulatedSop>();
        var published = await definitions.List(unit.Id, new DefinitionQuery(VersionChoice.Published), cancellation);
        foreach (var definition in published.Items.OrderBy(sop => sop.DefinitionId, StringComparer.Ordinal))
        {
            var version = new DefinitionVersion(unit.Id, definition.DefinitionId, definition.Version);
            sops.Add(new SimulatedSop(version, await flows.Get(version, cancellation), habits.Of(unit.Code, definition.DefinitionId)));
        }

        var tariffs = await database.Query<TariffLine>(unit.Id,
            """
            select id, tariff_group as "group", item, condition, per, amount from tariffs
            where unit_id = @unit and tariff_group = 'Pengujian' and valid_to is null order by id
            """, null, cancellation);
        return new SimulatedOffice(
            await calendars.Get(unit.Id, unit.CalendarVersion, cancellation),
            [.. people.Where(person => person.Kind == "staff").Select(person => person.Simulated)],
            [.. people.Where(person => person.Kind == "customer").Select(person => person.Simulated)], sops, [.. tariffs], habits,
            seed + unit.Id);
    }

    private async Task<List<Unit>> EmptyUnits(string[] codes, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<Unit>(new CommandDefinition(
            """
            select id, code, calendar_version from units u
            where code = any (@codes) and not exists (select from cases c where c.unit_id = u.id) order by id
            """,
            new { codes }, cancellationToken: cancellation))).AsList();
    }

    /// <summary>An engine that lives in the past: everything in it works by a simulated clock.</summary>
    private sealed class Past : IAsyncDisposable
    {
        private readonly SimulatedClock _clock = new();
        private readonly Instant _until;
        private readonly int[] _units;
        private readonly SopDatabase _database;
        private readonly CaseEngine _engine;
        private readonly OutboxDelivery _outbox;
        private readonly AlarmSweep _alarms;
        private readonly RollupJob _rollups;
        private readonly Dictionary<SimulatedCase, long> _ids = [];
        private readonly List<CaseOpened> _openings = [];
        private readonly List<CaseAdvanced> _events = [];

        /// <param name="units">The offices whose past it is: of others nothing is changed.</param>
        public Past(
            SopDatabase database, FlowCache flows, UnitCalendars calendars, DocumentSources? sources, Instant until, int[] units)
        {
            (_database, _until, _units) = (database, until, units);
            _engine = new CaseEngine(database, flows, calendars, _clock, NullLogger<CaseEngine>.Instance);
            _outbox = new OutboxDelivery(database, _engine, _clock, NullLogger<OutboxDelivery>.Instance, sources);
            _alarms = new AlarmSweep(database, _engine, _clock, NullLogger<AlarmSweep>.Instance);
            _rollups = new RollupJob(database, flows, calendars, NullLogger<RollupJob>.Instance);
        }

        public int Cases => _ids.Count;

        public async Task Play(IEnumerable<Deed> deeds, CancellationToken cancellation)
        {
            foreach (var deed in deeds)
            {
                if (deed is CaseOpened opened) _openings.Add(opened);
                else if (deed is CaseAdvanced advanced) _events.Add(advanced);
                if (deed is Delivered || _openings.Count + _events.Count == AtOnce) await Write();
                if (deed is Delivered delivered) await Deliver(delivered, cancellation);
            }

            await Write();
            // Nothing is left to ring, unless an office's version of a SOP has alarms that are not simulated.
            _clock.Now = _until;
            while (await _alarms.RingDue(cancellation) > 0)
            {
            }

            await LeaveOldPapers(cancellation);
            await Settle(cancellation);
        }

        /// <summary>
        /// Marks escalations as told and messages as read. Those of the last three days stay: as after a weekend, people get them as soon
        /// as the service runs.
        /// </summary>
        private async Task Settle(CancellationToken cancellation)
        {
            await using var connection = await _database.System.OpenConnectionAsync(cancellation);
            await connection.ExecuteAsync(new CommandDefinition(
                """
                update escalations set told_at = at where unit_id = any (@units) and told_at is null and at < @since;
                update messages set read_at = at where unit_id = any (@units) and read_at is null and at < @since
                """, new { units = _units, since = _until - Duration.FromDays(3) }, cancellationToken: cancellation));
        }

        /// <summary>Writes the openings first, then the events of these and earlier cases.</summary>
        private async Task Write()
        {
            var begun = await _engine.ExecutePast([.. _openings.Select(deed => (deed.At, (CaseCommand)new StartCase(
                deed.Case.Sop.Version, deed.Started, deed.Actor, Title: deed.Title, Customer: deed.Case.Customer?.Actor.Id)))]);
            for (var i = 0; i < begun.Length; i++) _ids[_openings[i].Case] = Done(begun[i], _openings[i]).Case;
            var happened = await SimulatedCodes.Real(_events, _ids, _database);
            var done = await _engine.ExecutePast([.. _events.Zip(happened).Select(deed => (deed.First.At, (CaseCommand)new AdvanceCase(
                deed.First.Case.Sop.Version.Unit, _ids[deed.First.Case], deed.Second, deed.First.Actor)))]);
            for (var i = 0; i < done.Length; i++) Done(done[i], _events[i]);
            _openings.Clear();
            _events.Clear();
        }

        private async Task Deliver(Delivered delivered, CancellationToken cancellation)
        {
            _clock.Now = delivered.At;
            await LeaveOldPapers(cancellation);
            // The service counts a moment after each closing, so that its papers have the figures of their day.
            if (delivered.Document is { } kind && HasFigures(kind)) await _rollups.CountClosed(cancellation);
            await _outbox.DeliverDue(cancellation);
            if (delivered.SubCase is not { Parent: var (parent, wait) } begun) return;
            _ids[begun] = await _database.QuerySingle<long>(begun.Sop.Version.Unit,
                "select id from cases where unit_id = @unit and parent_case = @parent and parent_wait = @wait",
                new { parent = _ids[parent], wait }, cancellation);
        }

        private static bool HasFigures(string kind) =>
            TemplateShelf.All.GetValueOrDefault(kind) is { } shipped && DocumentText.Months(shipped.Text).Count > 0;

        private async Task LeaveOldPapers(CancellationToken cancellation)
        {
            await using var connection = await _database.System.OpenConnectionAsync(cancellation);
            await connection.ExecuteAsync(new CommandDefinition(
                "delete from outbox where unit_id = any (@units) and kind = 'issue-document' and next_at < @since",
                new { units = _units, since = _until - Papers }, cancellationToken: cancellation));
        }

        private static CaseResult.Done Done(CaseResult result, Deed deed) =>
            result as CaseResult.Done ?? throw new InvalidOperationException($"{deed} did not happen: {result}");

        public async ValueTask DisposeAsync()
        {
            await _engine.DisposeAsync();
            _outbox.Dispose();
            _alarms.Dispose();
            _rollups.Dispose();
        }
    }

    private sealed class SimulatedClock : IClock
    {
        public Instant Now { get; set; } = Instant.MinValue;

        public Instant GetCurrentInstant() => Now;
    }

    private sealed record Unit(int Id, string Code, int CalendarVersion);

    private sealed class Someone
    {
        public long Id { get; init; }
        public string Kind { get; init; } = "";
        public string Name { get; init; } = "";
        public string Title { get; init; } = "";
        public string[] Roles { get; init; } = [];
        public string[] Lanes { get; init; } = [];

        public SimulatedPerson Simulated => new(new Actor(Id, Kind == "customer", BookOfRights.Read(Roles), Lanes), Name, Title);
    }
}
