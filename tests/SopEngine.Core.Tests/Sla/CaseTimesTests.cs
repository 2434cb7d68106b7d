using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Sla;
using SopEngine.Core.Tests.WorkingTime;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Tests.Sla;

internal sealed class CaseTimesTests
{
    [Test]
    public void A_step_takes_the_working_time_between_and_not_the_pauses()
    {
        var calendar = Calendars.Office;
        var opened = At(23, 8);
        var pause = new Interval(At(23, 9), At(23, 11));

        var time = StepTime.Of(calendar, opened, At(23, 12),
            calendar.Resume(calendar.Add(opened, Duration.FromHours(1.5)), pause), [pause]);

        Assert.That(time, Is.EqualTo(new StepTime(Duration.FromHours(2), Duration.FromHours(1.5), Duration.FromHours(2))));
        Assert.That(time.Over, Is.EqualTo(Duration.FromHours(0.5)));
    }

    [Test]
    public void A_customers_step_takes_every_hour()
    {
        var time = StepTime.Of(null, At(20, 8), At(23, 8), At(22, 8), []);

        Assert.That(time, Is.EqualTo(new StepTime(Duration.FromDays(3), Duration.FromDays(2), Duration.Zero)));
    }

    [Test]
    public void Time_waiting_for_the_customer_alone_is_the_customers_and_the_rest_the_offices()
    {
        var calendar = Calendars.Office;
        var steps = new[]
        {
            (new Interval(At(23, 8), At(23, 10)), false),
            (new Interval(At(23, 9), At(24, 9)), true), // beside the office's first, then alone
            (new Interval(At(24, 9), null), false),
        };

        Interval[] pauses = [new(At(24, 10), null)];
        var time = CaseTime.Of(
            calendar, At(23, 8), At(24, 11), CaseTime.StopsOf(At(23, 8), At(24, 11), steps, pauses), pauses);

        Assert.That(time.Office, Is.EqualTo(Duration.FromHours(3)));
        Assert.That(time.Customer, Is.EqualTo(Duration.FromHours(23)));
        Assert.That(time.Paused, Is.EqualTo(Duration.FromHours(1)));
    }

    private static Instant At(int day, int hour) =>
        new LocalDateTime(2026, 11, day, hour, 0).InZoneStrictly(DateTimeZoneProviders.Tzdb["Asia/Jakarta"]).ToInstant();
}
