using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using Quartz;
using SopEngine.Core.Schedules;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Engine.Definitions;

/// <summary>
/// When a SOP starts by itself: a recurrence on the office's working calendar or, for those who know it, a cron expression in the office's
/// zone. Its text is the recurrence's JSON, or the expression as Quartz writes it.
/// </summary>
public sealed partial class ScheduleRule
{
    private ScheduleRule(Recurrence? recurrence, CronExpression? cron)
    {
        Recurrence = recurrence;
        Cron = cron?.CronExpressionString;
        _cron = cron;
    }

    /// <summary>Of seconds, minutes, hours, days, months and weekdays.</summary>
    private static readonly int[] Most = [59, 59, 23, 31, 12, 7];

    private readonly CronExpression? _cron;

    public Recurrence? Recurrence { get; }

    /// <summary>Null for a recurrence.</summary>
    public string? Cron { get; }

    public static ScheduleRule Of(Recurrence recurrence) => new(recurrence, null);

    /// <summary>Reads a recurrence's JSON, or a cron expression: five fields as crontab has them, or six as Quartz does; seconds must be 0. Null for neither.</summary>
    public static ScheduleRule? TryParse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (text.TrimStart().StartsWith('{')) return RecurrenceJson.TryRead(text) is { } recurrence ? new(recurrence, null) : null;

        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (!IsWithin(fields)) return null;
        var format = fields.Length == 5 ? CronFormat.Unix : CronFormat.Quartz;
        return CronExpression.TryParse(string.Join(' ', fields), format, out var cron) && cron!.CronExpressionString.StartsWith("0 ", StringComparison.Ordinal) ? new(null, cron) : null;
    }

    /// <summary>Whether no field names a minute, an hour or a day that there is not: Quartz takes minute 99, and never finds it.</summary>
    private static bool IsWithin(string[] fields) => fields.Zip(fields.Length == 5 ? Most[1..] : Most)
        .All(field => Named().Matches(field.First).All(number => int.TryParse(number.Value, CultureInfo.InvariantCulture, out var value) && value <= field.Second));

    [GeneratedRegex(@"(?<![/\d#])\d+")]
    private static partial Regex Named();

    /// <summary>The first time after an instant; <see cref="Instant.MaxValue"/> when there is none.</summary>
    public Instant Next(Instant after, WorkingCalendar calendar)
    {
        if (Recurrence is not null) return Recurrence.Next(after, calendar);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(calendar.Zone.Id);
        return _cron!.WithTimeZone(zone).GetNextValidTimeAfter(after.ToDateTimeOffset()) is { } next ? Instant.FromDateTimeOffset(next) : Instant.MaxValue;
    }

    public override string ToString() => Recurrence is null ? Cron! : RecurrenceJson.Write(Recurrence);
}
