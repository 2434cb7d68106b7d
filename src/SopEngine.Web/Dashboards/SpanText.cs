using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.WorkingTime;
using SopEngine.Web.Cases;
using SopEngine.Web.Language;

namespace SopEngine.Web.Dashboards;

/// <summary>Spans of time beside one another, written in one way: "5 jam" and "4 jam 42 menit", not "300 menit" and "4,7 jam".</summary>
internal static class SpanText
{
    public static string OfSeconds(IStringLocalizer<Texts> texts, double seconds, int minutesADay) =>
        OfficeClock.Lasting(texts, seconds > 0 ? Math.Max(1, (int)Math.Round(seconds / 60)) : 0, minutesADay);

    /// <summary>A limit of minutes or hours as a span; days, weeks and months as the SOP writes them.</summary>
    public static string OfLimit(IStringLocalizer<Texts> texts, TimeLimit limit, int minutesADay) => limit.Unit switch
    {
        TimeUnit.Minutes => OfficeClock.Lasting(texts, limit.Value, minutesADay),
        TimeUnit.Hours => OfficeClock.Lasting(texts, limit.Value * 60, minutesADay),
        _ => LimitText.Of(texts, limit),
    };

    /// <summary>Working time in hours and minutes, however many days that is: to be compared with the hours of people.</summary>
    public static string OfHours(IStringLocalizer<Texts> texts, Duration time) =>
        OfficeClock.Lasting(texts, (int)Math.Min(int.MaxValue / 2, Math.Round(time.TotalMinutes)), int.MaxValue);
}
