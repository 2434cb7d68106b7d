using NodaTime;

namespace SopEngine.Core.WorkingTime;

/// <summary>
/// The working time that a limit stands for, whatever day it begins on: a day is one of the ordinary week. For sums of limits; an open
/// step's due instant is counted on the real days.
/// </summary>
public static class LimitLength
{
    private const int DaysOfMonth = 21;

    public static Duration LengthOf(this WorkingCalendar calendar, TimeLimit limit) => limit.Unit switch
    {
        TimeUnit.Minutes => Duration.FromMinutes(limit.Value),
        TimeUnit.Hours => Duration.FromHours(limit.Value),
        TimeUnit.WorkingDays => calendar.OrdinaryDay * limit.Value,
        TimeUnit.Weeks => calendar.OrdinaryDay * (WorkingCalendar.WorkingDaysPerWeek * limit.Value),
        TimeUnit.Months => calendar.OrdinaryDay * (DaysOfMonth * limit.Value),
        _ => throw new ArgumentOutOfRangeException(nameof(limit)),
    };
}
