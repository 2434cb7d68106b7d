using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Schedules;
using SopEngine.Core.Tests.WorkingTime;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Tests.Schedules;

/// <summary>Recurrences on the calendar of 2026 and 2027, with national holidays and cuti bersama.</summary>
public sealed class RecurrenceTests
{
    private static readonly LocalTime Eight = new(8, 0);

    // 17 August is Independence Day, a Monday; 25 August Maulid, a Tuesday.
    // 1 May is Labour Day, a Friday; 1 June is Pancasila Day, a Monday; 1 August 2026 is a Saturday; 1 January 2027 a holiday and a Friday.
    [TestCase("2026-04-15 10:00", "2026-05-04 08:00 2026-06-02 08:00 2026-07-01 08:00 2026-08-03 08:00 2026-09-01 08:00")]
    [TestCase("2026-12-01 08:00", "2027-01-04 08:00 2027-02-01 08:00")]
    [TestCase("2026-12-01 07:59", "2026-12-01 08:00")]
    public void The_first_working_day_of_the_month(string after, string expected) =>
        Check(new() { Every = Cycle.Month, WorkingDay = 1, At = Eight }, after, expected);

    // 31 May 2026 is a Sunday, 29 a Friday; Christmas with its cuti bersama is on a Friday and a Thursday.
    [TestCase(-1, "2026-05-01 00:00", "2026-05-29 08:00 2026-06-30 08:00 2026-07-31 08:00 2026-08-31 08:00")]
    [TestCase(23, "2026-02-01 00:00", "2026-02-27 08:00")]
    public void A_working_day_counted_from_the_end_or_beyond_it(int day, string after, string expected) =>
        Check(new() { Every = Cycle.Month, WorkingDay = day, At = Eight }, after, expected);

    [TestCase(IfClosed.Next, "2026-08-11 00:00", "2026-08-18 08:00 2026-08-24 08:00")]
    [TestCase(IfClosed.Previous, "2026-08-11 00:00", "2026-08-14 08:00 2026-08-24 08:00")]
    [TestCase(IfClosed.Stay, "2026-08-11 00:00", "2026-08-17 08:00 2026-08-24 08:00")]
    public void A_weekday_that_is_a_holiday_moves_as_its_rule_says(IfClosed ifClosed, string after, string expected) =>
        Check(new() { Every = Cycle.Week, Weekdays = [IsoDayOfWeek.Monday], IfClosed = ifClosed, At = Eight }, after, expected);

    [Test]
    public void A_day_put_off_onto_another_occurrence_comes_once() => Check(
        new() { Every = Cycle.Week, Weekdays = [IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday], At = Eight },
        "2026-08-12 00:00", "2026-08-18 08:00 2026-08-24 08:00 2026-08-26 08:00");

    [TestCase(Cycle.Quarter, 1, "2026-02-01 00:00", "2026-04-10 08:00 2026-07-10 08:00 2026-10-12 08:00 2027-01-11 08:00")]
    [TestCase(Cycle.Quarter, 3, "2026-02-01 00:00", "2026-03-10 08:00 2026-06-10 08:00")]
    [TestCase(Cycle.HalfYear, 1, "2026-02-01 00:00", "2026-07-10 08:00 2027-01-11 08:00")]
    [TestCase(Cycle.Year, 12, "2026-02-01 00:00", "2026-12-10 08:00")]
    public void A_date_of_a_quarter_a_half_year_and_a_year(Cycle every, int month, string after, string expected) =>
        Check(new() { Every = every, Month = month, Day = 10, At = Eight }, after, expected);

    [Test]
    public void The_31st_of_a_shorter_month_is_its_last_day() =>
        Check(new() { Every = Cycle.Month, Day = 31, IfClosed = IfClosed.Stay, At = Eight },
            "2026-02-01 00:00", "2026-02-28 08:00 2026-03-31 08:00 2026-04-30 08:00");

    [Test]
    public void Every_working_day_leaves_out_holidays_and_days_of_rest() =>
        Check(new() { Every = Cycle.WorkingDay, At = new(7, 30) }, "2026-08-13 08:00", "2026-08-14 07:30 2026-08-18 07:30");

    [TestCase("Asia/Jakarta", "2026-12-01T01:00:00Z")]
    [TestCase("Asia/Makassar", "2026-12-01T00:00:00Z")]
    [TestCase("Asia/Jayapura", "2026-11-30T23:00:00Z")]
    public void Eight_o_clock_is_that_of_the_office(string zone, string expected)
    {
        var calendar = new WorkingCalendar(Calendars.OfficeRules with { Zone = zone });

        var next = new Recurrence { Every = Cycle.Month, WorkingDay = 1, At = Eight }.Next(Instant.FromUtc(2026, 11, 20, 0, 0), calendar);

        Assert.That(next.ToString(), Is.EqualTo(expected));
    }

    [TestCase("""{"every":"month","workingDay":1,"at":"08:00"}""", true)]
    [TestCase("""{"every":"week","weekdays":["monday","friday"],"ifClosed":"previous","at":"13:30"}""", true)]
    [TestCase("""{"every":"week","at":"13:30"}""", false)]
    [TestCase("""{"every":"month","at":"13:30"}""", false)]
    [TestCase("""{"every":"month","day":1,"workingDay":1,"at":"13:30"}""", false)]
    [TestCase("""{"every":"quarter","month":4,"day":1,"at":"13:30"}""", false)]
    [TestCase("""{"every":"fortnight","at":"13:30"}""", false)]
    [TestCase("""{"every":1,"at":"13:30"}""", false)]
    [TestCase("""{"every":"month","workingDay":1,"at":"25:00"}""", false)]
    [TestCase("""{"every":"month","workingDay":1,"at":"08:00","unknown":1}""", false)]
    [TestCase("[]", false)]
    [TestCase("null", false)]
    [TestCase("hari kerja", false)]
    public void A_written_recurrence_is_read_again_and_an_incomputable_one_refused(string json, bool isGood)
    {
        var read = RecurrenceJson.TryRead(json);

        Assert.That(read is not null, Is.EqualTo(isGood));
        if (read is not null) Assert.That(RecurrenceJson.TryRead(RecurrenceJson.Write(read)), Is.EqualTo(read));
    }

    private static void Check(Recurrence recurrence, string after, string expected)
    {
        var at = Calendars.At(after);
        var found = new List<string>();
        foreach (var _ in expected.Split(' ').Chunk(2)) found.Add(Calendars.Local(at = recurrence.Next(at, Calendars.Office)));

        Assert.That(string.Join(' ', found), Is.EqualTo(expected));
    }
}
