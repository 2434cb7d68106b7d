using NodaTime;
using NodaTime.Text;
using SopEngine.Core.WorkingTime;
using SopEngine.Web.Language;

namespace SopEngine.Web.Calendars;

/// <summary>A limit typed in to see when it would be due, and the answer.</summary>
/// <param name="From">Local date and time of the unit, as a browser sends them.</param>
/// <param name="Due">Null when the limit or the moment is not understood.</param>
public sealed record TryLimit(string Limit, string From, HoursKind Kind, bool IsAsked, Instant? Begins, Instant? Due)
{
    private static readonly LocalDateTimePattern Pattern = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");

    public static TryLimit Of(WorkingCalendar calendar, string? limit, string? from, string? hours, Instant now)
    {
        var kind = hours == "service" ? HoursKind.Service : HoursKind.Office;
        var begins = Pattern.Parse(from ?? "") is { Success: true, Value: var local } && InRange(local.Date)
            ? local.InZoneLeniently(calendar.Zone).ToInstant()
            : (Instant?)null;
        Instant? due = begins is { } start && LimitText.TryRead(limit, out var time) && time is { } span
            ? calendar.For(kind).Add(start, span)
            : null;
        return new TryLimit(
            limit ?? "3 jam", from ?? Pattern.Format(now.InZone(calendar.Zone).LocalDateTime), kind, limit is not null, begins, due);
    }

    private static bool InRange(LocalDate date) =>
        date >= WorkingCalendarRules.FirstDate && date <= WorkingCalendarRules.LastDate.PlusYears(-20);
}
