using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Sla;
using SopEngine.Core.WorkingTime;
using static SopEngine.Core.Tests.WorkingTime.Calendars;
using Interval = NodaTime.Interval;

namespace SopEngine.Core.Tests.Sla;

/// <summary>The one calculation of a promise, against a count of minutes that knows no formula.</summary>
public sealed class PromiseTimeTests
{
    private static readonly Instant Started = At("2026-11-19 09:20");

    /// <summary>Lengths in minutes: the clock runs, stands, runs, ...; the promise; whether the case ends or is only looked at.</summary>
    private static readonly Arbitrary<(int[] Lengths, int Promise, bool InDays, bool Ends)> Cases = (
        from lengths in Gen.Choose(1, 3_000).NonEmptyListOf()
        from promise in Gen.Choose(1, 1_500)
        from days in Gen.Elements(true, false)
        from ends in Gen.Elements(true, false)
        select (lengths.Take(7).ToArray(), promise, days, ends)).ToArbitrary();

    [Test]
    public void A_case_that_ended_while_only_the_customer_was_awaited_is_late_by_the_offices_time()
    {
        var (due, waits, ended) = (At("2026-11-19 15:00"), At("2026-11-20 08:30"), At("2026-11-25 10:00"));

        var promise = PromiseTime.Of(Service, due, Started, [new Interval(waits, null)], ended, At("2026-12-01 08:00"));

        Assert.That(promise.IsBroken, Is.True);
        Assert.That(-promise.Remaining, Is.EqualTo(Duration.FromMinutes(90)));
    }

    [Test]
    public void Time_of_the_customer_after_the_breach_makes_it_no_greater()
    {
        var promise = PromiseTime.Of(
            Service, At("2026-11-19 15:00"), Started, [new Interval(At("2026-11-19 15:30"), At("2026-11-24 15:30"))],
            At("2026-11-24 15:45"), At("2026-12-01 08:00"));

        Assert.That(-promise.Remaining, Is.EqualTo(Duration.FromMinutes(45)));
    }

    [Test]
    public void It_says_what_a_count_of_the_minutes_says() => Prop.ForAll(Cases, made =>
    {
        var (at, runs) = (Started, true);
        var (stops, used) = (new List<Interval>(), new List<Instant>());
        foreach (var (i, length) in made.Lengths.Index())
        {
            var to = at + Duration.FromMinutes(length);
            if (!runs) stops.Add(new Interval(at, i == made.Lengths.Length - 1 ? null : to));
            else for (var minute = at; minute < to; minute += Duration.FromMinutes(1))
                if (Service.IsOpen(minute)) used.Add(minute);
            (at, runs) = (to, !runs);
        }

        var limit = made.InDays
            ? new TimeLimit(1 + (made.Promise % 5), TimeUnit.WorkingDays)
            : new TimeLimit(made.Promise, TimeUnit.Minutes);
        var promised = (int)Service.Measure(Started, Service.Add(Started, limit)).TotalMinutes;
        var promise = PromiseTime.Of(Service, ServiceClock.Due(Service, limit, Started, stops), Started, stops, made.Ends ? at : null, at);

        var isExact = used.Count == promised;
        return promise.Used == Duration.FromMinutes(used.Count) && promise.Promised == Duration.FromMinutes(promised)
            && (isExact || promise.IsBroken == used.Count > promised)
            && Standing.Of(promise, made.Ends).IsLate == promise.IsBroken;
    }).QuickCheckThrowOnFailure();
}
