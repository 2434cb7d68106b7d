using System.Text.Json;
using NodaTime;
using Npgsql;
using SopEngine.Core.Escalation;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Units;

namespace SopEngine.Engine.Cases;

/// <summary>
/// One transaction over the commands of one or several cases, in two round trips: <see cref="Read"/> locks and reads the cases,
/// <see cref="Decide"/> asks the interpreter, <see cref="Commit"/> writes everything at once. A command that is refused writes nothing and
/// does not disturb the others.
/// </summary>
internal sealed partial class CaseTransaction(NpgsqlConnection connection, FlowCache flows, UnitCalendars calendars, Instant now)
{
    private readonly Dictionary<(int Unit, long Id), LockedCase> _cases = [];
    private readonly Dictionary<(int Unit, long Id), Actor> _actors = [];
    private readonly Dictionary<(int Unit, string Key), KeptAnswer> _answers = [];
    private readonly Dictionary<int, int> _calendarVersions = [];
    private readonly Queue<long> _newIds = new();
    private readonly CaseRows _rows = new();

    public bool HasOutbox => _rows.HasOutbox;

    /// <summary>The cases that something happened to.</summary>
    public IEnumerable<(int Unit, long Case)> Changed => _cases.Where(known => known.Value.IsChanged).Select(known => known.Key);

    public List<string> Lines { get; } = [];

    /// <summary>
    /// The most that the scripts of one event may take on this machine before it is given up, with an answer that it may be sent again. Their own limits are
    /// counted and end them long before, so this ends what the machine itself holds up, and searches with regular expressions that go wrong.
    /// </summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>How long the scripts of each event may take.</summary>
    public TimeSpan Patience { get; set; } = LongestWait;

    /// <summary>When the commands decided from here on happen, where they do not all happen at one moment.</summary>
    public void At(Instant moment) => now = moment;

    public Instant Now => now;

    /// <summary>Says that the caller has set a task's level already, in this transaction.</summary>
    public void Raised(int unit, long caseId, int no, int level) => _rows.Raised(unit, caseId, no, level);

    /// <summary>Whether a case that was read waits for this.</summary>
    public bool IsWaiting(int unit, long caseId, int wait) =>
        _cases.TryGetValue((unit, caseId), out var found) && found.State.Waits(found.Flow).Any(open => open.Number == wait);

    /// <summary>Decides one command. What was decided before it in this transaction has happened for it.</summary>
    public async ValueTask<CaseResult> Decide(CaseCommand command, CancellationToken cancellation)
    {
        var eventJson = CaseEventJson.Write(command.Event);
        if (command.RequestKey is { } key && _answers.TryGetValue((command.Unit, key), out var answer)) return answer.To(command, eventJson);

        // Nobody is known of a case that is not there, so that comes first.
        var existing = command is AdvanceCase advance ? _cases.GetValueOrDefault((advance.Unit, advance.Case)) : null;
        if (command is AdvanceCase && existing is null) return new CaseResult.NotFound();

        var actor = command.Actor is { } id ? _actors.GetValueOrDefault((command.Unit, id)) : null;
        if (command.Actor is not null && actor is null) return new CaseResult.Forbidden(null);

        var target = existing ?? await Open((StartCase)command, cancellation);
        var happened = command.Event;
        if (actor is not null)
        {
            if (Forbids(actor, target, command, out var open, out var capacity) is { } forbidden) return forbidden;
            // Nothing happens when somebody takes what they have: the history is of what happened.
            if (happened is TaskClaimed && open?.Holder == actor.Id) return new CaseResult.Done(target.Id, target.Seq, now);
            happened = await WithHolder(target, Recorded(happened, actor, open, capacity), cancellation);
            if (!ReferenceEquals(happened, command.Event)) eventJson = CaseEventJson.Write(happened);
        }

        var decision = happened is CaseMoved moved
            ? await Move(target, moved, cancellation)
            : await Advance(target, happened, cancellation);
        if (decision.Refusal is { } refusal) return await Explain(refusal, actor, target, command, cancellation);

        if (happened is LimitSet or TaskExtended)
        {
            try
            {
                eventJson = CaseEventJson.Write(await WithDue(target, happened, decision.State, cancellation));
            }
            catch (OverflowException)
            {
                return new CaseResult.Refused(new Refusal(RefusalReason.LimitTooFar));
            }
        }

        if (target.IsNew) _cases.Add((target.Definition.Unit, target.Id), target);
        if (happened is TaskCompleted completed) target.Written.AddRange(Written(target, completed));
        var before = target.State;
        _rows.Add(target.Append(decision.State, eventJson, command.Actor, command.RequestKey, now));
        foreach (var effect in decision.Effects) await Apply(target, effect, command.Actor, cancellation);
        await KeepClock(target, before, cancellation);

        var done = new CaseResult.Done(target.Id, target.Seq, now);
        if (command.RequestKey is { } kept)
        {
            var started = command is StartCase start ? new StartedCase(target.Definition.DefinitionId, start.Customer, target.Flow.Definition.Name, start.Title ?? target.Flow.Definition.Name) : null;
            _answers[(command.Unit, kept)] = new KeptAnswer(done, eventJson, started);
        }

        return done;
    }

    /// <summary>The second round trip: all writes and the commit.</summary>
    public async Task Commit(CancellationToken cancellation)
    {
        await using var batch = connection.CreateBatch();
        _rows.WriteTo(batch, [.. _cases.Values]);
        batch.Add("commit");
        await batch.PrepareAsync(CancellationToken.None);
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    private async ValueTask<LockedCase> Open(StartCase start, CancellationToken cancellation)
    {
        var flow = await flows.Get(start.Definition, cancellation);
        return new LockedCase
        {
            Definition = start.Definition,
            Id = _newIds.Dequeue(),
            Title = start.Title ?? flow.Definition.Name,
            Flow = flow,
            State = CaseState.New,
            Seq = 0,
            Hash = CaseHash.Start,
            Customer = start.Customer,
            Parent = start.Parent,
            StartedBy = start.Actor,
            StartedAt = now,
            IsNew = true,
        };
    }

    /// <summary>Takes the case over to the other version's flow, which what happens to it next in this transaction then runs on.</summary>
    private async ValueTask<Decision> Move(LockedCase target, CaseMoved moved, CancellationToken cancellation)
    {
        if (target.Definition.Version != moved.From)
            return VersionMove.Refuse(target.State, RefusalReason.VersionIsAnother, target.Definition.Version.ToString(System.Globalization.CultureInfo.InvariantCulture));

        var to = target.Definition with { Version = moved.To };
        var flow = await flows.Get(to, cancellation);
        var decision = VersionMove.Plan(target.Flow, flow, target.State).Decide(target.State);
        if (decision.Refusal is null) target.MoveTo(to, flow);
        return decision;
    }

    /// <param name="open">The task that it is about, as it stands; null for none, or none that is open.</param>
    /// <param name="capacity">In which the actor may do that task; null for none.</param>
    private CaseResult? Forbids(Actor actor, LockedCase target, CaseCommand command, out OpenWait? open, out Capacity? capacity)
    {
        open = null;
        capacity = null;
        if (TaskOf(command.Event) is { } number)
        {
            // A task that is not open is told apart later, from its row.
            open = OpenTask(target, number);
            return open is { } task ? Forbids(actor, target, command, task, out capacity) : null;
        }

        var mayDo = command.Event switch
        {
            CaseStarted => Authority.MayStart(actor, target.Flow, target.Customer),
            CaseCancelled => actor.May(Right.LeadCases),
            CaseReopened => actor.May(Right.ReopenCases),
            // Whether he was asked, the case's questions say.
            QuestionAnswered answered => answered.Person == actor.Id && !actor.IsCustomer && Authority.MayAdd(actor, target.Customer),
            // Whether it was him, and a moment ago, the case's history says.
            TaskUndone undone => undone.Person == actor.Id && Authority.MayAdd(actor, target.Customer),
            CaseMoved => actor.May(Right.MoveCases),
            CasePaused or CaseResumed => actor.May(Right.LeadCases),
            CommentAdded or DocumentAdded => Authority.MayAdd(actor, target.Customer),
            _ => false,
        };
        return mayDo ? null : new CaseResult.Forbidden(null);
    }

    private CaseResult? Forbids(Actor actor, LockedCase target, CaseCommand command, OpenWait open, out Capacity? capacity)
    {
        var lane = LaneOf(target.Flow, open.Activity);
        var reached = target.Flow.LadderOf(open.Activity).Take(open.Level).ToArray();
        capacity = Capacity(actor);
        var mayDo = command.Event switch
        {
            // An admin puts back what somebody holds who has left.
            TaskReleased released when released.Person != actor.Id => actor.May(Right.AdministerTasks),
            TaskHandedOver => Authority.MayHandOver(actor, target.Flow, lane, capacity, open.Holder, reached.Any(level => level.Mode != EscalationMode.Notify)),
            TaskReminded => Authority.MayRemind(actor, reached),
            TaskExtended => Authority.MayGrantTime(actor, reached),
            QuestionAsked => capacity is not null && !actor.IsCustomer,
            LimitSet => capacity is not null || Authority.MayGrantTime(actor, reached),
            _ => capacity is not null,
        };
        if (!mayDo) return new CaseResult.Forbidden(target.Flow.Lane(lane)?.Name);

        return command.Event is TaskHandedOver { To: var to } && (_actors.GetValueOrDefault((command.Unit, to)) is not { } taker || Capacity(taker) is null)
            ? new CaseResult.Refused(new Refusal(RefusalReason.PersonMayNot), to)
            : null;

        Capacity? Capacity(Actor who) => Authority.CapacityFor(who, target.Flow, lane, target.Customer, reached, open.Holder);
    }

    /// <summary>What goes into the history: with it in whose name it was done, and from whom a task was taken.</summary>
    private static CaseEvent Recorded(CaseEvent happened, Actor actor, OpenWait? open, Capacity? capacity)
    {
        var by = capacity?.For;
        var from = open?.Holder is { } holder && holder != actor.Id ? holder : (long?)null;
        return happened switch
        {
            TaskClaimed claimed when by is not null || from is not null => claimed with { For = by, From = from },
            TaskReleased released when by is not null => released with { For = by },
            TaskCompleted completed when by is not null => completed with { For = by },
            TaskSentBack back when by is not null => back with { For = by },
            QuestionAsked asked when by is not null => asked with { For = by },
            TaskHandedOver handed when by is not null || open?.Holder is not null => handed with { For = by, From = open?.Holder },
            _ => happened,
        };
    }

    private static OpenWait? OpenTask(LockedCase target, int number)
    {
        foreach (var wait in target.State.Waits(target.Flow))
        {
            if (wait.Number == number && wait.Kind == WaitKind.Task) return wait;
        }

        return null;
    }

    /// <summary>What stands in the single lines of the step's form: the number of a receipt, a bill, a report.</summary>
    private static IEnumerable<string> Written(LockedCase target, TaskCompleted completed)
    {
        if (completed.Data.ValueKind != JsonValueKind.Object || OpenTask(target, completed.Task) is not { } open) yield break;
        foreach (var field in target.Flow.StepAt(open.Activity)?.Fields ?? [])
        {
            if (field.Type == FieldType.Text && completed.Data.TryGetProperty(field.Name, out var value) && value.ValueKind == JsonValueKind.String) yield return value.GetString()!;
        }
    }

    private static string? LaneOf(Flow flow, int activity) => flow.StepAt(activity)?.Lane;

    /// <summary>Says of a task that is no longer open who closed it and when, to those who might have done it.</summary>
    private async ValueTask<CaseResult> Explain(
        Refusal refusal, Actor? actor, LockedCase target, CaseCommand command, CancellationToken cancellation)
    {
        if (refusal.Reason == RefusalReason.TaskHeldByOther)
            return new CaseResult.Refused(refusal, long.Parse(refusal.Subject, System.Globalization.CultureInfo.InvariantCulture));
        if (TaskOf(command.Event) is not { } number || refusal.Reason is not (RefusalReason.TaskNotOpen or RefusalReason.CaseNotRunning))
            return new CaseResult.Refused(refusal);

        if (await ClosedTask(target, number, cancellation) is not var (lane, by, at)) return new CaseResult.NotFound();
        if (actor is not null && !Authority.MayDo(actor, target.Flow, lane, target.Customer, [])) return new CaseResult.Forbidden(target.Flow.Lane(lane)?.Name);
        return new CaseResult.Refused(refusal, by, at?.ToInstant());
    }

    private async Task<(string? Lane, long? By, DateTime? At)?> ClosedTask(LockedCase target, int number, CancellationToken cancellation)
    {
        var unit = target.Definition.Unit;
        var change = _rows.ChangeOf(unit, target.Id, number);
        if (_rows.NewTask(target, number) is { } opened) return (opened.Lane, change?.ClosedBy, change?.ClosedAt);

        await using var read = new NpgsqlCommand(CaseSql.ReadClosedTask, connection)
        {
            Parameters = { new() { Value = unit }, new() { Value = target.Id }, new() { Value = number } },
        };
        await using var reader = await read.ExecutePrepared(cancellation);
        if (!await reader.ReadAsync(cancellation)) return null;
        return (
            reader.IsDBNull(0) ? null : reader.GetString(0),
            change?.ClosedBy ?? (reader.IsDBNull(1) ? null : reader.GetInt64(1)),
            change?.ClosedAt ?? (reader.IsDBNull(2) ? null : reader.GetDateTime(2)));
    }

    private static int? TaskOf(CaseEvent happened) => happened switch
    {
        TaskCompleted { Task: var number } => number,
        TaskClaimed { Task: var number } => number,
        TaskReleased { Task: var number } => number,
        LimitSet { Task: var number } => number,
        TaskExtended { Task: var number } => number,
        TaskHandedOver { Task: var number } => number,
        TaskReminded { Task: var number } => number,
        TaskSentBack { Task: var number } => number,
        QuestionAsked { Task: var number } => number,
        _ => null,
    };
}
