using Microsoft.Extensions.Caching.Memory;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;
using SopEngine.Web.Cases;
using SopEngine.Web.Dashboards;
using SopEngine.Web.Http;
using Standing = SopEngine.Web.Dashboards.Standing;

namespace SopEngine.Tests.Dashboards;

/// <summary>
/// The load ahead and the causes of lateness, on hours that are known to the minute. It is Monday, 23 November 2026, 08.00.
/// </summary>
internal sealed class LoadAndCausesTests
{
    private TestEngine _engine = null!;
    private OfficeClock _clocks = null!;
    private OpenCounts _counts = null!;
    private ListSteps.Handler _list = null!;
    private DefinitionVersion _definition;
    private int _unit;
    private long _clerk;
    private long _colleague;
    private Person _reader = null!;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _clerk = await _engine.AddPerson(_unit, "loket", ["loket"], [Role.Supervisor]);
        _colleague = await _engine.AddPerson(_unit, "rekan", ["loket"]);
        _definition = await _engine.Publish(_unit, Definition.Chart("alur",
        [
            Definition.Step("satu", "loket", "60 menit"), Definition.Step("dua", "loket", "2 jam"), Definition.Step("tiga", "pelanggan"),
        ]));
        _clocks = new(_engine.Database, _engine.Calendars, new MemoryCache(new MemoryCacheOptions()), _engine.Clock);
        _counts = new(_engine.Database, _engine.Flows, _clocks, _engine.Clock);
        var places = new StepPlaces(_engine.Database, _engine.Flows, _clocks);
        _list = new(_engine.Database, _engine.Flows, _clocks, places, _counts, _engine.Clock);
        _reader = new Person(_unit, "loket", "Loket", "", new Actor(_clerk, false, [Role.Supervisor], []), "Balai", "Asia/Jakarta");
    }

    [TearDown]
    public async Task TearDown() => await _engine.DisposeAsync();

    [Test]
    public async Task The_load_is_the_standard_times_due_against_the_hours_of_those_who_are_there()
    {
        // Away until ten o'clock today.
        await _engine.Scalar<int>(
            """
            insert into substitutions (unit_id, person_id, deputy_id, kind, from_at, until_at, reason, made_by, made_at)
            values (@_unit, @_colleague, @_clerk, 'plh', @from, @until, 'cuti', @_clerk, @from) returning 1
            """, new
            {
                _unit,
                _colleague,
                _clerk,
                from = (Now - Duration.FromDays(1)).ToDateTimeUtc(),
                until = (Now + Duration.FromHours(2)).ToDateTimeUtc(),
            });
        var mine = (await _engine.Start(_definition, _clerk)).Case;
        await Happens(mine, new TaskClaimed(1, _clerk));
        await _engine.Start(_definition, _clerk);
        var paused = (await _engine.Start(_definition, _clerk)).Case;
        await Happens(paused, new CasePaused(_clerk, "menunggu"));

        var ahead = await new ReadAhead.Handler(_engine.Database, _counts, _clocks).Handle(new(_reader, Filter), CancellationToken.None);

        var (today, week) = ahead.Left;
        Assert.That(today, Is.GreaterThan(Duration.FromHours(5)));
        Assert.That(week, Is.GreaterThan(today * 4));
        var lane = ahead.ByLane.Single();
        Assert.That(
            (lane.Key, lane.People, lane.Figures.Of(Standing.Today), lane.Figures.Of(Standing.Week)), Is.EqualTo(("loket", 2, 2, 2)));
        Assert.That(lane.Today, Is.EqualTo(new ReadAhead.Load(Duration.FromHours(2), today + today - Duration.FromHours(2))));
        Assert.That(lane.Week.Hours, Is.EqualTo(week + week - Duration.FromHours(2)));
        (string?, Duration, Duration)[] people =
            [($"{_clerk}", Duration.FromHours(1), today), (null, Duration.FromHours(1), Duration.Zero)];
        Assert.That(ahead.ByPerson!.Select(row => (row.Key, row.Today.Work, row.Today.Hours)), Is.EquivalentTo(people));
        Assert.That(ahead.Total.Of(Standing.Paused), Is.EqualTo(1));
    }

    [Test]
    public async Task A_paused_case_breaches_nothing_and_its_steps_are_listed_as_they_are_counted()
    {
        var id = (await _engine.Start(_definition, _clerk)).Case;
        Wait(30);
        await Happens(id, new CasePaused(_clerk, "menunggu"));
        Wait(90);

        var count = await _counts.Count(_unit, CancellationToken.None);

        Assert.That(count.Groups.Single().Has(Standing.Late), Is.False);
        foreach (var standing in Enum.GetValues<Standing>().Where(standing => standing < Standing.Done))
        {
            var listed = await _list.Handle(new(_reader, Filter with { Standing = standing }, null, 50), CancellationToken.None);
            Assert.That(listed.Items, Has.Count.EqualTo(count.Groups.Count(group => group.Has(standing))), $"{standing}");
        }
    }

    [Test]
    public async Task The_time_of_a_late_case_is_split_by_what_it_waited_for()
    {
        // Half an hour in the queue, an hour at work, half an hour paused, half an hour at work: late by its limit of an hour.
        var id = (await _engine.Start(_definition, _clerk)).Case;
        Wait(30);
        await Happens(id, new TaskClaimed(1, _clerk));
        Wait(60);
        await Happens(id, new CasePaused(_clerk, "menunggu"));
        Wait(30);
        await Happens(id, new CaseResumed(_clerk));
        Wait(30);
        await Happens(id, new TaskCompleted(1, _clerk));
        // The second step is given back at once, and its step before is done again for twenty minutes.
        await Happens(id, new TaskClaimed(2, _clerk));
        await Happens(id, new TaskSentBack(2, _clerk, "satu", "salah"));
        Wait(20);
        await Happens(id, new TaskCompleted(3, _clerk));
        await _engine.CatchUp();

        var causes = await new ReadCauses.Handler(_engine.Database, _engine.Flows, _clocks, _list, _engine.Clock)
            .Handle(new(_reader, Filter), CancellationToken.None);

        Assert.That((causes.Total.Cases, causes.Total.Steps, causes.IsCut), Is.EqualTo((1, 1, false)));
        Assert.That(causes.Total.Causes, Is.EqualTo(new Causes(Minutes(30), Minutes(90), Minutes(30), Minutes(20), default, default)));
        Assert.That(
            causes.BySteps.Single().Causes, Is.EqualTo(new Causes(Minutes(30), Minutes(90), Minutes(30), default, default, default)));
        Assert.That(causes.BySteps.Single().Step, Is.EqualTo("satu"));
    }

    private Instant Now => _engine.Clock.GetCurrentInstant();

    private DashboardFilter Filter
    {
        get
        {
            var today = Now.InZone(DateTimeZoneProviders.Tzdb["Asia/Jakarta"]).Date;
            return new(null, null, null, today.PlusDays(-6), today, null, Standing.Open) { Reach = null };
        }
    }

    private static Duration Minutes(int minutes) => Duration.FromMinutes(minutes);

    private void Wait(int minutes) => _engine.Clock.Advance(Minutes(minutes));

    private async Task Happens(long id, CaseEvent happened) =>
        Assert.That(await _engine.Happens(_unit, id, happened, _clerk), Is.InstanceOf<CaseResult.Done>(), $"{happened}");
}
