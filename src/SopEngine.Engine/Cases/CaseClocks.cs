using NodaTime;
using Npgsql;
using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Cases.Tables;
using SopEngine.Engine.Data;
using SopEngine.Engine.Units;

namespace SopEngine.Engine.Cases;

/// <summary>An open task with its due moment of the last count.</summary>
internal sealed record CountedTask(int No, int Activity, DateTime OpenedAt, DateTime DueAt);

/// <summary>Counts on the unit's calendar when tasks and whole cases are due.</summary>
internal sealed class CaseClocks(NpgsqlConnection connection, UnitCalendars calendars, LoadedCases loaded, CaseRows rows)
{
    /// <summary>The calendar must still be able to count from there when holidays are added or more time is given.</summary>
    private static readonly Duration Farthest = Duration.FromDays(200 * 366);

    private readonly Dictionary<TaskKey, Instant> _openedAt = [];

    /// <param name="anew">True when the task's ladder begins here, so that it may climb at once in a vacant lane.</param>
    /// <param name="opened">The moment at which the task was opened; null to look it up.</param>
    public async ValueTask<TaskTimes> Times(
        LockedCase target, int task, int activity, string? lane, TimeLimit? limit, bool anew, Instant? opened,
        CancellationToken cancellation)
    {
        var version = loaded.CalendarVersionOf(target.Definition.Unit);
        var reached = anew ? VacantLadder.Targets(target.Flow, activity, lane) : null;
        var waits = target.Flow.StepAt(activity)?.Lapse is null;
        // A task without a limit is never due and climbs no ladder.
        if (limit is null && waits) return new TaskTimes(null, version, Instant.MaxValue.ToSql(), null, "{}", reached, null, null);

        var since = opened ?? await OpenedAt(target.KeyOf(task), cancellation);
        var (calendar, terms) = (await Calendar(target, cancellation), target.State.TermsOf(task));
        var lapse = waits ? null : LapseClock.Of(target.Flow, calendar, activity, lane, since, terms, target.State);
        var (lapseAt, lapseAlarm) = (lapse?.At.ToMicroseconds().ToSql(), lapse?.Alarm?.ToMicroseconds().ToSql());
        if (limit is not { } time)
            return new TaskTimes(null, version, Instant.MaxValue.ToSql(), null, "{}", reached, lapseAt, lapseAlarm);

        var clock = target.Flow.ClockOf(calendar, activity, lane, since, time, terms, target.State.Pauses, target.StartedAt,
            target.Stops);
        DateTime? original = terms.Extensions.Count == 0
            ? null
            : target.Flow.ClockOf(calendar, activity, lane, since, time, terms with { Extensions = [] }, target.State.Pauses,
                target.StartedAt, target.Stops)
                .Due.ToMicroseconds().ToSql();
        // The alarms of a paused case do not ring.
        var alarms = target.State.IsPaused ? [] : target.Flow.LadderOf(activity).Select(level => clock.At(level.Percent));
        return new TaskTimes(time.ToString(), version, clock.Due.ToMicroseconds().ToSql(), original, InstantArray.Text(alarms), reached,
            lapseAt, lapseAlarm);
    }

    /// <summary>Counts again until when the case's open tasks wait for its bill.</summary>
    public async ValueTask KeepLapses(LockedCase target, CancellationToken cancellation)
    {
        foreach (var wait in target.State.Waits(target.Flow))
        {
            if (target.Flow.StepAt(wait.Activity) is not { Lapse.IsOfBill: true } step) continue;
            var key = target.KeyOf(wait.Number);
            // A task that the same event has opened was counted by the new bill already.
            if (rows.Tasks.Opened(key)?.OpenedSeq == target.Seq) continue;
            // A task that is opened again here waits as it did before.
            if (await FindOpenedAt(key, cancellation) is not { } opened) continue;
            var lapse = LapseClock.Of(
                target.Flow, await Calendar(target, cancellation), wait.Activity, step.Lane, opened, target.State.TermsOf(wait.Number),
                target.State);
            rows.Tasks.Lapse(new TaskLapse(key, lapse?.At.ToMicroseconds().ToSql(), lapse?.Alarm?.ToMicroseconds().ToSql()));
        }
    }

    public async ValueTask<TaskRecount> Recount(LockedCase target, TaskRecounted recounted, CancellationToken cancellation)
    {
        var lane = target.Flow.StepAt(recounted.Activity)?.Lane;
        var anew = recounted.Anew && !target.State.IsPaused;
        var times = await Times(target, recounted.Task, recounted.Activity, lane, recounted.Limit, anew, null, cancellation);
        return new TaskRecount(target.KeyOf(recounted.Task), times, recounted.Anew);
    }

    /// <summary>
    /// Counts a case's open tasks and its promise again on the present calendar. When a due moment has changed, the result is the event for
    /// the case's history; otherwise it is null, and only the calendar's version is noted.
    /// </summary>
    /// <param name="tasks">The open tasks that were counted on an older calendar.</param>
    public async ValueTask<DuesRecounted?> Recount(
        LockedCase target, IReadOnlyList<CountedTask> tasks, Instant? standardDue, Instant now, CancellationToken cancellation)
    {
        var dues = new List<DueChange>();
        foreach (var task in tasks)
        {
            _openedAt[target.KeyOf(task.No)] = task.OpenedAt.ToInstant();
            var limit = target.State.TermsOf(task.No).Limit ?? target.Flow.StepAt(task.Activity)?.Limit;
            var row = await Recount(target, new TaskRecounted(task.No, task.Activity, limit, Anew: false), cancellation);
            rows.Recount(row);
            if (row.Times.DueAt != task.DueAt)
                dues.Add(DueChange.Recounted(task.No, task.DueAt.ToInstant(), row.Times.DueAt.ToInstant(), now));
        }

        await SetStandard(target, cancellation);
        var standard = standardDue is { } before && target.Clock!.Value.DueAt?.ToInstant() is { } after && before != after
            ? new DueChange(0, before, after)
            : null;
        if (standard is null) target.Clock = null;
        return dues.Count == 0 && standard is null
            ? null
            : new DuesRecounted(loaded.CalendarVersionOf(target.Definition.Unit), dues, standard);
    }

    /// <summary>The open tasks that are due at another moment on another version of the SOP; null for none.</summary>
    public async ValueTask<IReadOnlyList<DueChange>?> Moved(
        LockedCase target, Flow to, IReadOnlyList<TaskMove> tasks, Instant now, CancellationToken cancellation)
    {
        var dues = new List<DueChange>();
        foreach (var task in tasks)
        {
            if (await Due(target.Flow, task.Before) is { } before && await Due(to, task.After) is { } after && before != after)
                dues.Add(DueChange.Recounted(task.Task, before, after, now));

            async ValueTask<Instant?> Due(Flow flow, Step? step)
            {
                var terms = target.State.TermsOf(task.Task);
                if (step is null || (terms.Limit ?? step.Limit) is not { } limit) return null;
                var (calendar, opened) = (await Calendar(target, cancellation), await OpenedAt(target.KeyOf(task.Task), cancellation));
                return flow
                    .ClockOf(calendar, step.Activity, step.Lane, opened, limit, terms, target.State.Pauses, target.StartedAt, target.Stops)
                    .Due.ToMicroseconds();
            }
        }

        return dues.Count == 0 ? null : dues;
    }

    /// <summary>Adds to the event the old and the new due moment of its task.</summary>
    /// <param name="after">The state of the case after the event.</param>
    /// <exception cref="OverflowException">The task is due, or its ladder ends, farther ahead than can be counted.</exception>
    public async ValueTask<CaseEvent> WithDue(
        LockedCase target, CaseEvent happened, CaseState after, Instant now, CancellationToken cancellation)
    {
        return happened switch
        {
            LimitSet set => set with { Due = await Change(set.Task) },
            TaskExtended extended => extended with { Due = await Change(extended.Task) },
            _ => happened,
        };

        async ValueTask<DueChange?> Change(int task)
        {
            var activity = target.OpenTask(task)!.Value.Activity;
            var opened = await OpenedAt(target.KeyOf(task), cancellation);
            var calendar = await Calendar(target, cancellation);
            return Due(target.State) is { } before && Due(after) is { } moved ? new DueChange(task, before, moved) : null;

            Instant? Due(CaseState state)
            {
                var terms = state.TermsOf(task);
                var step = target.Flow.StepAt(activity);
                if ((terms.Limit ?? step?.Limit) is not { } limit) return null;
                var clock = target.Flow.ClockOf(
                    calendar, activity, step?.Lane, opened, limit, terms, state.Pauses, target.StartedAt, target.Stops);
                var moments = target.Flow.LadderOf(activity).Select(level => clock.At(level.Percent)).Append(clock.Due);
                return moments.Any(moment => moment > now + Farthest)
                    ? throw new OverflowException("A step that is due so far ahead is never late.")
                    : clock.Due.ToMicroseconds();
            }
        }
    }

    /// <summary>Stops or starts the clock of the promise for the whole case, when the last event did.</summary>
    /// <param name="before">The state of the case before that event.</param>
    public async ValueTask KeepStandard(LockedCase target, CaseState before, Instant now, CancellationToken cancellation)
    {
        var state = target.State;
        if (state.Status != CaseStatus.Running) return;
        if (before.Status != CaseStatus.Running) StandWhileOver(target, now);

        var hasStandard = target.Flow.Definition.Sop?.ServiceStandard is not null;
        var stands = state.IsPaused || (hasStandard && state.WaitsForCustomer(target.Flow));
        var stops = ServiceClock.Stand(target.Stops, stands, now);
        var isAsBefore = before.IsBreached == state.IsBreached && before.IsPaused == state.IsPaused && before.Status == state.Status;
        if (ReferenceEquals(stops, target.Stops) && !(target.IsNew && hasStandard) && !target.IsMoved && isAsBefore) return;

        target.Stops = stops;
        await SetStandard(target, cancellation);
    }

    /// <summary>Counts the time in which the case was over as a stop of its clock.</summary>
    private static void StandWhileOver(LockedCase target, Instant now)
    {
        var isOpen = target.Stops is [.., { HasEnd: false }];
        var since = isOpen ? target.Stops[^1].Start : Instant.Min(target.EndedSince ?? now, now);
        target.Stops = [.. isOpen ? target.Stops.SkipLast(1) : target.Stops, new Interval(since, Instant.Max(since, now))];
    }

    private async ValueTask SetStandard(LockedCase target, CancellationToken cancellation)
    {
        var state = target.State;
        Instant? due = null;
        if (target.Flow.Definition.Sop?.ServiceStandard is { } standard)
        {
            var calendar = (await Calendar(target, cancellation)).For(target.Flow.HoursOf());
            due = ServiceClock.Due(calendar, standard, target.StartedAt, target.Stops, target.Flow.Definition.Sop.CountsWholeDays)
                .ToMicroseconds();
        }

        var rings = due is not null && !state.IsBreached && target.Stops is not [.., { HasEnd: false }];
        target.Clock = new CaseClockRow(
            state.IsPaused ? state.Pauses[^1].Start.ToSql() : null, due?.ToSql(), StandardStops.Write(target.Stops),
            rings ? due?.ToSql() : null);
    }

    private async ValueTask<Instant> OpenedAt(TaskKey key, CancellationToken cancellation) =>
        (await FindOpenedAt(key, cancellation))!.Value;

    /// <summary>Null for a task that the database does not have as open.</summary>
    private async ValueTask<Instant?> FindOpenedAt(TaskKey key, CancellationToken cancellation)
    {
        if (_openedAt.TryGetValue(key, out var known)) return known;
        if (rows.Tasks.Opened(key) is { } opened) return opened.OpenedAt.ToInstant();

        await using var read = connection.Command(TasksTable.ReadOpenedAt, key.Unit, key.Case);
        await using var reader = await read.ExecutePrepared(cancellation);
        while (await reader.ReadAsync(cancellation)) _openedAt[key with { No = reader.GetInt32(0) }] = reader.GetDateTime(1).ToInstant();
        return _openedAt.TryGetValue(key, out known) ? known : null;
    }

    private ValueTask<WorkingCalendar> Calendar(LockedCase target, CancellationToken cancellation) =>
        calendars.Get(target.Definition.Unit, loaded.CalendarVersionOf(target.Definition.Unit), cancellation);
}
