using System.Text.Json;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.WorkingTime;
using static SopEngine.Core.WorkingTime.CalendarProblem;

namespace SopEngine.Core.Tests.WorkingTime;

public sealed class WorkingCalendarRulesTests
{
    private static readonly LocalDate Monday = new(2026, 11, 23);

    private static readonly WorkingCalendarRules Full = new()
    {
        Zone = "Asia/Jayapura",
        Hours = WeeklyHours.Office,
        CollectiveLeaveWorked = true,
        Holidays = [new(new LocalDate(2026, 3, 18), "Nyepi", HolidayKind.CollectiveLeave, "SKB 3 Menteri")],
        Seasons = [new("Ramadan", new LocalDate(2026, 2, 19), new LocalDate(2026, 3, 20), WeeklyHours.Ramadan)],
        Closures = [new(Monday, Monday.PlusDays(2), "Pindah gedung")],
        OpenedDays = [new(Monday.PlusDays(5), DayHours.Parse("09:00-12:00"), "Layanan khusus")],
    };

    [Test]
    public void Rules_come_back_from_their_json()
    {
        var read = WorkingCalendarRules.FromJson(Full.ToJson());

        Assert.That(read, Is.EqualTo(Full));
        Assert.That(read.Holidays, Is.EqualTo(Full.Holidays));
        Assert.That(read.Seasons, Is.EqualTo(Full.Seasons));
        Assert.That(read.Closures, Is.EqualTo(Full.Closures));
        Assert.That(read.OpenedDays, Is.EqualTo(Full.OpenedDays));
        Assert.That(read.Hours, Is.EqualTo(Full.Hours));
    }

    [Test]
    public void The_json_reads_like_the_calendar()
    {
        using var json = JsonDocument.Parse(Full.ToJson());
        var root = json.RootElement;

        Assert.That(root.GetProperty("hours").GetProperty("friday").GetString(), Is.EqualTo("07:30-11:30, 13:00-16:30"));
        Assert.That(root.GetProperty("holidays")[0].GetRawText(),
            Is.EqualTo("""{"date":"2026-03-18","name":"Nyepi","kind":"collectiveLeave","source":"SKB 3 Menteri"}"""));
        Assert.That(root.GetProperty("closures")[0].GetProperty("from").GetString(), Is.EqualTo("2026-11-23"));
        Assert.That(root.GetProperty("openedDays")[0].GetProperty("hours").GetString(), Is.EqualTo("09:00-12:00"));
    }

    [TestCase("""{"zone":"Asia/Jakarta"}""", Description = "hours missing")]
    [TestCase("""{"zone":"Asia/Jakarta","hours":{"monday":"12:00-08:00"}}""")]
    [TestCase("""{"zone":"Asia/Jakarta","hours":{"monday":8}}""")]
    [TestCase("""{"zone":"Asia/Jakarta","hours":{"monday":null}}""")]
    [TestCase("""{"zone":"Asia/Jakarta","hours":{},"holydays":[]}""")]
    [TestCase("""{"zone":"Asia/Jakarta","hours":{},"holidays":null}""")]
    [TestCase("""{"zone":"Asia/Jakarta","hours":{},"closures":[{"from":"2026-02-30","to":"2026-03-01","reason":"x"}]}""")]
    [TestCase("""{"zone":"Asia/Jakarta","hours":{},"closures":[null]}""")]
    [TestCase("""{"zone":"Asia/Jakarta","hours":{},"openedDays":[null]}""")]
    [TestCase("null")]
    public void Json_that_is_not_a_calendar_is_refused(string json) =>
        Assert.That(() => WorkingCalendarRules.FromJson(json), Throws.InstanceOf<JsonException>());

    [Test]
    public void Members_may_come_in_any_order_and_missing_ones_are_empty()
    {
        var rules = WorkingCalendarRules.FromJson("""{"hours":{"monday":"08:00-12:00"},"zone":"Asia/Jakarta"}""");

        var hours = new WeeklyHours { Monday = DayHours.Parse("08:00-12:00") };
        Assert.That(rules, Is.EqualTo(new WorkingCalendarRules { Zone = "Asia/Jakarta", Hours = hours }));
    }

    [Test]
    public void A_good_calendar_has_no_problems() => Assert.That(Full.Problems(), Is.Empty);

    [Test]
    public void A_calendar_without_any_hours_is_refused()
    {
        var rules = Full with { Hours = new() };

        Assert.That(rules.Problems(), Is.EqualTo(new[] { new CalendarProblem(NoHours, "hours") }));
        Assert.That(() => new WorkingCalendar(rules), Throws.ArgumentException.With.Message.Contains(NoHours));
    }

    [Test]
    public void A_long_reason_and_a_calendar_of_too_many_entries_are_refused()
    {
        var day = new Closure(Monday, Monday, new string('x', 501));

        Assert.That((Full with { Closures = [day] }).Problems(), Is.EqualTo(new[] { new CalendarProblem(TextLong, "2026-11-23") }));
        Assert.That((Full with { Closures = [.. Enumerable.Repeat(day with { Reason = "x" }, 3_000)] }).Problems().Single().Code,
            Is.EqualTo(TooManyEntries));
    }

    [Test]
    public void Everything_that_is_wrong_is_named()
    {
        var old = new LocalDate(206, 1, 1);
        var rules = Full with
        {
            Zone = "Asia/Yakarta",
            Holidays = [.. Full.Holidays, Full.Holidays[0], Full.Holidays[0] with { Date = old }],
            Seasons = [Full.Seasons[0], Full.Seasons[0] with { Name = "Puasa", From = Full.Seasons[0].To, To = Monday }],
            Closures = [new(Monday, Monday.PlusDays(-1), " ")],
            OpenedDays = [new(Monday, DayHours.Closed, "Tutup"), Full.OpenedDays[0], Full.OpenedDays[0]],
        };

        Assert.That(rules.Problems(), Is.EquivalentTo(new CalendarProblem[]
        {
            new(ZoneUnknown, "Asia/Yakarta"),
            new(DateOutOfRange, "0206-01-01"),
            new(HolidayRepeated, "2026-03-18"),
            new(SeasonsOverlap, "Ramadan, Puasa"),
            new(DatesInverted, "2026-11-23..2026-11-22"),
            new(TextMissing, "2026-11-23"),
            new(OpenedDayWithoutHours, "2026-11-23"),
            new(OpenedDayRepeated, "2026-11-28"),
        }));
    }
}
