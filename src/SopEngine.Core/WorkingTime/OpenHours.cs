using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace SopEngine.Core.WorkingTime;

/// <summary>
/// One stretch of open time on a local day, half-open: the opening minute is in, the closing minute is out.
/// Whole minutes; midnight as the closing time stands for 24:00, so the default value is the whole day.
/// </summary>
public readonly record struct OpenHours
{
    private static readonly LocalTimePattern Clock = LocalTimePattern.CreateWithInvariantCulture("H:mm");

    /// <exception cref="ArgumentException">It closes before it opens or at once, or a time is not a whole minute.</exception>
    public OpenHours(LocalTime opens, LocalTime closes)
    {
        if (!InOrder(opens, closes))
            throw new ArgumentException($"{opens} to {closes} is not a stretch of time.");
        if (!IsWholeMinute(opens) || !IsWholeMinute(closes))
            throw new ArgumentException($"{opens} to {closes} is not in whole minutes.");
        (Opens, Closes) = (opens, closes);
    }

    public LocalTime Opens { get; }

    public LocalTime Closes { get; }

    public Duration Length => Duration.FromMinutes(ToMinute - FromMinute);

    /// <summary>Minutes after local midnight, 0 to 1439.</summary>
    internal int FromMinute => Minute(Opens);

    /// <summary>Minutes after local midnight, 1 to 1440.</summary>
    internal int ToMinute => Closes == LocalTime.Midnight ? NodaConstants.MinutesPerDay : Minute(Closes);

    /// <summary>"07:30-12:00", "22:00-24:00".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{FromMinute / 60:00}:{FromMinute % 60:00}-{ToMinute / 60:00}:{ToMinute % 60:00}");

    /// <summary>Reads "07:30-12:00", also as Indonesian offices write it: "7.30 – 12.00".</summary>
    internal static bool TryRead(string text, out LocalTime opens, out LocalTime closes)
    {
        opens = closes = default;
        var ends = text.Replace('.', ':').Replace('–', '-').Split('-', StringSplitOptions.TrimEntries);
        return ends.Length == 2
            && Clock.Parse(ends[0]).TryGetValue(default, out opens)
            && Clock.Parse(ends[1] == "24:00" ? "0:00" : ends[1]).TryGetValue(default, out closes);
    }

    internal static bool InOrder(LocalTime opens, LocalTime closes) => opens < closes || closes == LocalTime.Midnight;

    private static bool IsWholeMinute(LocalTime time) => time.NanosecondOfDay % NodaConstants.NanosecondsPerMinute == 0;

    private static int Minute(LocalTime time) => time.Hour * NodaConstants.MinutesPerHour + time.Minute;
}
