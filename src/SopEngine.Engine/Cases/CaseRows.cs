using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Escalation;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases;

/// <summary>What a transaction will write, gathered case by case and sent as one statement a table.</summary>
internal sealed partial class CaseRows
{
    private readonly List<HistoryRow> _history = [];
    private readonly List<TaskRow> _newTasks = [];
    private readonly Dictionary<(int Unit, long Case, int No), TaskChange> _taskChanges = [];
    private readonly Dictionary<(int Unit, long Case, int No), (long? Holder, int Seq)> _reopened = [];
    private readonly Dictionary<(int Unit, long Case, int No), TaskMoveRow> _taskMoves = [];
    private readonly Dictionary<(int Unit, long Case, int No), RecountRow> _recounts = [];
    private readonly Dictionary<(int Unit, long Case, int No), int> _raised = [];
    private readonly Dictionary<(int Unit, long Case, int No), (int Level, bool IsReassigned)> _levels = [];
    private readonly List<EscalationRow> _escalations = [];
    private readonly List<(int Unit, long Case, int No)> _closedEscalations = [];
    private readonly Dictionary<(int Unit, long Case, int No), WaitRow> _newWaits = [];
    private readonly List<(int Unit, long Case, int No)> _endedWaits = [];
    private readonly List<QuestionRow> _questions = [];
    private readonly List<AnswerRow> _answers = [];
    private readonly List<OutboxRow> _outbox = [];
    private readonly List<Telling> _tellings = [];
    private readonly List<(int Unit, long Case, long Id, bool ForCustomer)> _attached = [];

    public bool HasOutbox => _outbox.Count > 0;

    public void Add(HistoryRow row) => _history.Add(row);

    public void Add(TaskRow row) => _newTasks.Add(row);

    /// <summary>How a task stands now. A later change within the same transaction replaces an earlier one.</summary>
    public void Change(int unit, long caseId, int no, TaskChange change) => _taskChanges[(unit, caseId, no)] = change;

    /// <summary>Opens a closed task again. One that this transaction has closed was never closed.</summary>
    public void Reopen(int unit, long caseId, int no, long? holder, int seq)
    {
        var key = (unit, caseId, no);
        if (_taskChanges.Remove(key)) _taskChanges[key] = new TaskChange(holder);
        else _reopened[key] = (holder, seq);
        _closedEscalations.Remove(key);
    }

    public void Move(int unit, long caseId, int no, TaskMoveRow row) => _taskMoves[(unit, caseId, no)] = row;

    /// <summary>What a task's limit, due instant and alarms are now. Levels that this transaction gave it before are void when its ladder begins anew.</summary>
    public void Recount(int unit, long caseId, int no, RecountRow row)
    {
        var key = (unit, caseId, no);
        _recounts[key] = row with { IsAnew = row.IsAnew || (_recounts.TryGetValue(key, out var before) && before.IsAnew) };
        if (!row.IsAnew) return;
        _levels.Remove(key);
        _escalations.RemoveAll(level => (level.Unit, level.Case, level.No) == key);
    }

    /// <summary>A task's row has this level already.</summary>
    public void Raised(int unit, long caseId, int no, int level) => _raised[(unit, caseId, no)] = level;

    /// <summary>A task reached a level. Its targets are those of <see cref="EscalationRow.Target"/>.</summary>
    public void Raise(int unit, long caseId, int no, EscalationLevel level, IEnumerable<EscalationRow> reached)
    {
        var key = (unit, caseId, no);
        var isReassigned = level.Mode == EscalationMode.Reassign || (_levels.TryGetValue(key, out var before) && before.IsReassigned);
        if (isReassigned || _raised.GetValueOrDefault(key) < level.Level) _levels[key] = (level.Level, isReassigned);
        _escalations.AddRange(reached);
    }

    /// <summary>Takes an escalated task from the inboxes that it was raised to.</summary>
    public void CloseEscalations(int unit, long caseId, int no) => _closedEscalations.Add((unit, caseId, no));

    /// <summary>What this transaction has done to a task so far; null for nothing.</summary>
    public TaskChange? ChangeOf(int unit, long caseId, int no) => _taskChanges.TryGetValue((unit, caseId, no), out var change) ? change : null;

    /// <summary>A task that this transaction has opened.</summary>
    public TaskRow? NewTask(LockedCase of, int no)
    {
        foreach (var row in _newTasks)
        {
            if (row.Case == of && row.No == no) return row;
        }

        return null;
    }

    public void Add(int unit, long caseId, int no, WaitRow row) => _newWaits[(unit, caseId, no)] = row;

    public void EndWait(int unit, long caseId, int no)
    {
        if (!_newWaits.Remove((unit, caseId, no))) _endedWaits.Add((unit, caseId, no));
    }

    public void Ask(LockedCase of, ColleaguesAsked asked, DateTime at) => _questions.AddRange(asked.To.Distinct().Select(person =>
        new QuestionRow(of.Definition.Unit, of.Id, of.Seq, person, asked.Task, asked.By, at, asked.Text, asked.AnswerBy?.ToSql())));

    public void Answer(LockedCase of, AnswerGiven answer, DateTime at) => _answers.Add(new AnswerRow(of.Definition.Unit, of.Id, answer.Question, answer.By, at));

    public bool IsAnswered(LockedCase of, int question, long person) =>
        _answers.Exists(answer => answer.Unit == of.Definition.Unit && answer.Case == of.Id && answer.Seq == question && answer.Person == person);

    public void Add(OutboxRow row) => _outbox.Add(row);

    public void Add(Telling telling) => _tellings.Add(telling);

    /// <summary>Tells this instead of what would have been told of the same thing.</summary>
    public void Replace(Telling telling)
    {
        _tellings.RemoveAll(other => other.Unit == telling.Unit && other.Key == telling.Key);
        _tellings.Add(telling);
    }

    /// <summary>What this transaction let happen to a case so far.</summary>
    public IEnumerable<HistoryRow> HistoryOf(LockedCase of) => _history.Where(row => row.Unit == of.Definition.Unit && row.Case == of.Id);

    public void Attach(int unit, long caseId, DocumentsAttached attached) =>
        _attached.AddRange(attached.Documents.Select(document => (unit, caseId, document.Id, attached.ForCustomer)));
}

internal readonly record struct HistoryRow(int Unit, long Case, int Seq, DateTime At, long? Actor, string Event, string? Key, byte[] Hash);

/// <param name="Reached">Whom each level of the ladder reaches, should nobody hold the lane; see <see cref="Escalated.Reached"/>.</param>
internal readonly record struct TaskRow(
    LockedCase Case, int No, int Activity, string? Lane, string? Title, DateTime OpenedAt, int OpenedSeq, string? Limit, int CalendarVersion, TaskTimes Times,
    string? Reached);

internal readonly record struct TaskChange(long? Holder, DateTime? ClosedAt = null, int? ClosedSeq = null, long? ClosedBy = null, string? Outcome = null);

/// <param name="Reached">As a new task's; null also for one that cannot rise now.</param>
internal readonly record struct TaskMoveRow(int Version, int Activity, string? Lane, string? Limit, int CalendarVersion, TaskTimes Times, string? Reached);

/// <param name="Reached">As a new task's, when its ladder begins anew; null also for one that cannot rise now.</param>
internal readonly record struct RecountRow(string? Limit, int CalendarVersion, TaskTimes Times, bool IsAnew, string? Reached);

/// <param name="Stops">When the standard's clock stood, as a PostgreSQL array.</param>
internal readonly record struct CaseClockRow(DateTime? PausedAt, DateTime? DueAt, string Stops, DateTime? AlarmAt);

/// <param name="Alarms">When each level of the ladder is reached, as a PostgreSQL array.</param>
internal readonly record struct TaskTimes(DateTime DueAt, string Alarms)
{
    /// <summary>A task without a limit is never due and climbs no ladder.</summary>
    public static readonly TaskTimes None = new(Instant.MaxValue.ToSql(), "{}");

    public static TaskTimes Of(Instant due, IEnumerable<Instant> alarms) => new(due.ToMicroseconds().ToSql(), Array(alarms));

    public static string Array(IEnumerable<Instant> instants) =>
        $"{{{string.Join(',', instants.Select(instant => InstantPattern.ExtendedIso.Format(instant.ToMicroseconds())))}}}";
}

/// <param name="Target">A lane's id, or one of <see cref="Escalated"/>.</param>
internal readonly record struct EscalationRow(int Unit, long Case, int No, int Level, string Target, int Percent, string Mode, DateTime At);

internal readonly record struct WaitRow(DateTime? DueAt, string? EventName);

internal readonly record struct QuestionRow(int Unit, long Case, int Seq, long Person, int Task, long By, DateTime At, string Text, DateTime? AnswerBy);

internal readonly record struct AnswerRow(int Unit, long Case, int Seq, long Person, DateTime At);

internal readonly record struct OutboxRow(int Unit, long Case, string Kind, string Message, DateTime At);
