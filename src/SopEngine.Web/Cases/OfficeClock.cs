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
    /// <summary>True when only working time counts; false for a customer's step, which counts every hour.</summary>
    [JsonIgnore]
    public bool IsOfWork => MinutesADay < 24 * 60;

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
    /// <param name="vacant">The number of these that it climbed because nobody holds its lane, not for lateness.</param>
    /// <param name="pauses">Of its case; its clock stands while one lasts.</param>
    public async ValueTask<StandingItem> Of(
        int unit, Flow flow, int activity, string? lane, Instant? due, int level, int vacant, Instant? closed,
        IReadOnlyCollection<Interval> pauses, CancellationToken cancellation)
    {
        var calendar = flow.Lane(lane) is { External: true } ? null : (await Calendar(unit, cancellation)).For(flow.HoursOf(activity));
        // Levels of a customer's step remind the customer: they are no escalation.
        var reached = Standing.Reached(flow.LadderOf(activity), level).Skip(vacant).Where(percent => calendar is not null || percent < 100);
        return View(Standing.Of(calendar, due, reached, closed, clock.GetCurrentInstant(), pauses), calendar);
    }

    /// <summary>The standing of a whole case to its service standard.</summary>
    /// <param name="stops">The times in which its clock stood.</param>
    public async ValueTask<StandingItem?> OfCase(
        int unit, Flow flow, Instant? due, Instant started, Instant? ended, IReadOnlyCollection<Interval> stops,
        CancellationToken cancellation)
    {
        if (due is not { } promised) return null;
        var calendar = (await Calendar(unit, cancellation)).For(flow.HoursOf());
        var promise = PromiseTime.Of(calendar, promised, started, stops, ended, clock.GetCurrentInstant());
        return View(Standing.Of(promise, ended is not null), calendar);
    }

    /// <summary>"1 jam 20 menit", "3 hari 2 jam 9 menit": to the minute, since delays are made good by it.</summary>
    public static string Lasting(IStringLocalizer<Texts> texts, int minutes, int minutesADay)
    {
        minutes = Math.Abs(minutes);
        var (days, hours, rest) = (minutes / minutesADay, minutes % minutesADay / 60, minutes % minutesADay % 60);
        string[] parts =
        [
            .. days > 0 ? [texts["Lasting.Days", days].Value] : Array.Empty<string>(),
            .. hours > 0 ? [texts["Lasting.Hours", hours].Value] : Array.Empty<string>(),
            .. rest > 0 || minutes == 0 ? [texts["Lasting.Minutes", rest].Value] : Array.Empty<string>(),
        ];
        return string.Join(' ', parts);
    }

    /// <summary>
    /// The time left of an open standing, or the time since it passed; said to be of work where only working time counts. A standing late
    /// by no working time yet is late, too.
    /// </summary>
    public static string Left(IStringLocalizer<Texts> texts, StandingItem standing)
    {
        if (standing is { RemainingMinutes: 0, IsLate: true }) return texts["Due.OverSinceClosing"];
        var of = standing.IsOfWork ? "Working" : "";
        return texts[
            $"Due.{(standing.RemainingMinutes < 0 ? "Over" : "Left")}{of}",
            Lasting(texts, standing.RemainingMinutes, standing.MinutesADay)];
    }

    /// <summary>The minutes of a working day, by the calendar's ordinary week; 24 hours without a calendar.</summary>
    public static int MinutesADay(WorkingCalendar? calendar) => calendar is null ? 24 * 60 : (int)calendar.OrdinaryDay.TotalMinutes;

    private static StandingItem View(Standing standing, WorkingCalendar? calendar) =>
        new(standing.Kind, standing.Level, Minutes(standing.Remaining)) { MinutesADay = MinutesADay(calendar) };

    /// <summary>A begun minute counts whole, so that nothing is late by no minute, and any time left is a minute at least.</summary>
    public static int Minutes(Duration remaining) =>
        (int)(remaining < Duration.Zero ? Math.Floor(remaining.TotalMinutes) : Math.Ceiling(remaining.TotalMinutes));
}
