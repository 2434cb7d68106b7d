using System.Text.Json;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Documents;
using SopEngine.Web.Http;

namespace SopEngine.Web.Cases;

/// <summary>What a case has gone through, and what is open now: for its own page and beside each of its tasks.</summary>
public sealed class CaseTimeline(SopDatabase database, FlowCache flows, OfficeClock clocks, DocumentStore documents, IClock clock, Problems problems)
{
    private static readonly string Sql =
        $"""
        select c.id, c.title, c.status, c.definition_id, c.version, c.customer_id, cu.name as customer, c.started_at, st.name as started_by, c.ended_at,
          c.parent_case, {CaseClocks.Columns}
        from cases c
        left join people cu on cu.unit_id = c.unit_id and cu.id = c.customer_id
        left join people st on st.unit_id = c.unit_id and st.id = c.started_by
        where c.unit_id = @unit and c.id = @caseId;

        select t.no, t.version, t.activity, t.lane, t.title, h.name as holder, t.opened_at, t.due_at, t.time_limit, t.closed_at, d.name as closed_by, t.outcome,
          t.closed_seq, t.level::int as level, t.opened_seq,
          t.closed_at is null and not exists (select from lane_holders l where l.unit_id = t.unit_id and l.lane = t.lane) as is_vacant
        from tasks t
        left join people h on h.unit_id = t.unit_id and h.id = t.holder_id
        left join people d on d.unit_id = t.unit_id and d.id = t.closed_by
        where t.unit_id = @unit and t.case_id = @caseId
        order by t.no;

        select h.seq, h.at, p.name as actor, h.event::text as event, encode(h.hash, 'hex') as hash,
          coalesce(nullif(b.title, ''), b.name) as on_behalf_of, coalesce(e.read -> 'for' ->> 'kind', 'Plh') as kind, o.name as other
        from history h cross join lateral (select readable(h.event) as read) e
        left join people p on p.unit_id = h.unit_id and p.id = h.actor_id
        left join people b on b.unit_id = h.unit_id and b.id = (e.read -> 'for' ->> 'person')::bigint
        left join people o on o.unit_id = h.unit_id
          and o.id = case e.read ->> 'event' when 'handedOver' then (e.read ->> 'to')::bigint when 'claimed' then (e.read ->> 'from')::bigint end
        where h.unit_id = @unit and h.case_id = @caseId
        order by h.seq;

        select k.id, k.title, k.status, {ParentWait.IsCompensation} as is_compensation
        from cases c join cases k on k.unit_id = c.unit_id and k.parent_case = c.id
        where c.unit_id = @unit and c.id = @caseId order by k.id;

        select id, user_name, name, {RightsSql.Of(Right.HoldLanes, "roles")} as may_hold_lanes
        from people where unit_id = @unit and kind = 'staff' order by name
        """;

    /// <exception cref="ProblemException">There is no such case, or the customer has nothing to do with it.</exception>
    public async Task<CaseView> Read(Person person, long caseId, CancellationToken cancellation)
    {
        var (head, tasks, events, subCases, colleagues) = await database.QueryMany(person.UnitId, Sql, new { caseId }, async results => (
            await results.ReadSingleOrDefaultAsync<CaseRow>(),
            (await results.ReadAsync<TaskOfCase>()).ToList(),
            (await results.ReadAsync<EventRow>()).ToList(),
            (await results.ReadAsync<LinkedCase>()).ToList(),
            (await results.ReadAsync<Colleague>()).ToList()), cancellation);
        if (head is null || (person.IsCustomer && head.CustomerId != person.Id)) throw new ProblemException(problems.NotFound());

        // A case that moved to another version has done its earlier steps on the one before.
        var versions = new Dictionary<int, Flow>();
        foreach (var version in tasks.Select(row => row.Version).Append(head.Version).Distinct())
            versions[version] = await flows.Get(new DefinitionVersion(person.UnitId, head.DefinitionId, version), cancellation);
        var flow = versions[head.Version];
        var history = events.Select(row => new CaseEventView(row.Seq, row.At.ToInstant(), row.Name, CaseEventJson.Read(row.Event), row.Hash, row.Other))
            .Where(entry => !person.IsCustomer || IsForCustomer(entry.Event, person)).ToList();
        var comments = history.Where(entry => entry.Event is TaskCompleted or TaskSentBack or CaseReopened or TaskUndone).ToDictionary(entry => entry.Seq);
        var seen = tasks.Select(row => View(row, versions[row.Version], comments)).ToList();
        foreach (var (row, index) in tasks.Select((row, index) => (row, index)).Where(task => task.row.ClosedAt is null && seen[task.index].DueAt is not null))
        {
            seen[index] = seen[index] with
            {
                Standing = await clocks.Of(person.UnitId, versions[row.Version], row.Activity, row.Lane, seen[index].DueAt, row.Level, null, head.Clocks.PausedAt?.ToInstant(), cancellation),
            };
        }

        return new CaseView(
            head.Id, head.Title, head.Status, flow, head.Customer, head.StartedAt.ToInstant(), head.StartedBy, head.EndedAt?.ToInstant(),
            head.ParentCase, seen, history, subCases,
            [.. (await documents.OfCase(person.UnitId, caseId, cancellation)).Where(person.MaySee)], person.IsCustomer ? [] : colleagues)
        {
            Undoable = Undoable(person, head, events[^1], tasks, versions, clock.GetCurrentInstant()),
            Clocks = await CaseClocks.Of(clocks, person.UnitId, flow, head.Clocks, head.EndedAt?.ToInstant(),
                seen.Where(task => task.IsOpen).Select(task => (task.Activity, task.DueAt)), clock.GetCurrentInstant(), cancellation),
        };
    }

    private static bool IsForCustomer(CaseEvent happened, Person customer) => happened switch
    {
        CommentAdded comment => comment.ForCustomer || comment.Person == customer.Id,
        DocumentAdded added => added.ForCustomer || added.Person == customer.Id,
        DocumentMade made => made.ForCustomer,
        QuestionAsked or QuestionAnswered => false,
        _ => true,
    };

    private static CaseTask View(TaskOfCase row, Flow flow, Dictionary<int, CaseEventView> completions)
    {
        var closing = row.ClosedSeq is { } seq ? completions.GetValueOrDefault(seq) : null;
        var completed = closing?.Event is TaskCompleted done && done.Task == row.No ? done : null;
        return new CaseTask(row.No, row.Activity, flow.StepAt(row.Activity), row.Title ?? flow.Activities[row.Activity].Name, flow.Lane(row.Lane), row.Holder,
            row.OpenedAt.ToInstant(), row.DueAt == DateTime.MaxValue ? null : row.DueAt.ToInstant(), row.TimeLimit, row.ClosedAt?.ToInstant(),
            completed is null ? row.ClosedBy : closing!.Actor, row.Outcome, completed?.Comment, completed?.Data ?? default,
            row.IsVacant && flow.Lane(row.Lane) is { External: false }, completed?.Checks ?? [])
        {
            Returned = completions.GetValueOrDefault(row.OpenedSeq) is { Event: var back } returning && flow.StepAt(row.Activity)?.ActivityId == To(back) ? returning : null,
            IsUndone = closing?.Event is TaskUndone,
            SentBack = closing?.Event is TaskSentBack sent && sent.Task == row.No ? closing : null,
            OpenedSeq = row.OpenedSeq,
        };
    }

    private static string? To(CaseEvent happened) => happened switch { TaskSentBack back => back.To, CaseReopened reopened => reopened.To, _ => null };

    /// <summary>
    /// The completion that the person may take back now, as far as can be seen from here; what cannot be, the engine refuses.
    /// </summary>
    private static (int Task, Instant Until)? Undoable(Person person, CaseRow head, EventRow last, List<TaskOfCase> tasks, Dictionary<int, Flow> versions, Instant now)
    {
        if (CaseEventJson.Read(last.Event) is not TaskCompleted done || done.Person != person.Id) return null;
        var isAwaited = (head.CustomerId ?? head.ParentCase) is not null;
        if (!Undoing.IsInTime(last.At.ToInstant(), now) || Undoing.IsFinal(Enum.Parse<CaseStatus>(head.Status, ignoreCase: true), isAwaited)) return null;
        var (own, opened) = (tasks.First(task => task.No == done.Task), tasks.Where(task => task.OpenedSeq == last.Seq));
        return versions[own.Version].StepAt(own.Activity) is { Kind: StepKind.StartSop } || opened.Any(task => Undoing.IsTold(versions[task.Version], task.Lane))
            ? null
            : (done.Task, last.At.ToInstant() + TaskUndone.Window);
    }

    private sealed record CaseRow(
        long Id, string Title, string Status, string DefinitionId, int Version, long? CustomerId, string? Customer, DateTime StartedAt, string? StartedBy,
        DateTime? EndedAt, long? ParentCase, DateTime? PausedAt, DateTime? StandardDueAt, DateTime? StoppedAt)
    {
        public CaseClocks.Row Clocks => new(PausedAt, StandardDueAt, StoppedAt);
    }

    private sealed record TaskOfCase(
        int No, int Version, int Activity, string? Lane, string? Title, string? Holder, DateTime OpenedAt, DateTime DueAt, string? TimeLimit, DateTime? ClosedAt,
        string? ClosedBy, string? Outcome, int? ClosedSeq, int Level, int OpenedSeq, bool IsVacant);

    private sealed record EventRow(int Seq, DateTime At, string? Actor, string Event, string Hash, string? OnBehalfOf, string Kind, string? Other)
    {
        /// <summary>"Sari (plh. Kepala Balai)".</summary>
        public string? Name => OnBehalfOf is null ? Actor : $"{Actor} ({Kind.ToLowerInvariant()}. {OnBehalfOf})";
    }
}

/// <summary>A case as its page shows it.</summary>
/// <param name="Documents">Those that the reader may see.</param>
/// <param name="Colleagues">Whom a comment may mention.</param>
public sealed record CaseView(
    long Id, string Title, string Status, Flow Flow, string? Customer, Instant StartedAt, string? StartedBy, Instant? EndedAt, long? ParentCase,
    IReadOnlyList<CaseTask> Tasks, IReadOnlyList<CaseEventView> History, IReadOnlyList<LinkedCase> SubCases,
    IReadOnlyList<StoredDocument> Documents, IReadOnlyList<Colleague> Colleagues)
{
    public CaseClocks Clocks { get; init; } = CaseClocks.None;

    /// <summary>Whether a step, or the promise for the whole case, is late now.</summary>
    public bool IsLate => Status == "running" && Clocks.PausedAt is null && (Clocks.Standing?.IsLate == true || Tasks.Any(task => task.Standing?.IsLate == true));

    /// <summary>The last task of the part that is shown; null for the newest part.</summary>
    public int? Until { get; init; }

    public CasePart Part => new(this);

    /// <summary>With the part that a task is in: the newest, unless it is long ago.</summary>
    public CaseView Around(int task) => Tasks.Count(other => other.No > task) < CasePart.MostTasks ? this : this with { Until = task + CasePart.MostTasks / 2 };

    /// <summary>The completion that the reader may take back, and until when; null for none.</summary>
    public (int Task, Instant Until)? Undoable { get; init; }

    /// <summary>
    /// What was given at a task before it came back: at the step's last completion, or at its own that was taken back; null for a task that
    /// is new.
    /// </summary>
    public TaskCompleted? Before(int task)
    {
        if (Tasks.FirstOrDefault(open => open.No == task) is not { IsOpen: true } own) return null;
        var same = own.Returned is null ? [task] : Tasks.Where(other => other.Step?.ActivityId == own.Step?.ActivityId).Select(other => other.No).ToHashSet();
        return History.Select(entry => entry.Event).OfType<TaskCompleted>().LastOrDefault(done => same.Contains(done.Task));
    }

    /// <summary>That it was opened again after its last end; null when it was not.</summary>
    public (CaseEventView Entry, CaseReopened Reopened)? Reopened =>
        Status == "running" && History.LastOrDefault(entry => entry.Event is CaseReopened) is { Event: CaseReopened reopened } entry ? (entry, reopened) : null;

    /// <summary>What people said, oldest first.</summary>
    public IEnumerable<(CaseEventView Entry, CommentAdded Comment)> Comments =>
        History.Where(entry => entry.Event is CommentAdded).Select(entry => (entry, (CommentAdded)entry.Event));

    /// <summary>When the case was put off, or over for a while; the last has no end while it is put off.</summary>
    public IEnumerable<Interval> Pauses
    {
        get
        {
            Instant? since = null;
            foreach (var entry in History)
            {
                if (entry.Event is CasePaused) since = entry.At;
                // It was over since the last of its tasks was closed.
                if (entry.Event is CaseReopened) since ??= Tasks.Where(task => task.ClosedAt <= entry.At).Max(task => task.ClosedAt);
                if (entry.Event is not (CaseResumed or CaseReopened) || since is not { } from) continue;
                if (entry.At > from) yield return new Interval(from, entry.At);
                since = null;
            }

            if (since is { } still) yield return new Interval(still, null);
        }
    }

    /// <summary>What colleagues were asked about a task, oldest first.</summary>
    public IEnumerable<CaseQuestion> QuestionsAt(int task) => History.Where(entry => entry.Event is QuestionAsked asked && asked.Task == task)
        .Select(entry => (Entry: entry, Asked: (QuestionAsked)entry.Event))
        .Select(question => new CaseQuestion(
            question.Entry, question.Asked, NamesOf(question.Asked.To),
            [.. History.Where(entry => entry.Event is QuestionAnswered answer && answer.Question == question.Entry.Seq).Select(entry => (entry, (QuestionAnswered)entry.Event))]));

    /// <summary>Names of members of the staff.</summary>
    public IReadOnlyList<string> NamesOf(IReadOnlyList<long> people) => [.. people.Select(id => Colleagues.FirstOrDefault(colleague => colleague.Id == id)?.Name ?? "—")];

    /// <summary>The number of the step with this id.</summary>
    public string NumberOf(string step) => Flow.Steps.FirstOrDefault(found => found.ActivityId == step)?.Number ?? "—";

    /// <summary>What was sent at a task: with its completion, or so far.</summary>
    public IEnumerable<StoredDocument> DocumentsAt(int task, bool attached) => Documents.Where(document => document.Task == task && document.IsAttached == attached);

    /// <summary>What the case was opened with, by what the workflow calls it.</summary>
    public IEnumerable<(string Name, JsonElement Value)> Facts => History is [{ Event: CaseStarted started }, ..]
        ? started.Inputs.Select(input => (Flow.Definition.Inputs.FirstOrDefault(known => known.Name == input.Key)?.DisplayName ?? input.Key, input.Value))
        : [];

    /// <summary>The steps that may still come, and that have not been open yet, or not since the case went back before them.</summary>
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
/// <param name="ClosedBy">With it, in whose name.</param>
/// <param name="Data">What the form held.</param>
/// <param name="IsVacant">Whether it is open and nobody holds its lane.</param>
/// <param name="Checks">Its requirements as they were found.</param>
public sealed record CaseTask(
    int No, int Activity, Step? Step, string Title, Core.Workflows.Definitions.Lane? Lane, string? Holder, Instant OpenedAt, Instant? DueAt, string? TimeLimit,
    Instant? ClosedAt, string? ClosedBy, string? Outcome, string? Comment, JsonElement Data, bool IsVacant, IReadOnlyList<RequirementCheck> Checks)
{
    public bool IsOpen => ClosedAt is null;

    /// <summary>The place in the history of the event that opened it.</summary>
    public int OpenedSeq { get; init; }

    /// <summary>How it stands to its limit; null when it has none, and when it is closed.</summary>
    public StandingItem? Standing { get; init; }

    /// <summary>
    /// That it was opened because the case came back to its step: a <see cref="TaskSentBack"/> or a <see cref="CaseReopened"/>.
    /// </summary>
    public CaseEventView? Returned { get; init; }

    /// <summary>That its holder sent the case back instead of doing it.</summary>
    public CaseEventView? SentBack { get; init; }

    /// <summary>That it was open for a moment only, behind a completion that was taken back.</summary>
    public bool IsUndone { get; init; }

    /// <summary>Why it came back.</summary>
    public string? ReturnReason => Returned?.Event switch { TaskSentBack back => back.Reason, CaseReopened reopened => reopened.Reason, _ => null };

    public bool IsCancelled => ClosedAt is not null && Outcome is null;
}

/// <param name="Actor">Who did it, with it in whose name; null for the system.</param>
/// <param name="Other">To whom a task was given, or from whom it was taken.</param>
public sealed record CaseEventView(int Seq, Instant At, string? Actor, CaseEvent Event, string Hash, string? Other = null);

/// <summary>A member of the unit's staff; none of them is named to customers.</summary>
public sealed record Colleague(long Id, string UserName, string Name, bool MayHoldLanes)
{
    /// <summary>Whether this colleague may be asked: not the asker, and no auditor.</summary>
    public bool MayBeAsked(Person by) => Id != by.Id && MayHoldLanes;
}

/// <summary>What colleagues were asked about a task.</summary>
/// <param name="To">Their names.</param>
public sealed record CaseQuestion(
    CaseEventView Entry, QuestionAsked Asked, IReadOnlyList<string> To, IReadOnlyList<(CaseEventView Entry, QuestionAnswered Answer)> Answers)
{
    /// <summary>Whether somebody has not answered yet.</summary>
    public bool IsOpen => Asked.To.Any(IsOpenFor);

    public bool IsOpenFor(long person) => Asked.To.Contains(person) && Answers.All(answer => answer.Answer.Person != person);
}

/// <param name="IsCompensation">Whether it was opened because this case broke its service standard, or will.</param>
public sealed record LinkedCase(long Id, string Title, string Status, bool IsCompensation);
