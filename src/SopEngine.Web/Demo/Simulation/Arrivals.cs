using NodaTime;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Web.Demo.Simulation;

/// <summary>A case that is about to begin.</summary>
internal readonly record struct Arrival(Instant At, SimulatedSop Sop, IReadOnlyDictionary<string, string> Subject);

/// <summary>The arrivals of cases: at random by weekday and hour, or on their day of the month.</summary>
internal static class Arrivals
{
    private const double WeekendOnline = 0.3;

    /// <summary>Days over which arrivals grow to almost twice as many, so that more waits now than usual.</summary>
    private const int Rush = 12;
    private static readonly IReadOnlyList<IReadOnlyDictionary<string, string>> NoSubjects = [new Dictionary<string, string>()];

    public static IEnumerable<Arrival> Of(SimulatedSop sop, WorkingCalendar calendar, Chance chance, LocalDate from, LocalDate until)
    {
        var subjects = sop.Habits.Subjects ?? NoSubjects;
        var ofMonth = 0;
        for (var date = from; date <= until; date = date.PlusDays(1))
        {
            if (date == from || date.Day == 1) ofMonth = date.Day == 1 ? 0 : int.MinValue; // a month that began earlier has had its day
            var isWorkingDay = calendar.IsWorkingDay(date);
            if (isWorkingDay && ++ofMonth == sop.Habits.Monthly)
            {
                foreach (var subject in subjects) yield return new Arrival(InOfficeHours(date), sop, subject);
            }

            if (sop.Habits.Monthly is not null || (!isWorkingDay && !sop.Habits.Online)) continue;
            var rush = 1 + (0.8 * Math.Max(0, 1 - ((until - date).Days / (double)Rush)));
            for (var left = chance.Poisson(sop.Habits.PerDay * Weight(date, isWorkingDay) * rush); left > 0; left--)
                yield return new Arrival(sop.Habits.Online ? ByDay(date) : InOfficeHours(date), sop, chance.Pick(subjects));
        }

        Instant InOfficeHours(LocalDate date)
        {
            var opening = calendar.NextOpening(calendar.Zone.AtStartOfDay(date).ToInstant());
            var open = calendar.Measure(opening, calendar.Zone.AtStartOfDay(date.PlusDays(1)).ToInstant());
            return calendar.Add(opening, open * Math.Pow(chance.Between(0.0, 0.97), 1.3)); // more in the morning
        }

        Instant ByDay(LocalDate date) =>
            calendar.Zone.AtLeniently(date + LocalTime.Midnight).ToInstant() + Duration.FromHours(chance.Between(7.0, 21.0));
    }

    private static double Weight(LocalDate date, bool isWorkingDay) => !isWorkingDay ? WeekendOnline : date.DayOfWeek switch
    {
        IsoDayOfWeek.Monday => 1.3,
        IsoDayOfWeek.Tuesday => 1.15,
        IsoDayOfWeek.Thursday => 0.95,
        IsoDayOfWeek.Friday => 0.6,
        _ => 1,
    };
}
