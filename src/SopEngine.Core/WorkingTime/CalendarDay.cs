using NodaTime;

namespace SopEngine.Core.WorkingTime;

/// <summary>A date as the calendar has it, and why.</summary>
/// <param name="Reason">What its closure, holiday, season or opening is called; null for an ordinary day.</param>
/// <param name="Source">Of a holiday: the decree that grants it.</param>
/// <param name="IsShort">Whether it is open for less than an ordinary day of its name.</param>
public sealed record CalendarDay(LocalDate Date, DayHours Hours, DayKind Kind, string? Reason, string? Source, bool IsShort)
{
    public bool IsOpen => !Hours.IsClosed;
}

public enum DayKind
{
    Ordinary,
    Weekend,
    Season,
    Holiday,
    CollectiveLeave,
    Closure,

    /// <summary>Has hours of its own, whatever else is said of it.</summary>
    Opened,
}
