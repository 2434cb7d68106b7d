using NodaTime;
using NUnit.Framework;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Tests.WorkingTime;

/// <summary>The record of a changed calendar.</summary>
public sealed class CalendarChangesTests
{
    private static readonly WorkingCalendarRules Office = new() { Zone = "Asia/Jakarta", Hours = WeeklyHours.Office };

    [Test]
    public void The_same_calendar_has_no_changes() => Assert.That(CalendarChanges.Lines(Office, Office with { }), Is.Empty);

    [Test]
    public void Each_changed_field_has_a_line_with_both_values()
    {
        var shorter = DayHours.Parse("08:00-15:00");
        var christmas = new Holiday(new LocalDate(2026, 12, 25), "Natal", HolidayKind.National, "SKB");
        var before = Office with { Holidays = [christmas], Closures = [new(new(2026, 3, 1), new(2026, 3, 2), "Pindah")] };
        var after = Office with
        {
            Zone = "Asia/Makassar",
            Hours = Office.Hours with { Friday = shorter },
            CollectiveLeaveWorked = true,
            Holidays = [christmas with { Name = "Hari Natal" }],
            OpenedDays = [new(new(2026, 5, 9), shorter, "Pameran\ntahunan")],
        };

        Assert.That(CalendarChanges.Lines(before, after), Is.EqualTo(new[]
        {
            "zone: Asia/Jakarta → Asia/Makassar",
            $"hours.friday: {Office.Hours.Friday} → 08:00-15:00",
            "leave: off → on",
            "holiday: 2026-12-25 Natal → —",
            "holiday: — → 2026-12-25 Hari Natal",
            "closure: 2026-03-01/2026-03-02 Pindah → —",
            "opened: — → 2026-05-09 08:00-15:00 Pameran tahunan",
        }));
    }
}
