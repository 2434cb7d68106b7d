using NodaTime;
using NodaTime.Text;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Tests.WorkingTime;

/// <summary>The calendars of the test vectors, and instants written as local time.</summary>
internal static class Calendars
{
    public static readonly DateTimeZone Jakarta = DateTimeZoneProviders.Tzdb["Asia/Jakarta"];

    private static readonly LocalDateTimePattern Pattern = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm");

    public static WorkingCalendarRules ServiceRules => Rules(WeeklyHours.Service);

    public static WorkingCalendarRules OfficeRules => Rules(WeeklyHours.Office);

    public static WorkingCalendar Service { get; } = new(ServiceRules);

    public static WorkingCalendar Office { get; } = new(OfficeRules);

    public static Instant At(string local, DateTimeZone? zone = null) =>
        Pattern.Parse(local).Value.InZoneStrictly(zone ?? Jakarta).ToInstant();

    public static string Local(Instant instant, DateTimeZone? zone = null) =>
        Pattern.Format(instant.InZone(zone ?? Jakarta).LocalDateTime);

    private static WorkingCalendarRules Rules(WeeklyHours hours) => new()
    {
        Zone = "Asia/Jakarta",
        Hours = hours,
        Holidays = [.. NationalHolidays.Of(2026), .. NationalHolidays.Of(2027)],
    };
}
