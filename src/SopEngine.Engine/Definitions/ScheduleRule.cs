using Cronos;
using NodaTime;
using SopEngine.Core.Schedules;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Engine.Definitions;

/// <summary>
/// The times at which a SOP starts by itself: a recurrence on the office's working calendar, or a cron expression in the office's zone. Its
/// text is the recurrence's JSON, or the expression with one blank between its fields.
/// </summary>
public sealed class ScheduleRule
{
    private ScheduleRule(Recurrence? recurrence, string? text = null, CronExpression? cron = null)
    {
        Recurrence = recurrence;
        Cron = text;
        _cron = cron;
    }

    private readonly CronExpression? _cron;

    public Recurrence? Recurrence { get; }

    /// <summary>Null for a recurrence.</summary>
    public string? Cron { get; }

    public static ScheduleRule Of(Recurrence recurrence) => new(recurrence);

    /// <summary>
    /// Reads a recurrence's JSON, or a cron expression: five fields as in crontab, or six as in Elsa, with seconds in front, which must be
    /// 0. Null for neither.
    /// </summary>
    public static ScheduleRule? TryParse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (text.TrimStart().StartsWith('{')) return RecurrenceJson.TryRead(text) is { } recurrence ? new(recurrence) : null;

        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var hasSeconds = fields.Length == 6;
        if (fields.Length is < 5 or > 6 || (hasSeconds && fields[0] != "0")) return null;
        var normal = string.Join(' ', fields);
        var format = hasSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard;
        return CronExpression.TryParse(normal, format, out var cron) ? new(null, normal, cron) : null;
    }

    /// <summary>The first time after an instant; <see cref="Instant.MaxValue"/> when there is none.</summary>
    public Instant Next(Instant after, WorkingCalendar calendar)
    {
        if (Recurrence is not null) return Recurrence.Next(after, calendar);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(calendar.Zone.Id);
        return _cron!.GetNextOccurrence(after.ToDateTimeUtc(), zone) is { } next ? Instant.FromDateTimeUtc(next) : Instant.MaxValue;
    }

    public override string ToString() => Recurrence is null ? Cron! : RecurrenceJson.Write(Recurrence);
}
