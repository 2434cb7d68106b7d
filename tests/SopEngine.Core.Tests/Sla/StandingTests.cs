using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Sla;
using static SopEngine.Core.Tests.WorkingTime.Calendars;

namespace SopEngine.Core.Tests.Sla;

/// <summary>Due on Thursday at 15:00; the counter closes at 16:00 and opens at 08:00.</summary>
public sealed class StandingTests
{
    private const string Due = "2026-11-19 15:00";

    [TestCase("2026-11-19 14:00", "", StandingKind.OnTime, 0, 60)]
    [TestCase("2026-11-19 14:30", "75", StandingKind.Warned, 0, 30)]
    [TestCase("2026-11-19 15:10", "75", StandingKind.Late, 0, -10)]
    [TestCase("2026-11-19 15:40", "75 100", StandingKind.Escalated, 1, -40)]
    [TestCase("2026-11-20 08:30", "75 100 200", StandingKind.Escalated, 2, -90)]
    public void An_open_task_is_on_time_warned_late_or_escalated_by_so_many_levels(
        string now, string reached, StandingKind kind, int level, int minutes) =>
        Assert.That(Of(Due, reached, null, now), Is.EqualTo(new Standing(kind, level, Duration.FromMinutes(minutes))));

    [TestCase("2026-11-19 14:00", StandingKind.DoneInTime, 0)]
    [TestCase("2026-11-19 15:00", StandingKind.DoneInTime, 0)]
    [TestCase("2026-11-20 09:00", StandingKind.DoneLate, 120)]
    public void A_done_task_was_in_time_or_late_by_so_much_working_time(string closed, StandingKind kind, int minutesLate)
    {
        var standing = Of(Due, "75 100", closed, "2026-12-01 08:00");

        Assert.That(standing.Kind, Is.EqualTo(kind));
        Assert.That(standing.Late, Is.EqualTo(Duration.FromMinutes(minutesLate)));
    }

    [Test]
    public void A_task_done_after_closing_on_its_last_day_is_late_by_no_working_time() =>
        Assert.That(Of("2026-11-19 16:00", "", "2026-11-20 07:00", "2026-12-01 08:00"),
            Is.EqualTo(new Standing(StandingKind.DoneLate, 0, Duration.Zero)), "its alarm has rung, and figures count it");

    [TestCase("2026-11-19 15:00", null, StandingKind.Late)]
    [TestCase("2026-11-19 15:00", "2026-11-19 15:00", StandingKind.DoneInTime)]
    public void At_its_limit_an_open_task_is_late_and_a_done_one_was_in_time(string now, string? closed, StandingKind kind) =>
        Assert.That(Of(Due, "", closed, now).Kind, Is.EqualTo(kind));

    [Test]
    public void A_pause_does_not_add_to_the_time_by_which_a_task_is_late()
    {
        Interval[] pauses = [new(At("2026-11-19 15:30"), At("2026-11-24 15:30"))];

        Assert.That(Standing.Of(Service, At(Due), [], At("2026-11-24 15:40"), At("2026-12-01 08:00"), pauses).Late,
            Is.EqualTo(Duration.FromMinutes(40)));
    }

    [Test]
    public void A_paused_task_stands_as_it_did_when_its_pause_began() =>
        Assert.That(Standing.Of(Service, At(Due), [], null, At("2026-11-25 08:00"), [new Interval(At("2026-11-19 14:30"), null)]),
            Is.EqualTo(new Standing(StandingKind.OnTime, 0, Duration.FromMinutes(30))));

    [Test]
    public void A_customers_step_is_measured_by_every_hour() =>
        Assert.That(Standing.Of(null, At(Due), [], At("2026-11-20 15:00"), At("2026-12-01 08:00"), []).Late,
            Is.EqualTo(Duration.FromHours(24)));

    [Test]
    public void Without_a_limit_there_is_nothing_to_keep() =>
        Assert.That(Standing.Of(Service, null, [], null, At(Due), []), Is.EqualTo(Standing.None));

    private static Standing Of(string due, string reached, string? closed, string now) => Standing.Of(
        Service, At(due), reached.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse),
        closed is null ? null : At(closed), At(now), []);
}
