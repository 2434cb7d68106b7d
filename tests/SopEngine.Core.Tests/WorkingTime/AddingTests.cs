using NodaTime;
using NUnit.Framework;
using SopEngine.Core.WorkingTime;
using static SopEngine.Core.Tests.WorkingTime.Calendars;

namespace SopEngine.Core.Tests.WorkingTime;

public sealed class AddingTests
{
    [TestCase("2026-11-19 07:00", 35, "2026-11-19 08:35")]
    [TestCase("2026-11-19 11:45", 30, "2026-11-19 13:15")]
    [TestCase("2026-11-19 15:30", 240, "2026-11-20 11:30")]
    [TestCase("2026-11-20 11:50", 30, "2026-11-20 13:50")]
    [TestCase("2026-11-20 15:50", 20, "2026-11-20 16:10")]
    [TestCase("2026-11-20 16:20", 20, "2026-11-23 08:10")]
    [TestCase("2026-11-21 10:00", 5, "2026-11-23 08:05")]
    [TestCase("2026-03-17 15:00", 300, "2026-03-25 12:00")]
    [TestCase("2026-12-23 15:45", 30, "2026-12-28 08:15")]
    public void Minutes_run_in_service_hours_only(string start, int minutes, string due) =>
        Assert.That(Local(Service.Add(At(start), Duration.FromMinutes(minutes))), Is.EqualTo(due));

    [Test]
    public void Minutes_run_in_office_hours_only() =>
        Assert.That(Local(Office.Add(At("2026-11-20 15:00"), Duration.FromMinutes(300))), Is.EqualTo("2026-11-23 11:00"));

    [Test]
    public void A_season_has_its_own_hours_until_its_last_day()
    {
        var calendar = new WorkingCalendar(OfficeRules with
        {
            Seasons = [new("Ramadan", new LocalDate(2027, 2, 8), new LocalDate(2027, 3, 9), WeeklyHours.Ramadan)],
        });

        Assert.That(Local(calendar.Add(At("2027-03-05 14:00"), Duration.FromMinutes(300))), Is.EqualTo("2027-03-16 11:00"));
    }

    [TestCase("2026-11-19 15:30", 30, "2026-11-19 16:00")]
    [TestCase("2026-11-19 08:00", 240, "2026-11-19 12:00")]
    public void An_exact_fit_ends_at_the_closing_and_not_at_the_next_opening(string start, int minutes, string due) =>
        Assert.That(Local(Service.Add(At(start), Duration.FromMinutes(minutes))), Is.EqualTo(due));

    [Test]
    public void Running_backwards_an_exact_fit_ends_at_an_opening() =>
        Assert.That(Local(Service.Add(At("2026-11-23 10:00"), Duration.FromMinutes(-120))), Is.EqualTo("2026-11-23 08:00"));

    [Test]
    public void Running_backwards_skips_closed_time() =>
        Assert.That(Local(Service.Add(At("2026-11-23 08:10"), Duration.FromMinutes(-20))), Is.EqualTo("2026-11-20 16:20"));

    [TestCase("2026-11-19 07:00", "2026-11-19 08:00")]
    [TestCase("2026-11-19 09:17", "2026-11-19 09:17")]
    [TestCase("2026-11-19 12:00", "2026-11-19 13:00")]
    [TestCase("2026-11-20 16:30", "2026-11-23 08:00")]
    public void Zero_outside_hours_is_the_next_opening_and_inside_them_nothing(string start, string opening)
    {
        Assert.That(Local(Service.Add(At(start), Duration.Zero)), Is.EqualTo(opening));
        Assert.That(Local(Service.NextOpening(At(start))), Is.EqualTo(opening));
    }

    [Test]
    public void An_opening_is_open_and_a_closing_is_not()
    {
        Assert.That(Service.IsOpen(At("2026-11-19 08:00")), Is.True);
        Assert.That(Service.IsOpen(At("2026-11-19 12:00") - Duration.Epsilon), Is.True);
        Assert.That(Service.IsOpen(At("2026-11-19 12:00")), Is.False);
        Assert.That(Service.IsOpen(At("2026-11-19 08:00") - Duration.Epsilon), Is.False);
    }

    [Test]
    public void Nanoseconds_are_kept()
    {
        var odd = Duration.FromNanoseconds(123_456_789);

        Assert.That(Service.Add(At("2026-11-20 16:29") + odd, Duration.FromMinutes(2)), Is.EqualTo(At("2026-11-23 08:01") + odd));
    }

    [Test]
    public void Each_zone_opens_at_its_own_eight_o_clock()
    {
        string[] zones = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"];
        var evening = Instant.FromUtc(2026, 11, 18, 15, 0);

        var openings = zones.Select(zone => new WorkingCalendar(ServiceRules with { Zone = zone }).NextOpening(evening));

        Assert.That(openings.Select(opening => (opening - evening).TotalHours), Is.EqualTo(new[] { 10, 9, 8 }));
    }

    [Test]
    public void Rules_for_a_date_have_a_fixed_precedence()
    {
        var monday = new LocalDate(2026, 8, 17); // a national holiday
        var hours = DayHours.Parse("09:00-10:00");
        var closed = ServiceRules with { Closures = [new(monday, monday.PlusDays(1), "Pindah gedung")] };
        var opened = closed with { OpenedDays = [new(monday, hours, "Layanan khusus")] };
        var busy = new WeeklyHours { Monday = hours, Tuesday = hours };
        var season = ServiceRules with { Seasons = [new("Masa sibuk", monday, monday.PlusDays(1), busy)] };

        Assert.That(OpenTime(ServiceRules, monday), Is.EqualTo(Duration.Zero), "a holiday over the week");
        Assert.That(OpenTime(season, monday), Is.EqualTo(Duration.Zero), "a holiday over a season");
        Assert.That(OpenTime(season, monday.PlusDays(1)), Is.EqualTo(Duration.FromHours(1)), "a season over the week");
        Assert.That(OpenTime(closed, monday.PlusDays(1)), Is.EqualTo(Duration.Zero), "a closure over the week");
        Assert.That(OpenTime(opened, monday), Is.EqualTo(Duration.FromHours(1)), "an opened day over everything");
    }

    private static Duration OpenTime(WorkingCalendarRules rules, LocalDate date) =>
        new WorkingCalendar(rules).Measure(Jakarta.AtStartOfDay(date).ToInstant(), Jakarta.AtStartOfDay(date.PlusDays(1)).ToInstant());
}
