using System.Text.Json.Serialization;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Data;
using SopEngine.Engine.Units;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>The standing of a task or a case to its limit, in the time that the limit counts.</summary>
/// <param name="Level">Of Escalated: the level from the breach on that was reached, from 1.</param>
/// <param name="RemainingMinutes">Minutes of that time left; negative when it has passed.</param>
public sealed record StandingItem(StandingKind Kind, int Level, int RemainingMinutes)
{
    /// <summary>The number of such minutes in a day.</summary>
    [JsonIgnore]
    public int MinutesADay { get; init; } = 24 * 60;

    [JsonIgnore]
    public bool IsLate => Kind is StandingKind.Late or StandingKind.Escalated or StandingKind.DoneLate;
}

/// <summary>Finds the standing of tasks and cases, on the working calendar of the unit.</summary>
public sealed class OfficeClock(SopDatabase database, UnitCalendars calendars, IMemoryCache cache, IClock clock)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(2);

    public async ValueTask<WorkingCalendar> Calendar(int unit, CancellationToken cancellation)
    {
        if (!cache.TryGetValue((typeof(OfficeClock), unit), out int version))
        {
            version = await database.QuerySingle<int>(unit, "select calendar_version from units where id = @unit", null, cancellation);
            cache.Set((typeof(OfficeClock), unit), version, KeptFor);
        }

        return await calendars.Get(unit, version, cancellation);
    }

    /// <summary>The standing of a task.</summary>
    /// <param name="level">The number of levels of its ladder that it has climbed.</param>
    /// <param name="paused">The moment since which its case is put off: its clock stands there.</param>
    public async ValueTask<StandingItem> Of(
        int unit, Flow flow, int activity, string? lane, Instant? due, int level, Instant? closed,
        Instant? paused, CancellationToken cancellation)
    {
        var calendar = flow.Lane(lane) is { External: true } ? null : (await Calendar(unit, cancellation)).For(flow.HoursOf(activity));
        return View(
            Standing.Of(calendar, due, Standing.Reached(flow.LadderOf(activity), level), closed, paused ?? clock.GetCurrentInstant()),
            calendar);
    }

    /// <summary>The standing of a whole case to its service standard.</summary>
    /// <param name="stopped">The moment since which its clock stands; null while it runs.</param>
    public async ValueTask<StandingItem?> OfCase(
        int unit, Flow flow, Instant? due, Instant? ended, Instant? stopped, CancellationToken cancellation)
    {
        if (due is null) return null;
        var calendar = (await Calendar(unit, cancellation)).For(flow.HoursOf());
        return View(Standing.Of(calendar, due, [], ended, stopped ?? clock.GetCurrentInstant()), calendar);
    }

    /// <summary>"1 jam 20 menit", "3 hari 2 jam": two units say enough.</summary>
    public static string Lasting(IStringLocalizer<Texts> texts, int minutes, int minutesADay)
    {
        minutes = Math.Abs(minutes);
        var (days, hours, rest) = (minutes / minutesADay, minutes % minutesADay / 60, minutes % minutesADay % 60);
        return (days, hours, rest) switch
        {
            (0, 0, _) => texts["Lasting.Minutes", rest],
            (0, _, 0) => texts["Lasting.Hours", hours],
            (0, _, _) => texts["Lasting.HoursMinutes", hours, rest],
            (_, 0, _) => texts["Lasting.Days", days],
            _ => texts["Lasting.DaysHours", days, hours],
        };
    }

    /// <summary>
    /// The time left of an open standing, or the time since it passed. A standing late by no working time yet is late, too; a task that was
    /// escalated because nobody holds its lane may have time left.
    /// </summary>
    public static string Left(IStringLocalizer<Texts> texts, StandingItem standing) =>
        texts[
            standing.RemainingMinutes < 0 || (standing.RemainingMinutes == 0 && standing.IsLate) ? "Due.Over" : "Due.Left",
            Lasting(texts, standing.RemainingMinutes, standing.MinutesADay)];

    /// <summary>The minutes of a working day, by the calendar's ordinary week; 24 hours without a calendar.</summary>
    public static int MinutesADay(WorkingCalendar? calendar)
    {
        if (calendar is null) return 24 * 60;
        var week = calendar.Rules.Hours;
        var days = Enumerable.Range(1, 7).Count(day => !week[(IsoDayOfWeek)day].IsClosed);
        return (int)(week.Length.TotalMinutes / days);
    }

    private static StandingItem View(Standing standing, WorkingCalendar? calendar) =>
        new(standing.Kind, standing.Level, Minutes(standing.Remaining)) { MinutesADay = MinutesADay(calendar) };

    /// <summary>A begun minute counts whole, so that nothing is late by no minute, and any time left is a minute at least.</summary>
    private static int Minutes(Duration remaining) =>
        (int)(remaining < Duration.Zero ? Math.Floor(remaining.TotalMinutes) : Math.Ceiling(remaining.TotalMinutes));
}
