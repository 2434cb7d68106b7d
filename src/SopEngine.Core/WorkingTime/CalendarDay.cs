using NodaTime;

namespace SopEngine.Core.WorkingTime;

/// <summary>A date as the calendar has it, with the reason.</summary>
/// <param name="Reason">The name of its closure, holiday, season or opening; null for an ordinary day.</param>
/// <param name="Source">For a holiday: the decree that grants it.</param>
/// <param name="IsShort">True when it is open for less time than an ordinary day of its name.</param>
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

    /// <summary>Opened by name with hours of its own, which win over every other rule.</summary>
    Opened,
}
