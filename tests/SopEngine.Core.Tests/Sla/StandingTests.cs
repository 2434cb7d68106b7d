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
    public void A_task_due_at_closing_is_in_time_until_the_next_opening() =>
        Assert.That(Of("2026-11-19 16:00", "", "2026-11-20 07:00", "2026-12-01 08:00").Kind, Is.EqualTo(StandingKind.DoneInTime));

    [Test]
    public void A_customers_step_is_measured_by_every_hour() =>
        Assert.That(Standing.Of(null, At(Due), [], At("2026-11-20 15:00"), At("2026-12-01 08:00")).Late,
            Is.EqualTo(Duration.FromHours(24)));

    [Test]
    public void Without_a_limit_there_is_nothing_to_keep() =>
        Assert.That(Standing.Of(Service, null, [], null, At(Due)), Is.EqualTo(Standing.None));

    private static Standing Of(string due, string reached, string? closed, string now) => Standing.Of(
        Service, At(due), reached.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse),
        closed is null ? null : At(closed), At(now));
}
