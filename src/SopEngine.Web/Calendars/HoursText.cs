using System.Globalization;
using NodaTime;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Web.Calendars;

/// <summary>Open hours and dates as people read them.</summary>
internal static class HoursText
{
    /// <summary>The zones of Indonesia.</summary>
    public static readonly IReadOnlyList<(string Zone, string Name)> Zones =
        [("Asia/Jakarta", "WIB (Asia/Jakarta)"), ("Asia/Makassar", "WITA (Asia/Makassar)"), ("Asia/Jayapura", "WIT (Asia/Jayapura)")];

    /// <summary>Days in a row that have the same hours, together: "Senin–Kamis".</summary>
    public static IEnumerable<(string Days, DayHours Hours)> Lines(WeeklyHours week)
    {
        var days = CalendarEdits.Days;
        for (var i = 0; i < days.Count;)
        {
            var first = i;
            while (i + 1 < days.Count && week[days[i + 1]].Equals(week[days[first]])) i++;
            yield return (first == i ? Name(days[first]) : $"{Name(days[first])}–{Name(days[i])}", week[days[first]]);
            i++;
        }
    }

    public static string Name(IsoDayOfWeek day) => CultureInfo.CurrentCulture.DateTimeFormat.GetDayName((DayOfWeek)((int)day % 7));

    public static string Short(IsoDayOfWeek day) => CultureInfo.CurrentCulture.DateTimeFormat.GetShortestDayName((DayOfWeek)((int)day % 7));

    public static string Month(int month) => CultureInfo.CurrentCulture.DateTimeFormat.GetMonthName(month);

    public static string Date(LocalDate date) => date.ToString("ddd, d MMM uuuu", CultureInfo.CurrentCulture);

    public static string Range(LocalDate from, LocalDate to) => from == to ? Date(from) : $"{Date(from)} – {Date(to)}";

    /// <summary>"07.30–12.00, 13.00–16.00" in Indonesian.</summary>
    public static string Hours(DayHours hours)
    {
        var text = hours.ToString().Replace('-', '–');
        return CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "id" ? text.Replace(':', '.') : text;
    }

    /// <summary>"37:30".</summary>
    public static string Week(Duration length) =>
        string.Create(CultureInfo.CurrentCulture, $"{(int)length.TotalHours}:{length.Minutes:00}");
}
