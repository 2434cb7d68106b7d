using System.Collections.Immutable;
using NodaTime;

namespace SopEngine.Core.WorkingTime;

/// <summary>
/// National holidays and cuti bersama as decreed each year by three ministers (SKB 3 Menteri), to be copied into a unit's rules.
/// 2026: decree 1497/2025, 2/2025, 5/2025. 2027: decree 1205/2026, 3/2026, 2/2026, taken from public data files that agree;
/// civil servants' cuti bersama needs a presidential decree besides, and that of 2027 was not found.
/// </summary>
public static class NationalHolidays
{
    private static readonly ImmutableSortedDictionary<int, ImmutableArray<Holiday>> ByYear = Load();

    /// <summary>The known years, ascending.</summary>
    public static IEnumerable<int> Years => ByYear.Keys;

    /// <summary>
    /// The holidays of a year by date; none for a year that is not in <see cref="Years"/>, whose decree is still to come.
    /// </summary>
    public static ImmutableArray<Holiday> Of(int year) => ByYear.GetValueOrDefault(year, []);

    private static ImmutableSortedDictionary<int, ImmutableArray<Holiday>> Load()
    {
        using var json = new StreamReader(typeof(NationalHolidays).Assembly.GetManifestResourceStream("NationalHolidays.json")!);
        return CalendarJson.Read<Decree[]>(json.ReadToEnd()).ToImmutableSortedDictionary(decree => decree.Year, decree => decree.Grants());
    }

    private sealed record Decree(int Year, string Source, ImmutableArray<DayOff> Holidays)
    {
        public ImmutableArray<Holiday> Grants() => [.. Holidays.Select(day => new Holiday(day.Date, day.Name, day.Kind, Source))];
    }

    private sealed record DayOff(LocalDate Date, HolidayKind Kind, string Name);
}
