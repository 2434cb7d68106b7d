using System.Collections.Concurrent;
using Dapper;
using SopEngine.Core.WorkingTime;
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
}
