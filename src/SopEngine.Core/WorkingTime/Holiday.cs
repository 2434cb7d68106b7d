using NodaTime;

namespace SopEngine.Core.WorkingTime;

/// <summary>
/// A day off, and the decree that grants it as its source: decrees are amended during the year.
/// Its key is its date, never its name: 2027 has Isra Mikraj twice. A holiday on a weekend is not moved.
/// </summary>
public sealed record Holiday(LocalDate Date, string Name, HolidayKind Kind, string Source);

public enum HolidayKind
{
    /// <summary>Libur nasional: closed, unless the day is opened by name.</summary>
    National,

    /// <summary>Cuti bersama: closed, unless the unit works on collective leave.</summary>
    CollectiveLeave,
}
