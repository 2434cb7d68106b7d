using System.Text.Json;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Units;

namespace SopEngine.Engine.Schedules;

/// <summary>A person's settings of a schedule, which starts a SOP by itself.</summary>
/// <param name="Title">The cases' title, a pattern of <see cref="Core.Schedules.OccurrenceTitle"/>; empty for the SOP's name.</param>
/// <param name="Inputs">The cases' inputs; null keeps the schedule's present ones.</param>
/// <param name="RunsWhenMissed">True when a time at which no node ran is made up for, once.</param>
/// <param name="SkipsWhileRunning">True when a time is left out while the case of the last one still runs.</param>
public sealed record ScheduleSettings(
    string DefinitionId, ScheduleRule Rule, string Title, IReadOnlyDictionary<string, JsonElement>? Inputs, bool RunsWhenMissed = true,
    bool SkipsWhileRunning = true);

/// <summary>Keeps the schedules of each unit.</summary>
public sealed class ScheduleStore(SopDatabase database, UnitCalendars calendars, IClock clock)
{
    private const string Insert =
        """
        insert into schedules (unit_id, definition_id, rule, title, inputs, if_missed, while_running, next_at, planned_at, calendar_version,
          changed_at, changed_by, form_key)
        values (@unit, @DefinitionId, @rule, @Title, coalesce(@inputs::json, '{}'), @ifMissed, @whileRunning, @next, @now, @calendarVersion,
          @now, @person, @formKey)
        on conflict (unit_id, form_key) where form_key is not null do update set form_key = excluded.form_key returning id
        """;

    private const string Update =
        """
        update schedules set rule = @rule, title = @Title, inputs = coalesce(@inputs::json, inputs), if_missed = @ifMissed,
          while_running = @whileRunning, next_at = @next, planned_at = @now, calendar_version = @calendarVersion,
          revision = revision + 1, changed_at = @now, changed_by = @person
        where unit_id = @unit and id = @id and revision = @revision and activity_id is null returning id
        """;

    private const string UpdatePaused =
        """
        update schedules set is_paused = @paused, next_at = @next, planned_at = @now, calendar_version = @calendarVersion,
          revision = revision + 1, changed_at = @now, changed_by = @person
        where unit_id = @unit and id = @id returning id
        """;

    private const string DeleteSchedule = "delete from schedules where unit_id = @unit and id = @id and activity_id is null returning id";

    /// <param name="person">Null for the system.</param>
    /// <param name="formKey">Of the form that asks for it: sent twice, it makes one. Null for none.</param>
    /// <returns>The new schedule's id.</returns>
    public async Task<long> Add(
        int unit, long? person, ScheduleSettings settings, CancellationToken cancellation, string? formKey = null) =>
        (await database.QuerySingle<long?>(
            unit, Insert, await Values(unit, person, settings.Rule, cancellation, settings, formKey: formKey), cancellation))!.Value;

    /// <summary>Changes a schedule that a person set; its SOP stays. Past times are not made up for.</summary>
    /// <param name="revision">The revision that the person has before them.</param>
    /// <returns>False when the schedule is gone or has another revision.</returns>
    public async Task<bool> Change(
        int unit, long person, long id, int revision, ScheduleSettings settings, CancellationToken cancellation) =>
        await database.QuerySingle<long?>(
            unit, Update, await Values(unit, person, settings.Rule, cancellation, settings, id, revision), cancellation) is not null;

    /// <summary>Pauses a schedule, or lets it go on with the next time after now. False when it is gone.</summary>
    public async Task<bool> Pause(int unit, long person, long id, bool paused, CancellationToken cancellation)
    {
        var stored = await database.QuerySingle<string>(
            unit, "select rule from schedules where unit_id = @unit and id = @id", new { id }, cancellation);
        if (ScheduleRule.TryParse(stored) is not { } rule) return false;
        return await database.QuerySingle<long?>(
            unit, UpdatePaused, await Values(unit, person, rule, cancellation, null, id, paused: paused), cancellation) is not null;
    }

    /// <summary>Deletes a schedule that a person set, with the record of its runs; its cases stay. False when it was gone.</summary>
    public async Task<bool> Delete(int unit, long id, CancellationToken cancellation) =>
        await database.QuerySingle<long?>(unit, DeleteSchedule, new { id }, cancellation) is not null;

    /// <summary>The next times of a rule in a unit, from now on.</summary>
    public async Task<IReadOnlyList<Instant>> Preview(int unit, ScheduleRule rule, int count, CancellationToken cancellation)
    {
        var calendar = await calendars.Get(unit, await CalendarVersion(unit, cancellation), cancellation);
        var times = new List<Instant>();
        for (var at = rule.Next(clock.Now(), calendar); times.Count < count && at < Instant.MaxValue; at = rule.Next(at, calendar))
            times.Add(at);
        return times;
    }

    private async Task<object> Values(
        int unit, long? person, ScheduleRule rule, CancellationToken cancellation, ScheduleSettings? settings = null, long id = 0,
        int revision = 0, bool paused = false, string? formKey = null)
    {
        var calendarVersion = await CalendarVersion(unit, cancellation);
        var now = clock.Now();
        return new
        {
            id,
            revision,
            paused,
            formKey,
            settings?.DefinitionId,
            rule = rule.ToString(),
            settings?.Title,
            inputs = settings?.Inputs is { } given ? JsonSerializer.Serialize(given) : null,
            ifMissed = settings?.RunsWhenMissed == true ? "run" : "skip",
            whileRunning = settings?.SkipsWhileRunning == true ? "skip" : "start",
            now,
            next = rule.Next(now, await calendars.Get(unit, calendarVersion, cancellation)),
            calendarVersion,
            person,
        };
    }

    private async Task<int> CalendarVersion(int unit, CancellationToken cancellation) =>
        await database.QuerySingle<int>(unit, "select calendar_version from units where id = @unit", null, cancellation);
}
