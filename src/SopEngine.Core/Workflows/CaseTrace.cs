using NodaTime;
using SopEngine.Core.Workflows.Activities;

namespace SopEngine.Core.Workflows;

/// <summary>
/// The activities that a case ran, with their times: made by replaying its history, event by event, because a case's state drops every
/// activity that ended. Not thread-safe.
/// </summary>
public sealed class CaseTrace
{
    private readonly List<ActivityRun> _runs = [];
    private readonly List<ActivityMoment> _moments = [];
    private readonly Dictionary<int, ActivityRun> _running = [];
    private HistoryReplay? _replay;

    public CaseState State => _replay?.State ?? CaseState.New;

    /// <summary>Every run of an activity, in the order in which they began.</summary>
    public IReadOnlyList<ActivityRun> Runs => _runs;

    /// <summary>The moments of these runs, in order.</summary>
    public IReadOnlyList<ActivityMoment> Moments => _moments;

    /// <summary>Applies the next event of the history.</summary>
    /// <exception cref="InvalidOperationException">The event cannot have happened to this case.</exception>
    public void Replay(Flow flow, CaseEvent happened, Instant at)
    {
        _replay ??= new HistoryReplay(flow);
        var waiting = Waiting();
        var momentsBefore = _moments.Count;
        var incidentsBefore = State.Incidents.Count;
        var decision = _replay.Next(happened, at, new Recorder(this, at));
        if (decision.Refusal is { } refusal)
            throw new InvalidOperationException($"The history cannot be replayed: {refusal.Reason} {refusal.Subject}");

        // Incidents are appended as activities fail.
        var failed = _moments.Skip(momentsBefore).Where(moment => moment.Kind == ActivityMomentKind.Faulted).Select(moment => moment.Run);
        foreach (var (run, incident) in failed.Zip(decision.State.Incidents.Skip(incidentsBefore))) run.Fault = incident.Message;

        foreach (var frame in Waiting().Where(frame => !waiting.Contains(frame))) Note(ActivityMomentKind.Suspended, frame, at);
        if (State.Status == CaseStatus.Running) return;

        // The end of a case ends all that was open without an event for each.
        foreach (var frame in _running.Keys.Order().ToList()) End(ActivityMomentKind.Cancelled, frame, at, []);
    }

    /// <summary>Takes the case over to another version, as its history says: its runs go on there under the same number.</summary>
    /// <exception cref="InvalidOperationException">The case cannot have been taken over.</exception>
    public void Move(CaseMoved moved, Flow to, Instant at)
    {
        if (_replay?.Move(moved, to, at) is not { Refusal: null })
            throw new InvalidOperationException("The history cannot be replayed: the case cannot be moved.");
    }

    private HashSet<int> Waiting() => [.. State.Frames.Where(frame => frame.Wait > 0).Select(frame => frame.Id)];

    private void Note(ActivityMomentKind kind, int frame, Instant at)
    {
        if (!_running.TryGetValue(frame, out var run)) return;
        run.IsWaiting = kind == ActivityMomentKind.Suspended;
        _moments.Add(new ActivityMoment(_moments.Count + 1, at, kind, run));
    }

    private void Begin(int frame, FlowActivity activity, Instant at)
    {
        var around = _running.Values.Where(run => activity.NodeId.StartsWith(run.Activity.NodeId + ":", StringComparison.Ordinal))
            .MaxBy(run => (run.Activity.NodeId.Length, run.Number));
        var begun = new ActivityRun(frame, activity, around, at);
        _runs.Add(begun);
        _running.Add(frame, begun);
        Note(ActivityMomentKind.Started, frame, at);
    }

    private void End(ActivityMomentKind kind, int frame, Instant at, IReadOnlyList<string> outcomes)
    {
        if (!_running.TryGetValue(frame, out var run)) return;
        run.Ended = (kind, at);
        run.Outcomes = outcomes;
        Note(kind, frame, at);
        _running.Remove(frame);
    }

    private sealed class Recorder(CaseTrace trace, Instant at) : ITrace
    {
        public void Record(TraceKind kind, int frame, FlowActivity activity, IReadOnlyList<string> outcomes)
        {
            switch (kind)
            {
                case TraceKind.Started:
                    trace.Begin(frame, activity, at);
                    break;
                case TraceKind.Completed:
                    trace.End(ActivityMomentKind.Completed, frame, at, outcomes);
                    break;
                case TraceKind.Cancelled:
                    trace.End(ActivityMomentKind.Cancelled, frame, at, []);
                    break;
                case TraceKind.Faulted:
                    trace.End(ActivityMomentKind.Faulted, frame, at, []);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind.");
            }
        }
    }
}

/// <summary>One run of an activity within a case.</summary>
/// <param name="Number">Counts from 1 within the case, all activities together.</param>
/// <param name="Around">The run of the activity that holds it; null for the case's own.</param>
public sealed record ActivityRun(int Number, FlowActivity Activity, ActivityRun? Around, Instant StartedAt)
{
    /// <summary>Its end; null while it goes on.</summary>
    public (ActivityMomentKind How, Instant At)? Ended { get; internal set; }

    /// <summary>The outcomes it completed with.</summary>
    public IReadOnlyList<string> Outcomes { get; internal set; } = [];

    /// <summary>The reason why it failed; null when it did not.</summary>
    public string? Fault { get; internal set; }

    /// <summary>True while it waits for a task, an alarm, an event or a sub-case.</summary>
    public bool IsWaiting { get; internal set; }
}

/// <summary>A moment of a run of an activity.</summary>
/// <param name="Sequence">Counts from 1 within the case.</param>
public sealed record ActivityMoment(int Sequence, Instant At, ActivityMomentKind Kind, ActivityRun Run);

public enum ActivityMomentKind
{
    Started,

    /// <summary>It began to wait.</summary>
    Suspended,

    Completed,
    Cancelled,
    Faulted,
}
