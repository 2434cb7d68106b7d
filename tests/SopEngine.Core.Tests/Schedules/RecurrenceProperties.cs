using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Schedules;
using SopEngine.Core.Tests.WorkingTime;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Tests.Schedules;

/// <summary>Properties of every recurrence, every calendar and every instant, in zones with and without clock changes.</summary>
public sealed class RecurrenceProperties
{
    private sealed record Sample(WorkingCalendar Calendar, Recurrence Recurrence, Instant After, Instant Other);

    private static Gen<Recurrence> Recurrences =>
        from every in Gen.Elements(Enum.GetValues<Cycle>())
        from minutes in Gen.Choose(0, 1439)
        from days in Gen.Choose(1, 7).NonEmptyListOf()
        from month in Gen.Choose(1, 12)
        from byWorkingDay in Gen.Elements(true, false)
        from day in Gen.Choose(1, 31)
        from working in Gen.Choose(-23, 23)
        from ifClosed in Gen.Elements(Enum.GetValues<IfClosed>())
        let months = every switch { Cycle.Quarter => 3, Cycle.HalfYear => 6, Cycle.Year => 12, _ => 1 }
        select new Recurrence
        {
            Every = every,
            At = LocalTime.Midnight.PlusMinutes(minutes),
            Weekdays = [.. days.Distinct().Select(number => (IsoDayOfWeek)number)],
            Month = (month - 1) % months + 1,
            WorkingDay = byWorkingDay ? working == 0 ? 1 : working : null,
            Day = byWorkingDay ? null : day,
            IfClosed = ifClosed,
        };

    private static Gen<Sample> Samples =>
        from calendar in AnyCalendar.Calendar
        from recurrence in Recurrences
        from after in AnyCalendar.Instant
        from other in AnyCalendar.Instant
        select new Sample(calendar, recurrence, after, other);

    [Test]
    public void Occurrences_come_after_the_given_instant_in_strict_order() => ForAll(one =>
    {
        var first = one.Recurrence.Next(one.After, one.Calendar);
        var second = one.Recurrence.Next(first, one.Calendar);
        return one.After < first && first < second;
    });

    [Test]
    public void No_occurrence_is_left_out_and_a_later_instant_never_gets_an_earlier_one() => ForAll(one =>
    {
        var (early, late) = (Instant.Min(one.After, one.Other), Instant.Max(one.After, one.Other));
        var (first, second) = (one.Recurrence.Next(early, one.Calendar), one.Recurrence.Next(late, one.Calendar));
        // Until it comes, it is the next one, even when asked a moment before.
        return first <= second && (first <= late || first == second)
            && one.Recurrence.Next(first - Duration.Epsilon, one.Calendar) == first;
    });

    [Test]
    public void An_occurrence_falls_on_a_working_day_at_office_time_unless_told_to_stay() => ForAll(one =>
    {
        var local = one.Recurrence.Next(one.After, one.Calendar).InZone(one.Calendar.Zone).LocalDateTime;
        var stays = one.Recurrence is { IfClosed: IfClosed.Stay, Every: not Cycle.WorkingDay }
            and ({ WorkingDay: null } or { Every: Cycle.Week });
        // Clocks that are put forward skip at most an hour.
        var skipped = Period.Between(local.Date + one.Recurrence.At, local, PeriodUnits.Minutes).Minutes;
        return (stays || one.Calendar.IsWorkingDay(local.Date)) && skipped is >= 0 and <= 60;
    });

    [Test]
    public void Every_time_is_looked_at_once_and_in_order_despite_stops_and_clock_jumps() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll((from one in Samples from hours in Gen.Choose(1, 3000).ListOf() select (one, hours)).ToArbitrary(), both =>
        {
            var (one, hours) = both;
            Instant Next(Instant after) => one.Recurrence.Next(after, one.Calendar);
            var now = one.After;
            var (planned, waiting) = (now, Next(now));
            var (served, passed) = (new List<Instant>(), 0);
            foreach (var pause in hours)
            {
                now += Duration.FromHours(pause);
                var turn = Occurrences.Look(waiting, planned, now, Next);
                if (turn.Due is { } due) served.Add(due);
                passed += turn.PassedOver;
                (planned, waiting) = (now, turn.Next);
            }

            var all = 0;
            for (var at = Next(one.After); at <= now; at = Next(at)) all++;
            return served.Count + passed == all && served.Zip(served.Skip(1), (a, b) => a < b).All(isLater => isLater);
        }));

    private static void ForAll(Func<Sample, bool> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(Samples.ToArbitrary(), holds));
}
