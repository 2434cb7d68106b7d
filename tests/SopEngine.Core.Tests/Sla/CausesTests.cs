using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Sla;
using static SopEngine.Core.Tests.WorkingTime.Calendars;
using Interval = NodaTime.Interval;

namespace SopEngine.Core.Tests.Sla;

/// <summary>The split of a late case's time, against a count of minutes that knows no formula.</summary>
public sealed class CausesTests
{
    private static readonly Instant Started = At("2026-11-19 09:20");

    /// <summary>
    /// Minutes between the marks of one task: opened, taken, released, closed; whether it is the customer's, and came back.
    /// </summary>
    private static readonly Gen<(int[] Gaps, bool IsCustomers, bool IsAgain)> Task =
        from gaps in Gen.Choose(0, 900).ArrayOf(4)
        from customers in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from again in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        select (gaps, customers, again);

    private static readonly Arbitrary<((int[] Gaps, bool IsCustomers, bool IsAgain)[] Tasks, (int From, int Length)[] Pauses)> Cases = (
        from tasks in Task.ListOf()
        from pauses in (from start in Gen.Choose(0, 3_000) from length in Gen.Choose(1, 900) select (start, length)).ListOf()
        select (tasks.Take(4).ToArray(), pauses.Take(2).ToArray())).ToArbitrary();

    [Test]
    public void The_parts_of_a_step_are_its_queue_its_work_and_its_pause()
    {
        var step = new TaskSpan(
            Span("2026-11-19 09:00", "2026-11-19 15:00"), IsCustomers: false, IsAgain: false,
            [Span("2026-11-19 10:00", "2026-11-19 15:00")]);

        var causes = Causes.Of(Service, step.Open.Start, step.Open.End, [step], [Span("2026-11-19 14:00", "2026-11-19 14:30")]);

        Assert.That(causes.Queue, Is.EqualTo(Duration.FromHours(1)));
        Assert.That(causes.Paused, Is.EqualTo(Duration.FromMinutes(30)));
        Assert.That(causes.All, Is.EqualTo(Service.Measure(step.Open.Start, step.Open.End)));
        Assert.That(causes.Work, Is.EqualTo(causes.All - causes.Queue - causes.Paused));
    }

    [Test]
    public void A_step_of_the_office_beside_the_customers_is_the_offices_time()
    {
        var open = Span("2026-11-19 09:00", "2026-11-19 11:00");
        TaskSpan customers = new(open, IsCustomers: true, IsAgain: false, []), office = customers with { IsCustomers = false };

        Assert.That(Causes.Of(Service, open.Start, open.End, [customers], []).Customer, Is.EqualTo(Duration.FromHours(2)));
        Assert.That(Causes.Of(Service, open.Start, open.End, [customers, office], []).Queue, Is.EqualTo(Duration.FromHours(2)));
        Assert.That(Causes.Of(Service, open.Start, open.End, [], []).Other, Is.EqualTo(Duration.FromHours(2)));
    }

    [Test]
    public void The_parts_are_what_a_count_of_the_minutes_says_and_add_up_to_all_of_the_time() => Prop.ForAll(Cases, made =>
    {
        var tasks = made.Tasks.Select(task =>
        {
            var marks = task.Gaps.Aggregate(new List<Instant> { Started }, (at, gap) => [.. at, at[^1] + Duration.FromMinutes(gap)]);
            return new TaskSpan(new Interval(marks[1], marks[4]), task.IsCustomers, task.IsAgain, [new Interval(marks[2], marks[3])]);
        }).ToList();
        var pauses = made.Pauses.Select(pause => new Interval(
            Started + Duration.FromMinutes(pause.From), Started + Duration.FromMinutes(pause.From + pause.Length))).ToList();
        var until = Started + Duration.FromMinutes(3_700);
        var counted = new Dictionary<string, int>();
        for (var minute = Started; minute < until; minute += Duration.FromMinutes(1))
        {
            if (!Service.IsOpen(minute)) continue;
            var open = tasks.Where(task => task.Open.Contains(minute)).ToList();
            var name = pauses.Any(pause => pause.Contains(minute)) ? nameof(Causes.Paused)
                : open.Any(task => task is { IsCustomers: false, IsAgain: true }) ? nameof(Causes.Returned)
                : open.Any(task => !task.IsCustomers && task.Held.Any(held => held.Contains(minute))) ? nameof(Causes.Work)
                : open.Any(task => !task.IsCustomers) ? nameof(Causes.Queue)
                : open.Count > 0 ? nameof(Causes.Customer) : nameof(Causes.Other);
            counted[name] = counted.GetValueOrDefault(name) + 1;
        }

        var causes = Causes.Of(Service, Started, until, tasks, pauses);

        return causes.All == Service.Measure(Started, until) && new[]
        {
            (nameof(Causes.Queue), causes.Queue), (nameof(Causes.Work), causes.Work), (nameof(Causes.Paused), causes.Paused),
            (nameof(Causes.Returned), causes.Returned), (nameof(Causes.Customer), causes.Customer), (nameof(Causes.Other), causes.Other),
        }.All(part => part.Item2 == Duration.FromMinutes(counted.GetValueOrDefault(part.Item1)));
    }).QuickCheckThrowOnFailure();

    private static Interval Span(string from, string to) => new(At(from), At(to));
}
