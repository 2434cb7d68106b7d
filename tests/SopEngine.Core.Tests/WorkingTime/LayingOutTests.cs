using NodaTime;
using NUnit.Framework;
using SopEngine.Core.WorkingTime;
using static SopEngine.Core.Tests.WorkingTime.Calendars;

namespace SopEngine.Core.Tests.WorkingTime;

/// <summary>A calendar lays out years at their first use: no result may depend on that, for any caller and any distance.</summary>
public sealed class LayingOutTests
{
    [TestCase("2026-11-19 10:00", 100)]
    [TestCase("2026-11-19 10:00", -100)]
    [TestCase("1950-01-03 10:00", 60)]
    public void Distances_of_many_years_are_added_and_measured(string start, int years)
    {
        var calendar = new WorkingCalendar(ServiceRules);
        var amount = Duration.FromHours(35 * 52 * years);

        Assert.That(calendar.Measure(At(start), calendar.Add(At(start), amount)), Is.EqualTo(amount));
    }

    [Test]
    public void Years_far_apart_are_measured_with_all_between_them()
    {
        var (early, late) = (At("1990-01-03 10:00"), At("2060-01-07 10:00"));
        var amount = new WorkingCalendar(ServiceRules).Measure(early, late);
        var days = amount / Duration.FromHours(7);

        Assert.That(new WorkingCalendar(ServiceRules).Measure(late, early), Is.EqualTo(-amount));
        Assert.That(new WorkingCalendar(ServiceRules).Add(early, amount), Is.EqualTo(late));
        Assert.That(new WorkingCalendar(ServiceRules).CountWorkingDays(Date(early), Date(late)), Is.EqualTo(days));
    }

    [Test]
    public void An_opening_is_found_beyond_the_years_that_are_laid_out()
    {
        // Asked about 2025, a calendar lays out 2024 to 2026.
        var calendar = new WorkingCalendar(ServiceRules);
        Assert.That(calendar.IsOpen(At("2025-06-02 10:00")), Is.True);
        Assert.That(Local(calendar.NextOpening(At("2026-12-31 20:00"))), Is.EqualTo("2027-01-04 08:00"));

        calendar = new WorkingCalendar(ServiceRules);
        Assert.That(calendar.IsOpen(At("2028-06-05 10:00")), Is.True);
        Assert.That(Local(calendar.Add(At("2027-01-01 10:00"), Duration.FromMinutes(-1))), Is.EqualTo("2026-12-31 15:59"));
    }

    [Test]
    public void Threads_that_lay_out_years_together_agree_with_one_alone()
    {
        var now = At("2026-11-19 10:00");
        var starts = Enumerable.Range(0, 24).Select(i => now + Duration.FromDays(i % 2 == 0 ? 700 * i : -300 * i)).ToArray();
        var amounts = Enumerable.Range(0, 24).Select(i => Duration.FromHours(i % 3 == 0 ? 800 * i : -400 * i)).ToArray();
        var alone = starts.Select((_, i) => Ask(new WorkingCalendar(ServiceRules), i)).ToArray();

        for (var round = 0; round < 10; round++)
        {
            var shared = new WorkingCalendar(ServiceRules);
            var together = new (Instant, Duration)[starts.Length];
            Parallel.For(0, starts.Length, i => together[i] = Ask(shared, i));
            Assert.That(together, Is.EqualTo(alone));
        }

        (Instant, Duration) Ask(WorkingCalendar calendar, int i) =>
            (calendar.Add(starts[i], amounts[i]), calendar.Measure(starts[i], starts[^(i + 1)]));
    }

    [Test]
    public void Once_laid_out_nothing_is_allocated()
    {
        var start = At("2026-11-19 10:00");
        AskEverything();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            AskEverything();

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void AskEverything()
        {
            Service.Add(start, Duration.FromHours(17_000));
            Service.Add(start, Duration.FromHours(-1_000));
            Service.Measure(start, Service.NextOpening(start));
            Service.Add(start, new TimeLimit(90, TimeUnit.Minutes));
            Service.EndOfWorkingDay(start, 10);
            Service.IsOpen(start);
        }
    }

    [Test]
    public void Years_beyond_the_range_are_refused()
    {
        var calendar = new WorkingCalendar(new() { Zone = "Asia/Jakarta", Hours = new() { Monday = DayHours.Parse("08:00-08:01") } });
        var start = At("2026-11-19 10:00");

        Assert.That(() => calendar.Add(start, Duration.FromDays(3660)), Throws.InstanceOf<OverflowException>());
        Assert.That(() => calendar.Add(start, Duration.FromDays(-3660)), Throws.InstanceOf<OverflowException>());
        Assert.That(() => calendar.Add(start, Duration.MaxValue), Throws.InstanceOf<OverflowException>());
        Assert.That(() => calendar.IsOpen(Instant.MaxValue), Throws.InstanceOf<OverflowException>());
        Assert.That(() => calendar.IsOpen(Instant.FromUtc(1699, 12, 1, 0, 0)), Throws.InstanceOf<OverflowException>());
        Assert.That(() => calendar.AddWorkingDays(new LocalDate(2026, 1, 1), int.MaxValue), Throws.InstanceOf<OverflowException>());
        Assert.That(calendar.IsOpen(Instant.FromUtc(2250, 12, 1, 0, 0)), Is.False);
    }

    private static LocalDate Date(Instant instant) => instant.InZone(Jakarta).Date;
}
