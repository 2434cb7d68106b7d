using System.Diagnostics;
using System.Text.Json;
using NodaTime;
using SopEngine.Core.Workflows.Activities;
using SopEngine.Core.Workflows.Bills;
using SopEngine.Core.Workflows.Expressions;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Workflows;

/// <summary>
/// One advance of a case under way: the state being changed, the work still to do, the effects so far. Works as Elsa's scheduler does:
/// one first-in-first-out agenda for the whole workflow, so parallel branches advance in turns.
/// </summary>
internal sealed class Run(Flow flow, CaseState state, Instant now, ITrace? trace, TimeSpan? patience = null)
{
    /// <summary>The most activities that may start in one advance. More means a loop that never waits.</summary>
    private const int MostActivities = 2_000;

    private readonly Queue<WorkItem> _agenda = new();

    public Flow Flow => flow;
    public CaseState State => state;
    public Instant Now => now;

    /// <summary>The deadline of scripts and patterns, in units of <see cref="Stopwatch"/>; null for none.</summary>
    public long? Deadline { get; } = patience is { } most
        ? Stopwatch.GetTimestamp() + (long)(most.TotalSeconds * Stopwatch.Frequency)
        : null;

    /// <summary>The office's calendar, for the expressions of forms; null for every other script.</summary>
    public WorkingCalendar? FormCalendar { get; init; }

    /// <summary>
    /// A fuse for the next script; null for none. One script may take three tenths of its event's time, so that it holds up others
    /// of its office for no longer.
    /// </summary>
    public ScriptFuse? NewFuse() => Deadline is { } deadline
        ? new ScriptFuse(Math.Min(deadline, Stopwatch.GetTimestamp() + (long)(patience!.Value.TotalSeconds * 0.3 * Stopwatch.Frequency)))
        : null;

    public List<Effect> Effects { get; } = new(4);

    /// <summary>Puts an activity at the end of the agenda, as a child of <paramref name="owner"/>.</summary>
    public void Schedule(FlowActivity activity, Frame? owner, bool backward = false, Dictionary<string, JsonElement>? values = null) =>
        _agenda.Enqueue(new WorkItem(activity, owner, backward, values));

    public bool IsScheduled(FlowActivity activity, Frame owner) => _agenda.Any(item => item.Activity == activity && item.Owner == owner);

    /// <summary>True when the agenda holds work below a frame.</summary>
    public bool HasWork(Frame frame)
    {
        foreach (var item in _agenda)
        {
            for (var owner = item.Owner; owner is not null; owner = owner.Parent)
            {
                if (owner == frame) return true;
            }
        }

        return false;
    }

    /// <summary>Works until nothing is left to do, then sets the status of the case.</summary>
    public void Work()
    {
        for (var started = 1; _agenda.TryDequeue(out var item); started++)
        {
            var frame = Begin(item);
            try
            {
                if (started > MostActivities)
                    throw new ActivityFaultException($"More than {MostActivities} activities ran without waiting for anything.");
                item.Activity.Execute(this, frame);
            }
            catch (ActivityFaultException fault)
            {
                Fault(frame, fault.Message);
            }
        }

        Settle();
    }

    private Frame Begin(WorkItem item)
    {
        var frame = new Frame
        {
            Id = ++state.LastFrame,
            Activity = item.Activity.Index,
            Parent = item.Owner,
            Backward = item.Backward,
            Values = item.Values,
            Variables = InitialValues(item.Activity),
        };
        state.Frames.Add(frame);
        trace?.Record(TraceKind.Started, frame.Id, item.Activity, []);
        return frame;
    }

    private JsonElement[]? InitialValues(FlowActivity activity)
    {
        if (activity.Variables.Count == 0) return null;
        var values = new JsonElement[activity.Variables.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = activity.Variables[i] is var variable && state.HasTypedValues ? variable.Initial : variable.Value;
        return values;
    }

    /// <summary>Ends an activity: activities still running below it are cancelled, and its parent is told the outcomes at once.</summary>
    public void Complete(Frame frame, params string[] outcomes)
    {
        if (!IsAlive(frame)) return;

        End(frame);
        var activity = flow.Activities[frame.Activity];
        if (outcomes.Length == 0) outcomes = FlowActivity.Done;
        trace?.Record(TraceKind.Completed, frame.Id, activity, outcomes);

        if (frame.Parent is not { } parent) return;
        try
        {
            flow.Activities[parent.Activity].OnChildCompleted(this, parent, activity, frame.Backward, outcomes);
        }
        catch (ActivityFaultException fault)
        {
            Fault(parent, fault.Message);
        }
    }

    /// <summary>Cancels an activity and all below it; its parent is told.</summary>
    public void Cancel(Frame frame)
    {
        if (!IsAlive(frame)) return;

        End(frame);
        var activity = flow.Activities[frame.Activity];
        trace?.Record(TraceKind.Cancelled, frame.Id, activity, []);

        if (frame.Parent is { Ending: false } parent && IsAlive(parent))
            flow.Activities[parent.Activity].OnChildCancelled(this, parent, activity);
    }

    /// <summary>Marks an activity as failed. The case stops once the agenda is empty.</summary>
    public void Fault(Frame frame, string message)
    {
        if (!IsAlive(frame) || frame.Faulted) return;

        frame.Faulted = true;
        CloseWait(frame);
        var activity = flow.Activities[frame.Activity];
        state.Incidents = [.. state.Incidents, new Incident(activity.Id, message)];
        trace?.Record(TraceKind.Faulted, frame.Id, activity, []);
    }

    /// <summary>Ends the case as it stands: everything still open is cancelled, and its bill with it.</summary>
    public void EndCase(CaseStatus status)
    {
        if (state.Status != CaseStatus.Running) return;

        _agenda.Clear();
        foreach (var frame in state.Frames) CloseWait(frame);
        state.Frames.Clear();
        Billing.Cancel(this);
        state.Status = status;
        Effects.Add(new CaseEnded(status, status == CaseStatus.Finished ? Result : null));
    }

    /// <summary>The end that was reached; null for a plain one.</summary>
    public CaseEnding? Result { get; set; }

    public int NextWait(Frame frame) => frame.Wait = ++state.LastWait;

    private void Settle()
    {
        if (state.Status != CaseStatus.Running) return;
        if (state.Frames.Exists(frame => frame.Faulted)) EndCase(CaseStatus.Faulted);
        else if (state.Frames.Count == 0) EndCase(CaseStatus.Finished);
    }

    private void End(Frame frame)
    {
        frame.Ending = true;
        CloseWait(frame);
        Withdraw(frame);
        for (var i = state.Frames.Count - 1; i >= 0; i--)
        {
            // Cancelling a child may remove others behind it.
            if (i < state.Frames.Count && state.Frames[i].Parent == frame) Cancel(state.Frames[i]);
        }

        state.Frames.Remove(frame);
    }

    /// <summary>Takes a frame's scheduled children off the agenda: work below an ended frame must not run.</summary>
    private void Withdraw(Frame frame)
    {
        if (_agenda.Count == 0) return;
        for (var left = _agenda.Count; left > 0; left--)
        {
            var item = _agenda.Dequeue();
            if (item.Owner != frame) _agenda.Enqueue(item);
        }
    }

    private void CloseWait(Frame frame)
    {
        if (frame.Wait == 0) return;

        Effects.Add(flow.Activities[frame.Activity].WaitsFor(frame) == WaitKind.Task
            ? new TaskClosed(frame.Wait, null, null, frame.Level)
            : new WaitEnded(frame.Wait));
        frame.Wait = 0;
    }

    private bool IsAlive(Frame frame) => state.FrameOf(frame.Id) == frame;

    private readonly record struct WorkItem(FlowActivity Activity, Frame? Owner, bool Backward, Dictionary<string, JsonElement>? Values);
}

/// <summary>Thrown by an activity's own code to fail that activity.</summary>
internal sealed class ActivityFaultException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Watches an advance activity by activity; the Studio's journal is made from it by replaying a case.</summary>
public interface ITrace
{
    /// <param name="frame">Number of this run of the activity within the case.</param>
    void Record(TraceKind kind, int frame, FlowActivity activity, IReadOnlyList<string> outcomes);
}

public enum TraceKind
{
    Started,
    Completed,
    Cancelled,
    Faulted,
}
