using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using static SopEngine.Core.Tests.WorkingTime.Calendars;

namespace SopEngine.Core.Tests.Sla;

/// <summary>
/// The due instant of an open task after each kind of event in its case. Hours are those of the service counter, in Jakarta unless said
/// otherwise.
/// </summary>
public sealed class TaskClockTests
{
    private static readonly TimeLimit ThreeHours = new(3, TimeUnit.Hours);

    [Test]
    public void A_pause_over_a_weekend_keeps_the_time_left_on_friday()
    {
        // Friday 13:30, two of three hours done at 15:30; on Monday at 09:00 one hour is left.
        var clock = Count("2026-11-20 13:30", ThreeHours, pauses: [Pause("2026-11-20 15:30", "2026-11-23 09:00")]);

        Assert.That(Local(clock.Due), Is.EqualTo("2026-11-23 10:00"));
        Assert.That(Local(clock.At(50)), Is.EqualTo("2026-11-20 15:00"), "before the pause");
        Assert.That(Local(clock.At(75)), Is.EqualTo("2026-11-23 09:15"), "behind it");
        Assert.That(Local(clock.At(200)), Is.EqualTo("2026-11-23 14:00"));
    }

    [Test]
    public void A_pause_that_lasts_stops_nothing_yet() =>
        Assert.That(Local(Count("2026-11-19 09:00", ThreeHours, pauses: [new Interval(At("2026-11-19 10:00"), null)]).Due),
            Is.EqualTo("2026-11-19 12:00"));

    [Test]
    public void A_task_opened_during_a_pause_begins_when_the_pause_ends() =>
        Assert.That(Local(Count("2026-11-19 10:00", ThreeHours, pauses: [Pause("2026-11-19 09:00", "2026-11-19 11:00")]).Due),
            Is.EqualTo("2026-11-19 15:00"));

    [Test]
    public void A_holiday_declared_for_tomorrow_moves_tasks_due_after_it()
    {
        var declared = new WorkingCalendar(ServiceRules with
        {
            Closures = [new Closure(new LocalDate(2026, 11, 20), new LocalDate(2026, 11, 20), "Pemilihan kepala daerah")],
        });

        Assert.That(Local(Count("2026-11-19 15:00", ThreeHours).Due), Is.EqualTo("2026-11-20 10:00"));
        Assert.That(Local(Count("2026-11-19 15:00", ThreeHours, declared).Due), Is.EqualTo("2026-11-23 10:00"));
    }

    [Test]
    public void Hours_of_Ramadan_make_a_limit_last_into_the_next_day()
    {
        var ramadan = new WorkingCalendar(OfficeRules with
        {
            Seasons = [new Season("Ramadan 1447 H", new LocalDate(2026, 2, 19), new LocalDate(2026, 3, 20), WeeklyHours.Ramadan)],
        });

        Assert.That(Local(new TaskClock(Office, false, At("2026-02-19 13:00"), ThreeHours, [], []).Due), Is.EqualTo("2026-02-19 16:00"));
        Assert.That(Local(new TaskClock(ramadan, false, At("2026-02-19 13:00"), ThreeHours, [], []).Due), Is.EqualTo("2026-02-20 09:00"));
    }

    [TestCase("Asia/Jakarta", "2026-11-19T04:00:00Z")]
    [TestCase("Asia/Makassar", "2026-11-19T03:00:00Z")]
    [TestCase("Asia/Jayapura", "2026-11-19T02:00:00Z")]
    public void The_same_hours_pass_in_each_of_the_three_zones_at_its_own_clock(string zone, string due)
    {
        var calendar = new WorkingCalendar(ServiceRules with { Zone = zone });
        var opened = At("2026-11-19 08:00", calendar.Zone);

        Assert.That(new TaskClock(calendar, false, opened, ThreeHours, [], []).Due,
            Is.EqualTo(NodaTime.Text.InstantPattern.General.Parse(due).Value));
    }

    [Test]
    public void An_extension_runs_on_from_the_due_instant_and_begins_the_shares_anew()
    {
        var clock = Count("2026-11-19 08:00", ThreeHours, extensions: [new(At("2026-11-19 10:00"), new(1, TimeUnit.Hours))]);

        Assert.That(Local(clock.Due), Is.EqualTo("2026-11-19 12:00"));
        Assert.That(Local(clock.At(75)), Is.EqualTo("2026-11-19 11:30"));
    }

    [Test]
    public void An_extension_of_a_late_task_runs_from_the_moment_it_is_given() =>
        Assert.That(Local(Count("2026-11-19 08:00", ThreeHours, extensions: [new(At("2026-11-19 14:00"), new(1, TimeUnit.Hours))]).Due),
            Is.EqualTo("2026-11-19 15:00"));

    [Test]
    public void A_pause_after_an_extension_moves_the_extended_due()
    {
        var clock = Count("2026-11-19 08:00", ThreeHours,
            extensions: [new(At("2026-11-19 10:00"), new(1, TimeUnit.Hours))], pauses: [Pause("2026-11-19 11:00", "2026-11-20 08:00")]);

        Assert.That(Local(clock.Due), Is.EqualTo("2026-11-20 09:00"));
    }

    [Test]
    public void A_customers_step_counts_the_hours_of_the_day_and_is_paused_by_them()
    {
        var clock = new TaskClock(Service, true, At("2026-11-20 20:00"), ThreeHours, [], [Pause("2026-11-20 21:00", "2026-11-21 21:00")]);

        Assert.That(Local(clock.Due), Is.EqualTo("2026-11-21 23:00"));
    }

    [Test]
    public void A_customer_is_warned_by_the_hours_of_the_day_too()
    {
        var clock = new TaskClock(Service, true, At("2026-11-20 20:00"), ThreeHours, [], []);

        Assert.That(Local(clock.At(50)), Is.EqualTo("2026-11-20 21:30"), "the counter is closed");
        Assert.That(Local(clock.At(200)), Is.EqualTo("2026-11-21 02:00"));
    }

    private static TaskClock Count(string opened, TimeLimit limit,
        WorkingCalendar? calendar = null, Extension[]? extensions = null, Interval[]? pauses = null) =>
        new(calendar ?? Service, false, At(opened), limit, extensions ?? [], pauses ?? []);

    private static Interval Pause(string from, string to) => new(At(from), At(to));
}
