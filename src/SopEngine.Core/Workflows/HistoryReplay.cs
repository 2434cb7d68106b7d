using NodaTime;

namespace SopEngine.Core.Workflows;

/// <summary>An event of a case, with the state before it.</summary>
public sealed record Past(CaseState Before, CaseEvent Happened, Instant At)
{
    /// <summary>True when somebody outside the case learned of its end: its customer, or the case that waited for it.</summary>
    public bool IsAwaited { get; init; }
}

/// <summary>Replays a case's history, event by event, and knows the past events that a later one may take back. Not thread-safe.</summary>
public sealed class HistoryReplay(Flow flow)
{
    private Past? _last;
    private Past? _end;

    public Flow Flow { get; private set; } = flow;

    public CaseState State { get; private set; } = CaseState.New;

    /// <summary>The decision on an event, without applying it.</summary>
    public Decision Try(CaseEvent happened, Instant at, ITrace? trace = null) =>
        Interpreter.Advance(Flow, State, happened, at, trace, PastFor(happened));

    /// <summary>Applies the next event. A refusal changes nothing.</summary>
    public Decision Next(CaseEvent happened, Instant at, ITrace? trace = null)
    {
        var decision = Try(happened, at, trace);
        if (decision.Refusal is null) Take(decision, happened, at);
        return decision;
    }

    /// <summary>Takes the case over to another version.</summary>
    public Decision Move(CaseMoved moved, Flow to, Instant at)
    {
        var decision = VersionMove.Plan(Flow, to, State).Decide(State, moved);
        if (decision.Refusal is not null) return decision;
        Take(decision, moved, at);
        Flow = to;
        return decision;
    }

    /// <summary>
    /// The event that an event takes back: the one right before it, or the one by which the case ended; null for an event that takes back
    /// nothing.
    /// </summary>
    public Past? PastFor(CaseEvent happened) => happened switch
    {
        TaskUndone => _last,
        CaseReopened => _end,
        _ => null,
    };

    private void Take(Decision decision, CaseEvent happened, Instant at)
    {
        _last = new Past(State, happened, at);
        if (State.Status == CaseStatus.Running && decision.State.Status != CaseStatus.Running) _end = _last;
        State = decision.State;
    }
}
