using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.WorkingTime;
using static SopEngine.Core.Tests.WorkingTime.Calendars;
using Interval = NodaTime.Interval; // FsCheck has an Interval too

namespace SopEngine.Core.Tests.WorkingTime;

public sealed class PausedTimeTests
{
    private static readonly Instant Start = At("2026-11-19 09:00");
    private static readonly Instant Next = At("2026-11-20 10:00");

    [Test]
    public void Paused_time_is_not_measured()
    {
        Interval[] pauses = [new(At("2026-11-19 14:00"), At("2026-11-19 15:00"))];

        Assert.That(Service.Measure(Start, Next, pauses), Is.EqualTo(Duration.FromHours(8 - 1)));
        Assert.That(Service.Measure(Next, Start, pauses), Is.EqualTo(Duration.FromHours(-(8 - 1))));
    }

    [Test]
    public void Pauses_may_overlap_reach_outside_and_come_in_any_order()
    {
        Interval[] pauses =
        [
            new(At("2026-11-20 09:30"), null),
            new(At("2026-11-19 14:00"), At("2026-11-19 15:00")),
            new(At("2026-11-19 13:30"), At("2026-11-19 14:30")),
            new(At("2026-11-19 13:40"), At("2026-11-19 13:50")),
            new(null, At("2026-11-19 09:15")),
            new(At("2026-11-21 00:00"), At("2026-11-30 00:00")),
        ];

        Assert.That(Service.Measure(Start, Next, pauses), Is.EqualTo(Duration.FromHours(8) - Duration.FromMinutes(15 + 90 + 30)));
    }

    [Test]
    public void Without_pauses_nothing_changes() =>
        Assert.That(Service.Measure(Start, Next, []), Is.EqualTo(Service.Measure(Start, Next)));

    [TestCase("2026-11-19 15:00", "2026-11-19 14:00", "2026-11-19 15:00", "2026-11-20 08:00", Description = "the hour that remained")]
    [TestCase("2026-11-19 15:00", "2026-11-19 14:00", "2026-11-24 09:00", "2026-11-24 10:00")]
    [TestCase("2026-11-19 15:00", "2026-11-19 16:00", "2026-11-24 09:00", "2026-11-19 15:00", Description = "due before the pause")]
    [TestCase("2026-11-19 15:00", "2026-11-19 15:00", "2026-11-24 09:00", "2026-11-19 15:00", Description = "due as the pause began")]
    [TestCase("2026-11-19 15:00", "2026-11-18 20:00", "2026-11-18 22:00", "2026-11-19 15:00", Description = "a pause outside hours")]
    public void The_remaining_time_runs_on_after_a_pause(string due, string paused, string resumed, string newDue)
    {
        // An exact fit ends at the closing: 16:00 on Thursday is the same as 08:00 on Friday.
        var moved = Service.Resume(At(due), new Interval(At(paused), At(resumed)));

        Assert.That(Service.Measure(moved, At(newDue)), Is.EqualTo(Duration.Zero));
        Assert.That(moved, Is.LessThanOrEqualTo(At(newDue)));
    }

    [Test]
    public void However_often_it_is_paused_a_limit_takes_its_own_working_time()
    {
        var cases = from calendar in AnyCalendar.Calendar
                    from start in AnyCalendar.Instant
                    from minutes in Gen.Choose(1, 3000)
                    from hours in Gen.Choose(1, 200).ArrayOf(6)
                    select (calendar, start, Limit: Duration.FromMinutes(minutes), hours);

        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var edges = one.hours.Aggregate(new List<Instant> { one.start }, (all, hours) => [.. all, all[^1] + Duration.FromHours(hours)]);
            Interval[] pauses = [new(edges[1], edges[2]), new(edges[3], edges[4]), new(edges[5], edges[6])];

            var due = pauses.Aggregate(one.calendar.Add(one.start, one.Limit), one.calendar.Resume);

            return one.calendar.Measure(one.start, due, pauses) == one.Limit;
        }).QuickCheckThrowOnFailure();
    }
}
