using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace SopEngine.Web.Language;

/// <summary>Moments as people of a unit read them: in the unit's zone, with its abbreviation, in the language of the page.</summary>
public static class When
{
    private static readonly AsyncLocal<DateTimeZone?> UnitZone = new();

    /// <summary>The zone of the unit whose page is being made; Jakarta's before sign-in.</summary>
    public static DateTimeZone Zone => UnitZone.Value ?? DateTimeZoneProviders.Tzdb["Asia/Jakarta"];

    public static void Use(string zone) => UnitZone.Value = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone);

    /// <summary>"Senin, 23 November 2026 08.35 WIB".</summary>
    public static string Moment(Instant at) => Show(at, "dddd, d MMMM uuuu HH':'mm");

    /// <summary>"Sen, 23 Nov 08.35 WIB".</summary>
    public static string Brief(Instant at) => Show(at, "ddd, d MMM HH':'mm");

    /// <summary>"Sen, 23 Nov 08.35.10 WIB".</summary>
    public static string Second(Instant at) => Show(at, "ddd, d MMM HH':'mm':'ss");

    /// <summary>"27 November 2026": the last day of a stretch that ends at an instant.</summary>
    public static string LastDay(Instant end) => Day(end.Minus(Duration.Epsilon).InZone(Zone).Date);

    /// <summary>"23 November 2026 – 27 November 2026", or the one day that it is.</summary>
    public static string Days(Instant start, Instant end)
    {
        var first = start.InZone(Zone).Date;
        return end <= start || first == end.Minus(Duration.Epsilon).InZone(Zone).Date ? Day(first) : $"{Day(first)} – {LastDay(end)}";
    }

    public static string Day(LocalDate date) => LocalDatePattern.Create("d MMMM uuuu", CultureInfo.CurrentCulture).Format(date);

    /// <summary>"08.35"; Indonesian writes the clock with a dot.</summary>
    public static string Clock(LocalTime time) => LocalTimePattern.CreateWithInvariantCulture(
        CultureInfo.CurrentCulture.TwoLetterISOLanguageName == "id" ? "HH'.'mm" : "HH':'mm").Format(time);

    /// <summary>For the <c>datetime</c> attribute.</summary>
    public static string Iso(Instant at) => InstantPattern.General.Format(at);

    public static bool IsToday(Instant at, Instant now) => at.InZone(Zone).Date == now.InZone(Zone).Date;

    private static string Show(Instant at, string pattern)
    {
        var local = at.InZone(Zone).LocalDateTime;
        var text = LocalDateTimePattern.Create(pattern, CultureInfo.CurrentCulture).Format(local);
        // Indonesian writes the clock with a dot.
        if (CultureInfo.CurrentCulture.TwoLetterISOLanguageName == "id") text = text.Replace(':', '.');
        return $"{text} {Abbreviation(Zone.Id)}";
    }

    /// <summary>"WIB"; empty for a zone without an abbreviation of its own.</summary>
    public static string Abbreviation(string zone) => zone switch
    {
        "Asia/Jakarta" or "Asia/Pontianak" => "WIB",
        "Asia/Makassar" => "WITA",
        "Asia/Jayapura" => "WIT",
        _ => "",
    };
}
