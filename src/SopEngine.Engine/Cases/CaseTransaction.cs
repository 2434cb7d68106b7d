using System.Globalization;
using NodaTime;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases.Tables;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Units;

namespace SopEngine.Engine.Cases;

/// <summary>
/// One transaction over the commands of one or several cases, in two round trips: <see cref="Read"/> locks and reads the cases,
/// <see cref="Decide"/> asks the interpreter, <see cref="Commit"/> writes everything at once. A command that is refused writes nothing and
/// does not disturb the others.
/// </summary>
internal sealed class CaseTransaction
{
    /// <summary>
    /// The most time that the scripts of one event may take before the event is given up, with an answer that it may be sent again. The
    /// scripts' own counted limits end them long before, so this ends only scripts on a stalled machine and runaway regular expressions.
    /// </summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly NpgsqlConnection _connection;
    private readonly FlowCache _flows;
    private readonly LoadedCases _loaded;
    private readonly CaseRows _rows = new();
    private readonly CasePast _past;
    private readonly CaseClocks _clocks;
    private readonly CaseForms _forms;
    private readonly CaseEffects _effects;

    public CaseTransaction(NpgsqlConnection connection, FlowCache flows, UnitCalendars calendars, Instant now)
    {
        (_connection, _flows, Now) = (connection, flows, now);
        _loaded = new LoadedCases(connection, flows);
        _past = new CasePast(connection, flows, _loaded, _rows);
        _clocks = new CaseClocks(connection, calendars, _loaded, _rows);
        _forms = new CaseForms(connection, calendars, _loaded);
        _effects = new CaseEffects(_rows, _clocks);
    }

    /// <summary>The moment of the next command; set when the commands do not all happen at one moment.</summary>
    public Instant Now { get; set; }

    /// <summary>The most time that the scripts of each event may take.</summary>
    public TimeSpan Patience { get; set; } = LongestWait;

    /// <summary>The changed cases.</summary>
    public IEnumerable<(int Unit, long Case)> Changed =>
        _loaded.All.Where(known => known.IsChanged).Select(known => (known.Definition.Unit, known.Id));

    internal FlowCache Flows => _flows;

    /// <summary>The lines for the log.</summary>
    public IReadOnlyList<string> Lines => _effects.Lines;

    /// <summary>The first round trip.</summary>
    /// <param name="begin">Begins a transaction; false when the caller has begun it to claim the source of the commands.</param>
    public Task Read(IReadOnlyCollection<CaseCommand> commands, bool begin, CancellationToken cancellation) =>
        _loaded.Read(commands, begin, Now, cancellation);

    /// <inheritdoc cref="LoadedCases.Take(NpgsqlDataReader, int, CancellationToken)"/>
    public ValueTask Take(NpgsqlDataReader row, int column, CancellationToken cancellation) => _loaded.Take(row, column, cancellation);

    /// <summary>Notes that the caller has set a task's level already, in this transaction.</summary>
    public void Raised(int unit, long caseId, int no, int level) => _rows.Tasks.HasLevel(new TaskKey(unit, caseId, no), level);

    /// <summary>Adds the reminder that an open task will lapse; the caller has claimed it.</summary>
    public void RemindOfLapse(int unit, long caseId, int no, Instant lapse)
    {
        if (_loaded.Find(unit, caseId) is { } target) _rows.Messages.Add(new CaseTellings(target, null, Now).Lapsing(no, lapse));
    }

    /// <summary>True when the case was read and this wait of it is open.</summary>
    public bool IsWaiting(int unit, long caseId, int wait) =>
        _loaded.Find(unit, caseId) is { } found && found.State.Waits(found.Flow).Any(open => open.Number == wait);

    /// <summary>A case that was read; null for one that there is not.</summary>
    internal LockedCase? Find(int unit, long caseId) => _loaded.Find(unit, caseId);

    /// <inheritdoc cref="CasePast.WasDone"/>
    internal Task<bool> WasDone(LockedCase target, IReadOnlyList<Step> steps, CancellationToken cancellation) =>
        _past.WasDone(target, steps, cancellation);

    /// <summary>Decides one command. It sees the events decided before it in this transaction.</summary>
    public async ValueTask<CaseResult> Decide(CaseCommand command, CancellationToken cancellation)
    {
        var eventJson = CaseEventJson.Write(command.Event);
        if (_loaded.FindAnswer(command.Unit, command.RequestKey) is { } answer) return answer.To(command, eventJson);

        // Checked first: without the case, its actors were not read either.
        var existing = command is AdvanceCase advance ? _loaded.Find(advance.Unit, advance.Case) : null;
        if (command is AdvanceCase && existing is null) return new CaseResult.NotFound();

        var actor = _loaded.FindActor(command.Unit, command.Actor);
        if (command.Actor is not null && actor is null) return new CaseResult.Forbidden(null);

        var target = existing ?? await _loaded.Open((StartCase)command, Now, cancellation);
        var (happened, open) = (command.Event, default(OpenWait?));
        if (actor is not null)
        {
            if (Forbid(actor, target, command, out open, out var capacity) is { } forbidden) return forbidden;
            // Claiming a task that one holds already is no event for the history.
            if (happened is TaskClaimed && open?.Holder == actor.Id) return new CaseResult.Done(target.Id, target.Seq, Now);
            happened = await WithHolder(target, happened.Noted(capacity?.For, open?.Holder), cancellation);
        }

        if (happened is TaskLapsed) happened = await WithHolder(target, happened, cancellation);
        if (happened is TaskCompleted completed && open is { } task && target.Flow.StepAt(task.Activity) is { } step)
        {
            if (step.NotBy.Count > 0 && await _past.Did(target, step.NotBy, completed.Person, cancellation) is { } verified)
                return new CaseResult.Refused(new Refusal(RefusalReason.SecondPersonNeeded, verified.Number));
            if (CaseForms.Concerns(step))
            {
                (happened, var objection) = await _forms.Fill(target, step, completed, actor, Now, Patience, cancellation);
                if (objection is not null) return new CaseResult.Refused(objection);
            }
        }

        (happened, var decision) = happened is CaseMoved moved
            ? await Move(target, moved, cancellation)
            : (happened, await Advance(target, happened, cancellation));
        if (decision.Refusal is { } refusal) return await Explain(refusal, actor, target, command, cancellation);

        try
        {
            happened = await _clocks.WithDue(target, happened, decision.State, Now, cancellation);
        }
        catch (OverflowException)
        {
            return new CaseResult.Refused(new Refusal(RefusalReason.LimitTooFar));
        }

        if (!ReferenceEquals(happened, command.Event)) eventJson = CaseEventJson.Write(happened);
        return await Happen(command, target, happened, eventJson, decision, cancellation);
    }

    /// <summary>Decides a command that rows of the caller's belong to: they must not stay without it.</summary>
    /// <exception cref="InvalidOperationException">The case refuses it; the transaction is to be rolled back.</exception>
    internal async Task MustHappen(AdvanceCase command, CancellationToken cancellation)
    {
        var result = await Decide(command, cancellation);
        if (result is not CaseResult.Done)
            throw new InvalidOperationException($"Case {command.Case} refuses {command.Event.GetType().Name}: "
                + ((result as CaseResult.Refused)?.Refusal.ToString() ?? result.GetType().Name));
    }

    /// <summary>
    /// Counts a case's open tasks and its promise again on the present calendar. Changed due moments are written to the case's history;
    /// when none has changed, only the calendar's version is noted.
    /// </summary>
    /// <param name="tasks">The open tasks that were counted on an older calendar.</param>
    /// <returns>True when a due moment has changed.</returns>
    public async ValueTask<bool> Recount(
        int unit, long caseId, IReadOnlyList<CountedTask> tasks, Instant? standardDue, CancellationToken cancellation)
    {
        if (await _clocks.Recount(_loaded.Find(unit, caseId)!, tasks, standardDue, Now, cancellation) is not { } recounted) return false;
        await Decide(new AdvanceCase(unit, caseId, recounted, null), cancellation);
        return true;
    }

    /// <summary>The second round trip: all writes and the commit. Openings take one more, for their numbers in the register.</summary>
    public async Task Commit(CancellationToken cancellation)
    {
        await RegisterTable.Enter(_connection, _loaded.All, cancellation);
        _rows.Messages.Add(_loaded.All.SelectMany(CaseTellings.Received));
        await using var batch = _connection.CreateBatch();
        _rows.Write(batch, _loaded.All);
        batch.Add("commit");
        await batch.PrepareSoon();
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <param name="open">The open task of the event; null for none.</param>
    /// <param name="capacity">The capacity in which the actor may do that task; null for none.</param>
    private CaseResult? Forbid(Actor actor, LockedCase target, CaseCommand command, out OpenWait? open, out Capacity? capacity)
    {
        (open, capacity) = (null, null);
        if (command.Event is not IOpenTaskEvent { Task: var number }) return CommandRights.Forbid(actor, target, command.Event);

        // A closed task is recognised later, from its row.
        open = target.OpenTask(number);
        var takers = CommandRights.Takers(command.Event).Select(to => _loaded.FindActor(command.Unit, to)).ToList();
        return open is { } task ? CommandRights.Forbid(actor, target, command.Event, task, takers, out capacity) : null;
    }

    /// <summary>Adds to the event the last doer of the step that is to be done again, if they still may do it.</summary>
    private async ValueTask<CaseEvent> WithHolder(LockedCase target, CaseEvent happened, CancellationToken cancellation) => happened switch
    {
        TaskSentBack back => back with { Holder = await _past.Doer(target, back.To, Now, cancellation) },
        CaseReopened reopened => reopened with { Holder = await _past.Doer(target, reopened.To, Now, cancellation) },
        TaskLapsed lapsed when target.LapsesTo(lapsed.Task) is { } to =>
            lapsed with { Holder = await _past.Doer(target, to, Now, cancellation) },
        _ => happened,
    };

    private async ValueTask<Decision> Advance(LockedCase target, CaseEvent happened, CancellationToken cancellation)
    {
        switch (happened)
        {
            case QuestionAnswered answered when !await _past.IsAsked(target, answered, cancellation):
                return Interpreter.Refuse(target.State, RefusalReason.QuestionNotOpen);
            case TaskUndone or CaseReopened:
                var past = await _past.Before(target, happened, cancellation);
                if (target.State.Status != CaseStatus.Running) target.EndedSince = past?.At;
                past = past is null ? null : past with { IsAwaited = target.IsAwaited };
                return Interpreter.Advance(target.Flow, target.State, happened, Now, past: past, patience: Patience);
            default:
                return Interpreter.Advance(target.Flow, target.State, happened, Now, patience: Patience);
        }
    }

    /// <summary>Moves the case to the other version's flow, also for later commands of this transaction.</summary>
    /// <returns>The decision, and the event for the history with the tasks whose due moment has changed.</returns>
    private async ValueTask<(CaseEvent, Decision)> Move(LockedCase target, CaseMoved moved, CancellationToken cancellation)
    {
        if (target.Definition.Version != moved.From)
        {
            var version = target.Definition.Version.ToString(CultureInfo.InvariantCulture);
            return (moved, VersionMove.Refuse(target.State, RefusalReason.VersionIsAnother, version));
        }

        var to = target.Definition with { Version = moved.To };
        var flow = await _flows.Get(to, cancellation);
        var plan = VersionMove.Plan(target.Flow, flow, target.State);
        moved = moved with { Dues = await _clocks.Moved(target, flow, plan.Tasks, Now, cancellation) };
        var decision = plan.Decide(target.State, moved);
        if (decision.Refusal is null) target.MoveTo(to, flow);
        return (moved, decision);
    }

    /// <summary>Adds a decision to the rows that will be written, and keeps its answer for the command's key.</summary>
    private async ValueTask<CaseResult> Happen(
        CaseCommand command, LockedCase target, CaseEvent happened, string eventJson, Decision decision, CancellationToken cancellation)
    {
        if (target.Seq == 0) _loaded.Add(target);
        if (command is StartCase { Draft: { } draft }) _rows.Drafts.End(target, draft);
        if (happened is TaskCompleted completed)
        {
            target.Written.AddRange(SearchedValues.Of(target, completed));
            if (target.OpenTask(completed.Task) is { } task && target.Flow.StepAt(task.Activity) is { } step)
            {
                target.Done.Add((completed.Task, new DoneStep(step.ActivityId, completed.Person)));
                if (command is AdvanceCase { Survey: { } answer } && step.Kind == StepKind.Survey)
                    _rows.Surveys.Add(target, answer with { Service = target.Definition.DefinitionId });
            }
        }
        else if (happened is TaskUndone undone)
        {
            target.Done.RemoveAll(done => done.Task == undone.Task);
        }

        // Cases are searched by the numbers of their documents, too.
        if (happened is DocumentIssued { Number: { } issued }) target.Written.Add(issued);
        else if (happened is DocumentMade { Number: { } made }) target.Written.Add(made);
        var before = target.State;
        _rows.History.Add(target.Append(decision.State, eventJson, command.Actor, command.RequestKey, Now));
        _rows.Deeds.Add(target, happened);
        foreach (var effect in decision.Effects) await _effects.Apply(target, effect, command.Actor, Now, cancellation);
        if (decision.Effects.Any(effect => effect is BillChanged)) await _clocks.KeepLapses(target, cancellation);
        await _clocks.KeepStandard(target, before, Now, cancellation);

        var done = new CaseResult.Done(target.Id, target.Seq, Now);
        if (command.RequestKey is { } key)
            _loaded.Keep(command.Unit, key, new KeptAnswer(done, eventJson, StartedCase.Of(command, target.Flow)));
        foreach (var left in await ChosenPeople.Left(_connection, command.Unit, decision.Effects, cancellation))
            await Decide(new AdvanceCase(command.Unit, target.Id, left, null), cancellation);
        return done;
    }

    /// <summary>Adds to a refusal the person who closed the task, and the moment, for actors who may do the task.</summary>
    private async ValueTask<CaseResult> Explain(
        Refusal refusal, Actor? actor, LockedCase target, CaseCommand command, CancellationToken cancellation)
    {
        if (refusal.Reason == RefusalReason.TaskHeldByOther)
            return new CaseResult.Refused(refusal, long.Parse(refusal.Subject, CultureInfo.InvariantCulture));
        if (command.Event is not IOpenTaskEvent task || refusal.Reason is not (RefusalReason.TaskNotOpen or RefusalReason.CaseNotRunning))
            return new CaseResult.Refused(refusal);

        if (await _past.Closed(target, task.Task, cancellation) is not var (lane, by, at)) return new CaseResult.NotFound();
        var isServed = command.Event is TaskCompleted { Counter: not null } && actor is not null && target.Flow.Steps.Any(step =>
            step.Lane == lane && Authority.AtCounter(actor, target.Flow, step.Activity, target.Customer) is not null);
        if (actor is not null && !isServed && !Authority.MayDo(actor, target.Flow, lane, target.Customer, []))
            return new CaseResult.Forbidden(target.Flow.Lane(lane)?.Name);
        return new CaseResult.Refused(refusal, by, at?.ToInstant());
    }
}
