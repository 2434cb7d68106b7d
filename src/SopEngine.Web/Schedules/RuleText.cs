using System.Globalization;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Schedules;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Language;

namespace SopEngine.Web.Schedules;

/// <summary>A recurrence in words: "Setiap bulan, hari kerja pertama, pukul 08.00 WIB".</summary>
internal static class RuleText
{
    public static string Of(IStringLocalizer<Texts> texts, ScheduleRule rule) =>
        rule.Recurrence is { } recurrence ? Of(texts, recurrence) : texts["Schedules.Rule.Cron", rule.Cron!];

    private static string Of(IStringLocalizer<Texts> texts, Recurrence rule)
    {
        var at = Clock(rule.At);
        return rule.Every switch
        {
            Cycle.WorkingDay => texts["Schedules.Rule.WorkingDay", at],
            Cycle.Week => texts["Schedules.Rule.Week", string.Join(", ", rule.Weekdays.Select(Weekday)), at] + Closed(texts, rule.IfClosed),
            Cycle.Month => texts["Schedules.Rule.Month", Day(texts, rule), at],
            _ => texts["Schedules.Rule.Months", Months(rule.Every, rule.Month), Day(texts, rule), at],
        };
    }

    /// <summary>The months of the year that are a cycle's n-th: "Januari, April, Juli, Oktober".</summary>
    public static string Months(Cycle every, int month)
    {
        var length = every switch { Cycle.Quarter => 3, Cycle.HalfYear => 6, _ => 12 };
        return string.Join(", ", Enumerable.Range(0, 12 / length)
            .Select(turn => CultureInfo.CurrentCulture.DateTimeFormat.GetMonthName(turn * length + month)));
    }

    public static string Weekday(IsoDayOfWeek day) => CultureInfo.CurrentCulture.DateTimeFormat.GetDayName((DayOfWeek)((int)day % 7));

    /// <summary>"hari kerja pertama".</summary>
    public static string WorkingDay(IStringLocalizer<Texts> texts, int n) => n switch
    {
        1 => texts["Schedules.Day.First"],
        -1 => texts["Schedules.Day.Last"],
        > 0 => texts["Schedules.Day.Nth", n],
        _ => texts["Schedules.Day.NthLast", -n],
    };

    private static string Day(IStringLocalizer<Texts> texts, Recurrence rule) =>
        rule.WorkingDay is { } n ? WorkingDay(texts, n) : texts["Schedules.Day.Date", rule.Day!] + Closed(texts, rule.IfClosed);

    private static string Closed(IStringLocalizer<Texts> texts, IfClosed ifClosed) => $" ({texts[$"Schedules.Closed.{ifClosed}.Short"]})";

    private static string Clock(LocalTime at) =>
        ($"{at.Hour:00}{(CultureInfo.CurrentCulture.TwoLetterISOLanguageName == "id" ? '.' : ':')}{at.Minute:00} "
            + When.Abbreviation(When.Zone.Id)).TrimEnd();
}
