using Npgsql;
using SopEngine.Core.Escalation;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases.Tables;

/// <summary>The table <c>tasks</c>: a transaction's changes of tasks, one statement for each kind.</summary>
internal sealed class TasksTable
{
    /// <summary>The lane of a task and, if it is closed, the person who closed it and the moment.</summary>
    public const string ReadClosed = "select lane, closed_by, closed_at from tasks where unit_id = $1 and case_id = $2 and no = $3";

    /// <summary>The people who did steps of the case, the last first.</summary>
    public const string ReadDone =
        """
        select no, version, activity, closed_by from tasks
        where unit_id = $1 and case_id = $2 and closed_by is not null and outcome is not null order by no desc
        """;

    public const string ReadOpenedAt = "select no, opened_at from tasks where unit_id = $1 and case_id = $2 and closed_at is null";

    private static readonly RowStatement<NewTask> Insert = new RowColumns<NewTask>()
        .AddKey(row => row.Key)
        .Add("definition_id", row => row.Case.Definition.DefinitionId)
        .Add("version", row => row.Case.Definition.Version)
        .Add("activity", row => row.Activity)
        .Add("lane", row => row.Lane)
        .Add("title", row => row.Title)
        .Add("opened_at", row => row.OpenedAt)
        .Add("opened_seq", row => row.OpenedSeq)
        .Add("holder_id", row => row.Holder)
        .Add("chosen", row => row.Chosen)
        .AddTimes(row => row.Times)
        .Statement(columns =>
            $"""
            insert into tasks (unit_id, case_id, no, definition_id, version, activity, lane, title, opened_at, opened_seq, holder_id,
              chosen, time_limit, calendar_version, due_at, original_due_at, alarms, lapse_at, lapse_alarm)
            select unit_id, case_id, no, definition_id, version, activity, lane, title, opened_at, opened_seq, holder_id,
              chosen::bigint[], time_limit, calendar_version, due_at, original_due_at,
              {VacantLadder.Alarms("new.opened_at", "new.lane", "new.holder_id is not null")}, lapse_at, lapse_alarm
            from {columns.Rows}
            """);

    private static readonly RowStatement<TaskChange> Update = new RowColumns<TaskChange>()
        .AddKey(row => row.Key)
        .Add("holder_id", row => row.Holder)
        .Add("closed_at", row => row.ClosedAt)
        .Add("closed_seq", row => row.ClosedSeq)
        .Add("closed_by", row => row.ClosedBy)
        .Add("outcome", row => row.Outcome)
        .Statement(columns =>
            $"""
            update tasks t
            set holder_id = new.holder_id, closed_at = new.closed_at, closed_seq = new.closed_seq, closed_by = new.closed_by,
              outcome = new.outcome, closing = case when new.closed_seq is not null then nextval('task_closing') end
            from {columns.Rows}
            where {IsNew}
            """);

    /// <summary>
    /// Opens tasks again as they were. Their closings go to <c>undone_closings</c>, from which the rollups take them back; see
    /// <see cref="Rollups.RollupJob"/>.
    /// </summary>
    private static readonly RowStatement<TaskReopening> Reopening = new RowColumns<TaskReopening>()
        .AddKey(row => row.Key)
        .Add("holder_id", row => row.Holder)
        .Add("seq", row => row.Seq)
        .Statement(columns =>
            $"""
            with new as (select * from {columns.Rows}),
            kept as (
              insert into undone_closings (unit_id, closing, undone, case_id, no, definition_id, version, activity, lane, opened_at,
                opened_seq, due_at, original_due_at, closed_at, closed_seq, level, closed_by, outcome, undone_seq)
              select unit_id, t.closing, nextval('task_closing'), case_id, no, t.definition_id, t.version, t.activity, t.lane, t.opened_at,
                t.opened_seq, t.due_at, t.original_due_at, t.closed_at, t.closed_seq, t.level, t.closed_by, t.outcome, new.seq
              from tasks t join new using (unit_id, case_id, no) where t.closing is not null)
            update tasks t
            set holder_id = new.holder_id, closed_at = null, closed_seq = null, closed_by = null, outcome = null, closing = null
            from new where {IsNew}
            """);

    private static readonly RowStatement<TaskMoving> Moving = new RowColumns<TaskMoving>()
        .AddKey(row => row.Key)
        .Add("version", row => row.Version)
        .Add("activity", row => row.Activity)
        .Add("lane", row => row.Lane)
        .AddTimes(row => row.Times)
        .Statement(columns =>
            $"""
            update tasks t
            set version = new.version, activity = new.activity, lane = new.lane, time_limit = new.time_limit,
              calendar_version = new.calendar_version, due_at = new.due_at, original_due_at = new.original_due_at,
              alarms = {VacantLadder.Alarms("t.opened_at", "new.lane", "t.holder_id is not null or t.is_reassigned")},
              lapse_at = new.lapse_at, lapse_alarm = new.lapse_alarm
            from {columns.Rows}
            where {IsNew}
            """);

    /// <summary>Writes the recounted times. A task whose ladder begins anew goes back to its lane.</summary>
    private static readonly RowStatement<TaskRecount> Recounting = new RowColumns<TaskRecount>()
        .AddKey(row => row.Key)
        .AddTimes(row => row.Times)
        .Add("is_anew", row => row.IsAnew)
        .Statement(columns =>
            $"""
            update tasks t
            set time_limit = new.time_limit, calendar_version = new.calendar_version, due_at = new.due_at,
              original_due_at = new.original_due_at,
              alarms = {VacantLadder.Alarms("t.opened_at", "t.lane", "t.holder_id is not null")},
              level = case when new.is_anew then 0 else t.level end, is_reassigned = t.is_reassigned and not new.is_anew,
              lapse_at = new.lapse_at, lapse_alarm = new.lapse_alarm
            from {columns.Rows}
            where {IsNew}
            """);

    private static readonly RowStatement<TaskRaising> Raising = new RowColumns<TaskRaising>()
        .AddKey(row => row.Key)
        .Add("level", row => (short)row.Level)
        .Add("is_reassigned", row => row.IsReassigned)
        .Statement(columns =>
            $"""
            update tasks t set level = new.level, is_reassigned = t.is_reassigned or new.is_reassigned
            from {columns.Rows}
            where {IsNew}
            """);

    /// <summary>Sets until when tasks wait, once the bill that they wait for is another.</summary>
    private static readonly RowStatement<TaskLapse> Lapsing = new RowColumns<TaskLapse>()
        .AddKey(row => row.Key)
        .Add("lapse_at", row => row.At)
        .Add("lapse_alarm", row => row.Alarm)
        .Statement(columns =>
            $"""
            update tasks t set lapse_at = new.lapse_at, lapse_alarm = new.lapse_alarm
            from {columns.Rows}
            where {IsNew}
            """);

    private static readonly RowStatement<TaskNarrowing> Narrowing = new RowColumns<TaskNarrowing>()
        .AddKey(row => row.Key)
        .Add("chosen", row => row.Chosen)
        .Statement(columns =>
            $"""
            update tasks t set chosen = new.chosen::bigint[]
            from {columns.Rows}
            where {IsNew}
            """);

    private const string IsNew = "t.unit_id = new.unit_id and t.case_id = new.case_id and t.no = new.no";

    private readonly List<NewTask> _opened = [];
    private readonly Dictionary<TaskKey, TaskChange> _changes = [];
    private readonly Dictionary<TaskKey, TaskReopening> _reopened = [];
    private readonly Dictionary<TaskKey, TaskMoving> _moved = [];
    private readonly Dictionary<TaskKey, TaskRecount> _recounted = [];
    private readonly Dictionary<TaskKey, TaskRaising> _raised = [];
    private readonly Dictionary<TaskKey, TaskLapse> _lapses = [];
    private readonly Dictionary<TaskKey, TaskNarrowing> _narrowed = [];
    private readonly Dictionary<TaskKey, int> _levels = [];

    public void Open(NewTask task) => _opened.Add(task);

    /// <summary>Sets a task's row. A later change within the same transaction replaces an earlier one.</summary>
    public void Change(TaskChange change) => _changes[change.Key] = change;

    /// <summary>Opens a closed task again. A closing in this transaction is not written at all.</summary>
    public void Reopen(TaskKey key, long? holder, int seq)
    {
        if (_changes.Remove(key)) _changes[key] = new TaskChange(key, holder);
        else _reopened[key] = new TaskReopening(key, holder, seq);
    }

    public void Move(TaskMoving move) => _moved[move.Key] = move;

    /// <summary>
    /// Sets a task's limit, due instant and alarms. Levels that this transaction gave it are void when its ladder begins anew.
    /// </summary>
    public void Recount(TaskRecount recount)
    {
        var wasAnew = _recounted.TryGetValue(recount.Key, out var before) && before.IsAnew;
        _recounted[recount.Key] = recount with { IsAnew = recount.IsAnew || wasAnew };
        if (recount.IsAnew) _raised.Remove(recount.Key);
    }

    public void Lapse(TaskLapse lapse) => _lapses[lapse.Key] = lapse;

    /// <summary>Sets the people who alone may take a task; null for its whole lane.</summary>
    public void Narrow(TaskKey key, IReadOnlyList<long>? chosen) => _narrowed[key] = new TaskNarrowing(key, ChosenPeople.Write(chosen));

    /// <summary>Notes that a task's row has this level already: the statement that claimed the task has set it.</summary>
    public void HasLevel(TaskKey key, int level) => _levels[key] = level;

    public void Raise(TaskKey key, EscalationLevel level)
    {
        var isReassigned = level.Mode == EscalationMode.Reassign || (_raised.TryGetValue(key, out var before) && before.IsReassigned);
        if (isReassigned || _levels.GetValueOrDefault(key) < level.Level) _raised[key] = new TaskRaising(key, level.Level, isReassigned);
    }

    /// <summary>The change that this transaction has made to a task so far; null for none.</summary>
    public TaskChange? ChangeOf(TaskKey key) => _changes.TryGetValue(key, out var change) ? change : null;

    /// <summary>A task that this transaction has opened.</summary>
    public NewTask? Opened(TaskKey key) => _opened.Find(task => task.Key == key);

    /// <summary>The tasks whose ladders begin anew.</summary>
    public IReadOnlyCollection<TaskKey> BegunAnew => [.. _recounted.Values.Where(recount => recount.IsAnew).Select(recount => recount.Key)];

    public IReadOnlyCollection<TaskKey> Reopened => _reopened.Keys;

    public void Write(NpgsqlBatch batch)
    {
        Insert.AddTo(batch, _opened);
        Reopening.AddTo(batch, _reopened.Values);
        Update.AddTo(batch, _changes.Values);
        Moving.AddTo(batch, _moved.Values);
        Recounting.AddTo(batch, _recounted.Values);
        Raising.AddTo(batch, _raised.Values);
        Lapsing.AddTo(batch, _lapses.Values);
        Narrowing.AddTo(batch, _narrowed.Values);
    }
}

/// <param name="Case">The case of the task.</param>
internal sealed record NewTask(
    LockedCase Case, int No, int Activity, string? Lane, string? Title, DateTime OpenedAt, int OpenedSeq, TaskTimes Times)
{
    public TaskKey Key => new(Case.Definition.Unit, Case.Id, No);

    /// <summary>The person who holds it from its opening; null for none.</summary>
    public long? Holder { get; init; }

    /// <summary>The people who alone may take it, as <see cref="ChosenPeople.Write"/> writes them; null for its whole lane.</summary>
    public string? Chosen { get; init; }
}

internal readonly record struct TaskNarrowing(TaskKey Key, string? Chosen);

internal readonly record struct TaskChange(
    TaskKey Key, long? Holder, DateTime? ClosedAt = null, int? ClosedSeq = null, long? ClosedBy = null, string? Outcome = null);

/// <param name="Seq">The event's place in the case's history.</param>
internal readonly record struct TaskReopening(TaskKey Key, long? Holder, int Seq);

internal readonly record struct TaskMoving(TaskKey Key, int Version, int Activity, string? Lane, TaskTimes Times);

/// <param name="IsAnew">True when its ladder begins anew.</param>
internal readonly record struct TaskRecount(TaskKey Key, TaskTimes Times, bool IsAnew);

internal readonly record struct TaskLapse(TaskKey Key, DateTime? At, DateTime? Alarm);

internal readonly record struct TaskRaising(TaskKey Key, int Level, bool IsReassigned);
