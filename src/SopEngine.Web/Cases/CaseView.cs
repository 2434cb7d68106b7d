using System.Text.Json;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Bills;
using SopEngine.Engine.Cases.Tables;
using SopEngine.Engine.Documents;
using SopEngine.Web.Http;

namespace SopEngine.Web.Cases;

/// <summary>A case as its page shows it.</summary>
/// <param name="Documents">The documents that the reader may see.</param>
/// <param name="Colleagues">The people whom a comment may mention.</param>
public sealed record CaseView(
    long Id, string Title, string Status, Flow Flow, string? Customer, Instant StartedAt, string? StartedBy,
    Instant? EndedAt, long? ParentCase,
    IReadOnlyList<CaseTask> Tasks, IReadOnlyList<CaseEventView> History, IReadOnlyList<LinkedCase> SubCases,
    IReadOnlyList<StoredDocument> Documents, IReadOnlyList<Colleague> Colleagues)
{
    public CaseClocks Clocks { get; init; } = CaseClocks.None;

    /// <summary>Names of all who are or were members of the staff.</summary>
    internal IReadOnlyDictionary<long, string> Names { get; init; } = new Dictionary<long, string>();

    /// <summary>Its number in the office's register; null for a case that was opened before there was one.</summary>
    public string? RegisterNumber { get; init; }

    /// <summary>Its physical samples, by their lines.</summary>
    public IReadOnlyList<CaseSample> Samples { get; init; } = [];

    /// <summary>The customer's organisation; null for none.</summary>
    public string? Organisation { get; init; }

    /// <summary>Its bills, the newest first.</summary>
    public IReadOnlyList<CaseBill> Bills { get; init; } = [];

    /// <summary>Its appointments with the customer, by their time.</summary>
    public IReadOnlyList<StoredAppointment> Appointments { get; init; } = [];

    /// <summary>How the office's bills are paid, in its own words; empty for none.</summary>
    public string HowToPay { get; init; } = "";

    /// <summary>
    /// The step by which the case was closed, because nobody did it; null for a case that was not. A person may cancel a case in which a
    /// step lapsed before.
    /// </summary>
    public CaseTask? LapsedTask => Status == "cancelled"
        && History.LastOrDefault(entry => entry.Event is TaskLapsed or CaseCancelled)?.Event is TaskLapsed lapsed
            ? Tasks.FirstOrDefault(task => task.No == lapsed.Task) : null;

    /// <summary>True when a step, or the promise for the whole case, is late now.</summary>
    public bool IsLate => Status == "running" && Clocks.PausedAt is null
        && (Clocks.Standing?.IsLate == true || Tasks.Any(task => task is { Standing.IsLate: true, Lane: not { External: true } }));

    /// <summary>The last task of the part that is shown; null for the newest part.</summary>
    public int? Until { get; init; }

    public CasePart Part => new(this);

    /// <summary>With the part that contains a task: the newest part, unless the task is long past.</summary>
    public CaseView Around(int task) => Tasks.Count(other => other.No > task) < CasePart.MostTasks
        ? this
        : this with { Until = task + CasePart.MostTasks / 2 };

    /// <summary>The completion that the reader may take back, and the end of that time; null for none.</summary>
    public (int Task, Instant Until)? Undoable { get; init; }

    /// <summary>
    /// The earlier completion of an open task that came back: the last of its step, or its own that was taken back; null for a new task.
    /// </summary>
    public TaskCompleted? Before(int task)
    {
        if (Tasks.FirstOrDefault(open => open.No == task) is not { IsOpen: true } own) return null;
        var same = own.Returned is null
            ? [task]
            : Tasks.Where(other => other.Step?.ActivityId == own.Step?.ActivityId).Select(other => other.No).ToHashSet();
        return History.Select(entry => entry.Event).OfType<TaskCompleted>().LastOrDefault(done => same.Contains(done.Task));
    }

    /// <summary>The reopening after the case's last end; null when it was not reopened.</summary>
    public (CaseEventView Entry, CaseReopened Reopened)? Reopened =>
        Status == "running" && History.LastOrDefault(entry => entry.Event is CaseReopened) is { Event: CaseReopened reopened } entry
            ? (entry, reopened) : null;

    /// <summary>The comments, oldest first.</summary>
    public IEnumerable<(CaseEventView Entry, CommentAdded Comment)> Comments =>
        History.Where(entry => entry.Event is CommentAdded).Select(entry => (entry, (CommentAdded)entry.Event));

    /// <summary>The times when the case was put off, or had ended for a while; the last has no end while it is put off.</summary>
    public IEnumerable<Interval> Pauses
    {
        get
        {
            Instant? since = null;
            foreach (var entry in History)
            {
                if (entry.Event is CasePaused) since = entry.At;
                // It had ended when the last of its tasks was closed.
                if (entry.Event is CaseReopened) since ??= Tasks.Where(task => task.ClosedAt <= entry.At).Max(task => task.ClosedAt);
                if (entry.Event is not (CaseResumed or CaseReopened) || since is not { } from) continue;
                if (entry.At > from) yield return new Interval(from, entry.At);
                since = null;
            }

            if (since is { } still) yield return new Interval(still, null);
        }
    }

    /// <summary>Names of the targets of levels: lanes, and the head of the office under a name of the page's.</summary>
    public IReadOnlyList<string> TargetsOf(IEnumerable<Core.Escalation.EscalationLevel> levels, string head) =>
    [
        .. levels.SelectMany(level => level.Lanes.Select(lane => Flow.Lane(lane)?.Name ?? lane).Concat(level.Head ? [head] : []))
            .Distinct(),
    ];

    /// <summary>The people who work in the office now, as far as the reader may know them.</summary>
    public IReadOnlyList<Colleague> Staff => [.. Colleagues.Where(colleague => colleague.IsActive)];

    /// <summary>The people whom a form's field may name: where it chooses the holders of a step, those of its lane.</summary>
    public IReadOnlyList<Colleague> StaffFor(Core.Workflows.Forms.FormField field) =>
        Flow.HoldersLaneOf(field.Name) is { } lane ? [.. Staff.Where(colleague => colleague.Holds(lane))] : Staff;

    /// <summary>The questions to colleagues about a task, oldest first.</summary>
    public IEnumerable<CaseQuestion> QuestionsAt(int task) => History
        .Where(entry => entry.Event is QuestionAsked asked && asked.Task == task)
        .Select(entry => (Entry: entry, Asked: (QuestionAsked)entry.Event))
        .Select(question => new CaseQuestion(
            question.Entry, question.Asked, NamesOf(question.Asked.To),
            [.. History.Where(entry => entry.Event is QuestionAnswered answer && answer.Question == question.Entry.Seq)
                .Select(entry => (entry, (QuestionAnswered)entry.Event))]));

    /// <summary>Names of members of the staff.</summary>
    public IReadOnlyList<string> NamesOf(IReadOnlyList<long> people) =>
        [.. people.Select(id => Colleagues.FirstOrDefault(colleague => colleague.Id == id)?.Name ?? "—")];

    /// <summary>The name of a member of the staff, also for a customer, who may not look through them; null for an unknown one.</summary>
    public string? NameOf(long person) => Names.GetValueOrDefault(person);

    /// <summary>The number of the step with this id.</summary>
    public string NumberOf(string step) => Flow.Steps.FirstOrDefault(found => found.ActivityId == step)?.Number ?? "—";

    /// <summary>The documents sent at a task: attached by its completion, or not attached so far.</summary>
    public IEnumerable<StoredDocument> DocumentsAt(int task, bool attached) =>
        Documents.Where(document => document.Task == task && document.IsAttached == attached);

    /// <summary>The inputs that the case was opened with, by their display names.</summary>
    public IEnumerable<(string Name, JsonElement Value)> Facts => History is [{ Event: CaseStarted started }, ..]
        ? started.Inputs.Select(input =>
            (Flow.Definition.Inputs.FirstOrDefault(known => known.Name == input.Key)?.DisplayName ?? input.Key, input.Value))
        : [];

    /// <summary>The steps that may still come: steps without a task since the case last went back.</summary>
    public IEnumerable<Step> StepsAhead
    {
        get
        {
            var since = Tasks.LastOrDefault(task => task.Returned is not null)?.No ?? 0;
            return Flow.StepsAhead(Tasks.Where(task => task.IsOpen).Select(task => task.Activity))
                .Where(step => Tasks.Where(task => task.No >= since).All(task => task.Step?.ActivityId != step.ActivityId));
        }
    }
}

/// <summary>A task of a case, open or closed.</summary>
/// <param name="Outcome">Null while it is open, and when it was cancelled.</param>
/// <param name="ClosedBy">The person who closed it and, for a deputy, the person represented.</param>
/// <param name="Data">The data of the form.</param>
/// <param name="IsVacant">True when it is open and nobody holds its lane.</param>
/// <param name="Checks">The results of its requirements.</param>
public sealed record CaseTask(
    int No, int Activity, Step? Step, string Title, Core.Workflows.Definitions.Lane? Lane, string? Holder,
    Instant OpenedAt, Instant? DueAt, string? TimeLimit,
    Instant? ClosedAt, string? ClosedBy, string? Outcome, string? Comment,
    JsonElement Data, bool IsVacant, IReadOnlyList<RequirementCheck> Checks)
{
    public bool IsOpen => ClosedAt is null;

    /// <summary>Its step's ladder, as far as it has climbed.</summary>
    public IReadOnlyList<Core.Escalation.EscalationLevel> Reached { get; init; } = [];

    /// <summary>The due moment before its extensions, by which figures count; null when it has none.</summary>
    public Instant? OriginalDueAt { get; init; }

    /// <summary>The whole ladder of its step.</summary>
    public IReadOnlyList<Core.Escalation.EscalationLevel> Ladder { get; init; } = [];

    /// <summary>The place in the history of the event that opened it.</summary>
    public int OpenedSeq { get; init; }

    /// <summary>Its standing to its limit; null without a limit, and once it is closed.</summary>
    public StandingItem? Standing { get; init; }

    /// <summary>
    /// The event that opened it by bringing the case back to its step: a <see cref="TaskSentBack"/>, a <see cref="CaseReopened"/> or a <see
    /// cref="TaskLapsed"/>.
    /// </summary>
    public CaseEventView? Returned { get; init; }

    /// <summary>The event by which its holder sent the case back instead of completing it.</summary>
    public CaseEventView? SentBack { get; init; }

    /// <summary>The event by which it was closed, because nobody had done it; null otherwise.</summary>
    public TaskLapsed? Lapsed { get; init; }

    /// <summary>The moment until which it waits; null for a step that waits on.</summary>
    public Instant? LapseAt { get; init; }

    /// <summary>Names of the people, two or more, who alone may take it; null for its whole lane.</summary>
    public string? For { get; init; }

    /// <summary>The reason of the step that lapsed and gave the case back to this one.</summary>
    public string? LapseReason { get; init; }

    /// <summary>True when a completion opened it that was taken back.</summary>
    public bool IsUndone { get; init; }

    /// <summary>The proof with which it was done in the customer's name; null for a step of one's own.</summary>
    public CounterProof? Counter { get; init; }

    /// <summary>True while the reader may do it in the customer's name.</summary>
    public bool MayServe { get; init; }

    /// <summary>The reason why the case came back to it.</summary>
    public string? ReturnReason =>
        Returned?.Event switch { TaskSentBack back => back.Reason, CaseReopened reopened => reopened.Reason, _ => LapseReason };

    public bool IsCancelled => ClosedAt is not null && Outcome is null;
}

/// <param name="Actor">The person and, for a deputy, the person represented; null for the system.</param>
/// <param name="Other">The person to whom a task was given, or from whom it was taken.</param>
public sealed record CaseEventView(int Seq, Instant At, string? Actor, CaseEvent Event, string Hash, string? Other = null);

/// <summary>A member of the unit's staff; customers see no name of theirs.</summary>
/// <param name="Lanes">The ids of their lanes, with blanks between.</param>
public sealed record Colleague(long Id, string UserName, string Name, bool MayHoldLanes, bool IsActive, string Lanes)
{
    public bool Holds(Core.Workflows.Definitions.Lane lane) => Lanes.Split(' ').Contains(lane.Id);

    /// <summary>True for a colleague who may be asked: not the asker, and no auditor.</summary>
    public bool MayBeAsked(Person by) => Id != by.Id && MayHoldLanes;
}

/// <summary>A question to colleagues about a task, with the answers.</summary>
/// <param name="To">The names of the colleagues.</param>
public sealed record CaseQuestion(
    CaseEventView Entry, QuestionAsked Asked, IReadOnlyList<string> To,
    IReadOnlyList<(CaseEventView Entry, QuestionAnswered Answer)> Answers)
{
    /// <summary>True while a colleague has not answered.</summary>
    public bool IsOpen => Asked.To.Any(IsOpenFor);

    public bool IsOpenFor(long person) => Asked.To.Contains(person) && Answers.All(answer => answer.Answer.Person != person);
}

/// <param name="IsCompensation">True for a case opened because this one broke its service standard, or will.</param>
public sealed record LinkedCase(long Id, string Title, string Status, bool IsCompensation);
