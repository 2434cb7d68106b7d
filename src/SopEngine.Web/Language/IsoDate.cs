using NodaTime;
using NodaTime.Text;

namespace SopEngine.Web.Language;

/// <summary>A day as addresses and forms have it, <c>2026-11-30</c>.</summary>
internal static class IsoDate
{
    /// <summary>Null for a text that is no day of this age: reckoning with the ends of the calendar overflows.</summary>
    public static LocalDate? Read(string? text) =>
        LocalDatePattern.Iso.Parse(text ?? "") is { Success: true, Value: { Year: > 1900 and < 2200 } date } ? date : null;

    /// <summary>Null for none.</summary>
    public static string? Write(LocalDate? day) => day is { } date ? LocalDatePattern.Iso.Format(date) : null;
}
