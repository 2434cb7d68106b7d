using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Tests.WorkingTime;

/// <summary>Properties of every calendar, every instant and every amount, forwards and backwards.</summary>
public sealed class CalendarPropertyTests
{
    [Test]
    public void The_added_amount_is_measured_again() =>
        ForAll(one => one.Calendar.Measure(one.Start, one.Calendar.Add(one.Start, one.A)) == one.A);

    [Test]
    public void Measuring_is_additive_and_antisymmetric() =>
        ForAll(one =>
        {
            var (calendar, a, b, c) = (one.Calendar, one.Start, one.Other, one.Other + one.A);
            return calendar.Measure(a, b) + calendar.Measure(b, c) == calendar.Measure(a, c)
                && calendar.Measure(a, b) == -calendar.Measure(b, a)
                && calendar.Measure(a, a) == Duration.Zero;
        });

    [Test]
    public void A_later_start_or_a_greater_amount_never_ends_earlier() =>
        ForAll(one =>
        {
            var (early, late) = (Instant.Min(one.Start, one.Other), Instant.Max(one.Start, one.Other));
            var (less, more) = (Duration.Min(one.A, one.B), Duration.Max(one.A, one.B));
            return one.Calendar.Add(early, less) <= one.Calendar.Add(late, less)
                && one.Calendar.Add(early, less) <= one.Calendar.Add(early, more);
        });

    [Test]
    public void An_addition_ends_in_open_time_or_at_the_closing_that_it_fits_exactly() =>
        ForAll(one =>
        {
            var end = one.Calendar.Add(one.Start, one.A);
            return one.A <= Duration.Zero
                ? one.Calendar.IsOpen(end)
                : one.Calendar.IsOpen(end - Duration.Epsilon);
        });

    [Test]
    public void Two_additions_in_one_direction_end_at_the_same_instant_as_their_sum() =>
        ForAll(one =>
        {
            var (b, sum) = (one.B, one.A + one.B);
            var oneWay = (b > Duration.Zero && sum > Duration.Zero) || (b < Duration.Zero && sum < Duration.Zero);
            return !oneWay || one.Calendar.Add(one.Calendar.Add(one.Start, one.A), b) == one.Calendar.Add(one.Start, sum);
        });

    [Test]
    public void In_two_steps_of_any_direction_no_working_time_lies_between_the_ends() =>
        ForAll(one =>
        {
            var (inTwo, inOne) = (one.Calendar.Add(one.Calendar.Add(one.Start, one.A), one.B), one.Calendar.Add(one.Start, one.A + one.B));
            return one.Calendar.Measure(inTwo, inOne) == Duration.Zero;
        });

    [Test]
    public void Adding_nothing_is_the_next_opening_and_adding_it_twice_changes_nothing() =>
        ForAll(one =>
        {
            var opening = one.Calendar.NextOpening(one.Start);
            return opening >= one.Start
                && one.Calendar.IsOpen(opening)
                && one.Calendar.IsOpen(one.Start) == (opening == one.Start)
                && one.Calendar.NextOpening(opening) == opening
                && one.Calendar.Measure(one.Start, opening) == Duration.Zero;
        });

    [Test]
    public void The_years_that_happen_to_be_laid_out_do_not_matter() =>
        ForAll(one =>
        {
            var warm = new WorkingCalendar(one.Calendar.Rules);
            warm.Measure(one.Start - Duration.FromDays(9000), one.Start + Duration.FromDays(9000));
            var fresh = new WorkingCalendar(one.Calendar.Rules);
            return fresh.Add(one.Start, one.A * 20) == warm.Add(one.Start, one.A * 20)
                && fresh.IsOpen(one.Other) == warm.IsOpen(one.Other);
        }, times: 60);

    [Test]
    public void Counting_minute_by_minute_gives_the_same()
    {
        var cases = from rules in AnyCalendar.Rules
                    from start in AnyCalendar.WholeMinute
                    from minutes in Gen.Choose(0, 8 * NodaConstants.MinutesPerDay)
                    select (rules, start, minutes);

        Check(cases, one =>
        {
            var (calendar, slow) = (new WorkingCalendar(one.rules), new SlowCalendar(one.rules));
            var end = one.start + Duration.FromMinutes(one.minutes);
            var open = slow.Measure(one.start, one.minutes);
            return calendar.Measure(one.start, end) == Duration.FromMinutes(open)
                && calendar.IsOpen(end) == slow.IsOpen(end)
                && calendar.Add(one.start, Duration.FromMinutes(open)) == slow.Add(one.start, open)
                && calendar.Add(one.start, Duration.FromMinutes(open / 2)) == slow.Add(one.start, open / 2)
                && calendar.Add(end, Duration.FromMinutes(-open)) == slow.Add(end, -open)
                && calendar.Add(end, Duration.FromMinutes(-open / 2)) == slow.Add(end, -open / 2);
        }, times: 100);
    }

    [Test]
    public void Working_days_are_the_dates_with_an_open_minute()
    {
        var cases = from rules in AnyCalendar.Rules
                    from start in AnyCalendar.WholeMinute
                    select (rules, start);

        Check(cases, one =>
        {
            var (calendar, slow) = (new WorkingCalendar(one.rules), new SlowCalendar(one.rules));
            var date = one.start.InZone(calendar.Zone).Date;
            var begin = calendar.Zone.AtStartOfDay(date).ToInstant();
            var minutes = (int)(calendar.Zone.AtStartOfDay(date.PlusDays(1)).ToInstant() - begin).TotalMinutes;
            return calendar.IsWorkingDay(date) == (slow.Measure(begin, minutes) > 0);
        });
    }

    [Test]
    public void Rules_come_back_from_their_json() => Check(AnyCalendar.Rules, rules =>
        WorkingCalendarRules.FromJson(rules.ToJson()) is var read && read == rules && read.Problems().IsEmpty);

    private static void ForAll(
        Func<(WorkingCalendar Calendar, Instant Start, Instant Other, Duration A, Duration B), bool> holds, int times = 300) =>
        Check(
            from calendar in AnyCalendar.Calendar
            from start in AnyCalendar.Instant
            from other in AnyCalendar.Instant
            from a in AnyCalendar.Amount
            from b in AnyCalendar.Amount
            select (calendar, start, other, a, b),
            holds,
            times);

    private static void Check<T>(Gen<T> cases, Func<T, bool> holds, int times = 300) =>
        Prop.ForAll(cases.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(times));
}
