using System.Globalization;
using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Data;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Dashboards;

/// <summary>
/// The load of today and this week, by lane and person: the standard times of the steps that are late or due until then, against the
/// working hours that their people have until then.
/// </summary>
public static class ReadAhead
{
    [Requires(Right.SeeDashboards, Right.SeeFiguresOfOwnSops)]
    public sealed record Query(Person Person, DashboardFilter Filter) : IRequestOf<Ahead>;

    /// <param name="At">Moment of the figures.</param>
    /// <param name="LastDay">Of the week.</param>
    /// <param name="Left">The office's working time until the day and the week end.</param>
    /// <param name="ByLane">The busiest first; the row without a key is of steps without a lane.</param>
    /// <param name="ByPerson">Null without the right to see it; the row without a key is of steps that nobody has taken.</param>
    public sealed record Ahead(
        Instant At, LocalDate LastDay, (Duration Today, Duration Week) Left, ReadNow.Figures Total,
        IReadOnlyList<Row> ByLane, IReadOnlyList<Row>? ByPerson);

    /// <param name="Key">Of the lane or person; null for none.</param>
    /// <param name="People">The number of people who can do the work; null where nobody is named.</param>
    public sealed record Row(string? Key, ReadNow.Figures Figures, Load Today, Load Week, int? People);

    /// <param name="Work">The standard times of the steps that are late or due until then; steps without one add nothing.</param>
    /// <param name="Hours">The working time of the people until then, without their absences.</param>
    public readonly record struct Load(Duration Work, Duration Hours)
    {
        /// <summary>Null when nobody has any hours.</summary>
        public double? Percent => Hours <= Duration.Zero ? null : 100 * Work.TotalSeconds / Hours.TotalSeconds;

        public bool IsTooMuch => Work > Hours;
    }

    internal sealed class Handler(SopDatabase database, OpenCounts counts, OfficeClock clocks) : IRequestHandler<Query, Ahead>
    {
        private const string Sql =
            """
            select id from people where unit_id = @unit and kind = 'staff' and deactivated_at is null;
            select lane, person_id from lane_holders where unit_id = @unit;
            select person_id, from_at, until_at from substitutions where unit_id = @unit and until_at > @now and from_at < @until
            """;

        public async Task<Ahead> Handle(Query query, CancellationToken cancellationToken)
        {
            var (person, filter) = query;
            var count = await counts.Read(person.UnitId).WaitAsync(cancellationToken);
            var calendar = await clocks.Calendar(person.UnitId, cancellationToken);
            var hours = await Hours(person.UnitId, count, calendar, cancellationToken);
            var groups = count.Within(filter).ToList();
            return new(
                count.At, count.Horizon.LastDay(calendar.Zone),
                (Left(calendar, count, count.Horizon.Tomorrow, []), Left(calendar, count, count.Horizon.NextWeek, [])), new(groups),
                By(groups, group => group.Lane, lane => lane is null ? [] : hours.InLane(lane)),
                person.May(Right.SeeWhoIsLate)
                    ? By(groups, group => group.HolderId?.ToString(CultureInfo.InvariantCulture), hours.Of)
                    : null);
        }

        private async Task<StaffHours> Hours(int unit, OpenCount count, WorkingCalendar calendar, CancellationToken cancellation) =>
            await database.QueryMany(unit, Sql, new { now = count.At, until = count.Horizon.NextWeek }, async results =>
            {
                var people = (await results.ReadAsync<long>()).ToHashSet();
                var lanes = (await results.ReadAsync<(string Lane, long Person)>()).Where(row => people.Contains(row.Person))
                    .ToLookup(row => row.Lane, row => row.Person);
                var away = (await results.ReadAsync<(long Person, DateTime From, DateTime Until)>())
                    .ToLookup(row => row.Person, row => new Interval(row.From.ToInstant(), row.Until.ToInstant()));
                return new StaffHours(lanes, people.ToDictionary(id => id, id => (
                    Left(calendar, count, count.Horizon.Tomorrow, [.. away[id]]),
                    Left(calendar, count, count.Horizon.NextWeek, [.. away[id]]))));
            }, cancellation);

        private static Duration Left(WorkingCalendar calendar, OpenCount count, Instant until, IReadOnlyCollection<Interval> away) =>
            calendar.Measure(count.At, until, away);

        private static List<Row> By(
            List<OpenGroup> groups, Func<OpenGroup, string?> key, Func<string?, IReadOnlyList<(Duration Today, Duration Week)>> people) =>
        [
            .. groups.Where(group => group.Has(Standing.Late) || group.Has(Standing.Week)).GroupBy(key).Select(some =>
            {
                var able = people(some.Key);
                return new Row(
                    some.Key, new(some),
                    new(Work(some, Standing.Today), Sum(able.Select(hours => hours.Today))),
                    new(Work(some, Standing.Week), Sum(able.Select(hours => hours.Week))), some.Key is null ? null : able.Count);
            }).OrderByDescending(row => row.Week.Percent ?? double.MaxValue).ThenByDescending(row => row.Week.Work).ThenBy(row => row.Key),
        ];

        private static Duration Work(IEnumerable<OpenGroup> groups, Standing until) =>
            Sum(groups.Where(group => group.Has(Standing.Late) || group.Has(until)).Select(group => group.Work * group.Count));

        private static Duration Sum(IEnumerable<Duration> times) => times.Aggregate(Duration.Zero, (sum, time) => sum + time);
    }

    /// <summary>The working time that each of the staff has today and this week.</summary>
    private sealed record StaffHours(ILookup<string, long> Lanes, IReadOnlyDictionary<long, (Duration Today, Duration Week)> People)
    {
        public IReadOnlyList<(Duration Today, Duration Week)> InLane(string lane) => [.. Lanes[lane].Select(id => People[id])];

        public IReadOnlyList<(Duration Today, Duration Week)> Of(string? person) =>
            long.TryParse(person, CultureInfo.InvariantCulture, out var id) && People.TryGetValue(id, out var hours) ? [hours] : [];
    }
}
