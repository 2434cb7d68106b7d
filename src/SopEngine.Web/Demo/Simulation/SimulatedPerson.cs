using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Cases;

namespace SopEngine.Web.Demo.Simulation;

/// <summary>A person of an office, with their times of absence and their pace.</summary>
/// <param name="title">Of a customer: the organisation.</param>
internal sealed class SimulatedPerson(Actor actor, string name, string title)
{
    private const int EarliestHour = 7, LatestHour = 21;

    private readonly HashSet<LocalDate> _away = [];

    public Actor Actor { get; } = actor;
    public string Name { get; } = name;
    public string Title { get; } = title;

    /// <summary>Factor on the time that others take.</summary>
    public double Pace { get; private set; } = 1;

    /// <summary>True while the person has nothing to do and sees new tasks.</summary>
    public bool IsIdle { get; set; } = true;

    /// <summary>
    /// Draws how fast they are and when they are away: on leave, on official travel (heads most of all), and ill (more of late).
    /// </summary>
    /// <param name="colleagues">People with the same lane: one of them stays.</param>
    public void Begin(Chance chance, LocalDate from, LocalDate until, IReadOnlyCollection<SimulatedPerson> colleagues)
    {
        Pace = chance.LogNormal(0.75, 0.2);
        var travels = Actor.Roles.Contains(Role.Head) ? 0.07 : 0.01;
        for (var date = from; date <= until; date = date.PlusDays(1))
        {
            var ill = date > until.PlusDays(-4) ? 0.08 : 0.012;
            var days = chance.Happens(0.012) ? chance.Between(2, 5)
                : chance.Happens(ill) ? chance.Between(1, 2)
                : chance.Happens(travels) ? chance.Between(1, 3)
                : 0;
            foreach (var day in Enumerable.Range(0, days).Select(date.PlusDays))
            {
                if (colleagues.Count == 0 || colleagues.Any(other => !other._away.Contains(day))) _away.Add(day);
            }
        }
    }

    /// <summary>The moment itself if they are at work then, otherwise when they next are.</summary>
    public Instant AtWork(WorkingCalendar calendar, Instant moment)
    {
        var at = calendar.NextOpening(moment);
        while (_away.Contains(DateOf(calendar, at)))
            at = calendar.NextOpening(calendar.Zone.AtStartOfDay(DateOf(calendar, at).PlusDays(1)).ToInstant());
        return at;
    }

    /// <summary>When work that they begin now is done: it rests while the office is closed and while they are away.</summary>
    public Instant Done(WorkingCalendar calendar, Instant begin, Duration work)
    {
        for (var at = AtWork(calendar, begin); ;)
        {
            var done = calendar.Add(at, work);
            var stops = Enumerable.Range(1, Period.DaysBetween(DateOf(calendar, at), DateOf(calendar, done)))
                .Select(day => DateOf(calendar, at).PlusDays(day)).Where(_away.Contains).Select(date => (LocalDate?)date).FirstOrDefault();
            if (stops is not { } date) return done;
            var away = calendar.Zone.AtStartOfDay(date).ToInstant();
            work -= calendar.Measure(at, away);
            at = AtWork(calendar, away);
        }
    }

    /// <summary>
    /// The moment itself by day, otherwise some time of the next morning: customers keep no office hours, but they sleep.
    /// </summary>
    public static Instant Awake(DateTimeZone zone, Instant moment, Chance chance)
    {
        var local = moment.InZone(zone).LocalDateTime;
        if (local.Hour is >= EarliestHour and < LatestHour) return moment;
        var morning = local.Hour < EarliestHour ? local.Date : local.Date.PlusDays(1);
        return zone.AtLeniently(morning + new LocalTime(EarliestHour, 0)).ToInstant() + Duration.FromMinutes(chance.Between(0.0, 150.0));
    }

    private static LocalDate DateOf(WorkingCalendar calendar, Instant moment) => moment.InZone(calendar.Zone).Date;
}
