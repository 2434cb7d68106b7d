using NodaTime;
using Npgsql;
using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases;

/// <summary>When tasks and whole cases are due, counted on the unit's calendar.</summary>
internal sealed partial class CaseTransaction
{
    /// <summary>The calendar must still be able to count from there when holidays are added or more time is given.</summary>
    private static readonly Duration Farthest = Duration.FromDays(200 * 366);

    private readonly Dictionary<(int Unit, long Case, int No), Instant> _openedAt = [];

    private async ValueTask<TaskRow> Task(LockedCase target, TaskOpened opened, CancellationToken cancellation)
    {
        var times = await Times(target, opened.Task, opened.Activity, opened.Lane, opened.Limit, now, cancellation);
        return new TaskRow(target, opened.Task, opened.Activity, opened.Lane, opened.Title, now.ToSql(), target.Seq, opened.Limit?.ToString(),
            _calendarVersions[target.Definition.Unit], times, Escalated.Reached(target.Flow, opened.Activity, opened.Lane));
    }

    private async ValueTask<TaskMoveRow> TaskMove(LockedCase target, TaskMoved moved, CancellationToken cancellation)
    {
        var opened = await OpenedAt(target, moved.Task, cancellation);
        var times = await Times(target, moved.Task, moved.Activity, moved.Lane, moved.Limit, opened, cancellation);
        var reached = target.State.IsPaused ? null : Escalated.Reached(target.Flow, moved.Activity, moved.Lane);
        return new TaskMoveRow(target.Definition.Version, moved.Activity, moved.Lane, moved.Limit?.ToString(), _calendarVersions[target.Definition.Unit], times, reached);
    }

    private async ValueTask<RecountRow> Recount(LockedCase target, TaskRecounted recounted, CancellationToken cancellation)
    {
        var opened = await OpenedAt(target, recounted.Task, cancellation);
        var lane = LaneOf(target.Flow, recounted.Activity);
        var times = await Times(target, recounted.Task, recounted.Activity, lane, recounted.Limit, opened, cancellation);
        var reached = recounted.Anew && !target.State.IsPaused ? Escalated.Reached(target.Flow, recounted.Activity, lane) : null;
        return new RecountRow(recounted.Limit?.ToString(), _calendarVersions[target.Definition.Unit], times, recounted.Anew, reached);
    }

    private async ValueTask<TaskTimes> Times(
        LockedCase target, int task, int activity, string? lane, TimeLimit? limit, Instant opened, CancellationToken cancellation)
    {
        if (limit is not { } time) return TaskTimes.None;

        var calendar = await Calendar(target, cancellation);
        var clock = target.Flow.ClockOf(calendar, activity, lane, opened, time, target.State.TermsOf(task), target.State.Pauses);
        // What is put off does not ring.
        return TaskTimes.Of(clock.Due, target.State.IsPaused ? [] : target.Flow.LadderOf(activity).Select(level => clock.At(level.Percent)));
    }

    private async ValueTask<Instant> OpenedAt(LockedCase target, int task, CancellationToken cancellation)
    {
        var key = (target.Definition.Unit, target.Id, task);
        if (_openedAt.TryGetValue(key, out var known)) return known;
        if (_rows.NewTask(target, task) is { } opened) return opened.OpenedAt.ToInstant();

        await using var read = new NpgsqlCommand(CaseSql.ReadOpenedAt, connection)
        {
            Parameters = { new() { Value = target.Definition.Unit }, new() { Value = target.Id } },
        };
        await using var reader = await read.ExecutePrepared(cancellation);
        while (await reader.ReadAsync(cancellation))
            _openedAt[(target.Definition.Unit, target.Id, reader.GetInt32(0))] = reader.GetDateTime(1).ToInstant();
        return _openedAt[key];
    }

    /// <summary>
    /// Counts a case's open tasks and its promise again on the calendar as it is now. What is due at another moment than before is told in the
    /// case's history; where nothing is, only the calendar's version is noted.
    /// </summary>
    /// <param name="tasks">The open tasks that were counted on an older calendar.</param>
    /// <returns>Whether anything is due at another moment.</returns>
    public async ValueTask<bool> Recount(int unit, long caseId, IReadOnlyList<CountedTask> tasks, Instant? standardDue, CancellationToken cancellation)
    {
        var target = _cases[(unit, caseId)];
        var dues = new List<DueChange>();
        foreach (var task in tasks)
        {
            _openedAt[(unit, caseId, task.No)] = task.OpenedAt.ToInstant();
            var terms = target.State.TermsOf(task.No);
            var row = await Recount(target, new TaskRecounted(task.No, task.Activity, terms.Limit ?? target.Flow.StepAt(task.Activity)?.Limit, Anew: false), cancellation);
            _rows.Recount(unit, caseId, task.No, row);
            if (row.Times.DueAt != task.DueAt) dues.Add(DueChange.Recounted(task.No, task.DueAt.ToInstant(), row.Times.DueAt.ToInstant(), now));
        }

        await SetClock(target, cancellation);
        var standard = standardDue is { } before && target.Clock!.Value.DueAt?.ToInstant() is { } after && before != after ? new DueChange(0, before, after) : null;
        if (standard is null) target.Clock = null;
        if (dues.Count == 0 && standard is null) return false;

        await Decide(new AdvanceCase(unit, caseId, new DuesRecounted(_calendarVersions[unit], dues, standard), null), cancellation);
        return true;
    }

    /// <summary>The event with from when to when it moves its task.</summary>
    /// <param name="after">The case as the event leaves it.</param>
    /// <exception cref="OverflowException">It is due, or its ladder ends, farther ahead than can be counted.</exception>
    private async ValueTask<CaseEvent> WithDue(LockedCase target, CaseEvent happened, CaseState after, CancellationToken cancellation)
    {
        return happened switch
        {
            LimitSet set => set with { Due = await Change(set.Task) },
            TaskExtended extended => extended with { Due = await Change(extended.Task) },
            _ => happened,
        };

        async ValueTask<DueChange?> Change(int task)
        {
            var activity = target.State.Waits(target.Flow).First(open => open.Number == task).Activity;
            var opened = await OpenedAt(target, task, cancellation);
            var calendar = await Calendar(target, cancellation);
            return Due(target.State) is { } before && Due(after) is { } moved ? new DueChange(task, before, moved) : null;

            Instant? Due(CaseState state)
            {
                var terms = state.TermsOf(task);
                if ((terms.Limit ?? target.Flow.StepAt(activity)?.Limit) is not { } limit) return null;
                var clock = target.Flow.ClockOf(calendar, activity, LaneOf(target.Flow, activity), opened, limit, terms, state.Pauses);
                return target.Flow.LadderOf(activity).Select(level => clock.At(level.Percent)).Append(clock.Due).Any(moment => moment > now + Farthest)
                    ? throw new OverflowException("A step that is due so far ahead is never late.")
                    : clock.Due.ToMicroseconds();
            }
        }
    }

    private ValueTask<WorkingCalendar> Calendar(LockedCase target, CancellationToken cancellation) =>
        calendars.Get(target.Definition.Unit, _calendarVersions[target.Definition.Unit], cancellation);

    /// <summary>Stops and starts the clock of the promise for the whole case, when this event did.</summary>
    private async ValueTask KeepClock(LockedCase target, CaseState before, CancellationToken cancellation)
    {
        var state = target.State;
        if (state.Status != CaseStatus.Running) return;
        if (before.Status != CaseStatus.Running) RestSince(target);

        var hasStandard = target.Flow.Definition.Sop?.ServiceStandard is not null;
        var stands = state.IsPaused || (hasStandard && state.WaitsForCustomer(target.Flow));
        var stops = ServiceClock.Stand(target.Stops, stands, now);
        var isAsBefore = before.IsBreached == state.IsBreached && before.IsPaused == state.IsPaused && before.Status == state.Status;
        if (ReferenceEquals(stops, target.Stops) && !(target.IsNew && hasStandard) && !target.IsMoved && isAsBefore) return;

        target.Stops = stops;
        await SetClock(target, cancellation);
    }

    /// <summary>While the case was over, its clock stood.</summary>
    private void RestSince(LockedCase target)
    {
        var isOpen = target.Stops is [.., { HasEnd: false }];
        var since = isOpen ? target.Stops[^1].Start : Instant.Min(target.EndedSince ?? now, now);
        target.Stops = [.. isOpen ? target.Stops.SkipLast(1) : target.Stops, new Interval(since, Instant.Max(since, now))];
    }

    private async ValueTask SetClock(LockedCase target, CancellationToken cancellation)
    {
        var state = target.State;
        Instant? due = target.Flow.Definition.Sop?.ServiceStandard is { } standard
            ? ServiceClock.Due((await Calendar(target, cancellation)).For(target.Flow.HoursOf()), standard, target.StartedAt, target.Stops).ToMicroseconds()
            : null;
        var rings = due is not null && !state.IsBreached && target.Stops is not [.., { HasEnd: false }];
        target.Clock = new CaseClockRow(
            state.IsPaused ? state.Pauses[^1].Start.ToSql() : null, due?.ToSql(),
            TaskTimes.Array(target.Stops.SelectMany(stop => stop.HasEnd ? [stop.Start, stop.End] : new[] { stop.Start })), rings ? due?.ToSql() : null);
    }

    internal static List<Interval> Stops(DateTime[] edges) =>
        [.. edges.Chunk(2).Select(stop => new Interval(stop[0].ToInstant(), stop.Length > 1 ? stop[1].ToInstant() : null))];
}

/// <summary>An open task as it was last counted.</summary>
internal sealed record CountedTask(int No, int Activity, DateTime OpenedAt, DateTime DueAt);
