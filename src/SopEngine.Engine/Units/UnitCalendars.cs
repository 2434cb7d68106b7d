using System.Collections.Concurrent;
using Dapper;
using NodaTime;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Background;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Units;

/// <summary>The working calendars of the units, prepared once for each version of a unit's rules.</summary>
public sealed class UnitCalendars(SopDatabase database)
{
    private readonly ConcurrentDictionary<int, (int Version, WorkingCalendar Calendar)> _calendars = new();

    /// <summary>A unit's calendar in a version that the caller has just read; an older one is replaced.</summary>
    public async ValueTask<WorkingCalendar> Get(int unit, int version, CancellationToken cancellation)
    {
        if (_calendars.TryGetValue(unit, out var known) && known.Version == version) return known.Calendar;

        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var (stored, json) = await connection.QuerySingleAsync<(int, string)>(new CommandDefinition(
            "select calendar_version, calendar::text from units where id = @unit", new { unit }, cancellationToken: cancellation));
        var calendar = new WorkingCalendar(WorkingCalendarRules.FromJson(json));
        _calendars[unit] = (stored, calendar);
        return calendar;
    }

    /// <summary>
    /// Replaces a unit's rules. <see cref="Timers.CalendarRecount"/> counts the due moments again afterwards.
    /// </summary>
    /// <param name="version">The version that the person has before them.</param>
    /// <returns>The new version; null when another person has changed the rules meanwhile.</returns>
    public async Task<int?> Change(
        int unit, int version, WorkingCalendarRules rules, long person, string reason, Instant now, CancellationToken cancellation)
    {
        var before = await database.QuerySingle<string>(
            unit, "select calendar::text from units where id = @unit and calendar_version = @version", new { version }, cancellation);
        if (before is null) return null;

        var changes = string.Join('\n', CalendarChanges.Lines(WorkingCalendarRules.FromJson(before), rules));
        return await database.QuerySingle<int?>(
            unit,
            """
            with changed as (
              update units set calendar = @calendar::json, calendar_version = calendar_version + 1
              where id = @unit and calendar_version = @version returning id, calendar_version)
            insert into calendar_changes (unit_id, version, at, by_id, reason, calendar, changes)
            select id, calendar_version, @now, @person, @reason, @calendar::json, @changes from changed returning version;
            """ + WakeUps.Notify,
            new { version, calendar = rules.ToJson(), person, reason, now, changes }, cancellation);
    }
}
