using System.Text.Json;
using SopEngine.Core.Workflows.Activities;

namespace SopEngine.Core.Workflows;

/// <summary>
/// Takes a running case over to another version of its SOP. Each activity that the case is at must be in the other version: the same by id,
/// type and place. Its open tasks keep their numbers and times; lane and limit become those of the other version.
/// </summary>
public static class VersionMove
{
    /// <param name="from">The version that the case runs on.</param>
    /// <returns>The case as it would stand, or the obstacles. Nothing is changed.</returns>
    public static MovePlan Plan(Flow from, Flow to, CaseState state)
    {
        var move = new Move(from, to);
        if (state.Status != CaseStatus.Running || !state.HasBegun) move.Refuse(MoveObstacleReason.CaseNotRunning, null);

        var moved = state.Copy();
        moved.Frames.Clear();
        foreach (var frame in state.Frames)
        {
            if (move.Counterpart(frame) is { } activity) moved.Frames.Add(Carry(frame, from.Activities[frame.Activity], activity, moved));
        }

        if (move.Obstacles.Count == 0)
        {
            foreach (var (frame, old) in moved.Frames.Zip(state.Frames))
            {
                var inside = moved.Frames.Where(child => child.Parent == frame).ToList();
                to.Activities[frame.Activity].TakeOver(from.Activities[old.Activity], frame, inside, move);
            }
        }

        return move.Obstacles.Count > 0
            ? new MovePlan(null, [], move.Obstacles, [], [])
            : new MovePlan(moved, Tasks(move, state, moved, out var effects), [], move.PassedSteps, effects);
    }

    /// <summary>The decision that leaves a case on its version.</summary>
    public static Decision Refuse(CaseState state, RefusalReason reason, string subject) => new(state, new Refusal(reason, subject));

    private static Frame Carry(Frame frame, FlowActivity before, FlowActivity after, CaseState moved) => new()
    {
        Id = frame.Id,
        Activity = after.Index,
        Parent = frame.Parent is null ? null : moved.FrameOf(frame.Parent.Id),
        Backward = frame.Backward,
        Breaking = frame.Breaking,
        Wait = frame.Wait,
        Holder = frame.Holder,
        Level = frame.Level,
        Terms = frame.Terms,
        RemindedAt = frame.RemindedAt,
        Chosen = frame.Chosen,
        Until = frame.Until,
        Cursor = frame.Cursor,
        Visits = frame.Visits,
        Variables = Variables(frame, before, after, moved.HasTypedValues),
        Values = frame.Values,
        Outputs = frame.Outputs,
    };

    private static JsonElement[]? Variables(Frame frame, FlowActivity before, FlowActivity after, bool areTyped)
    {
        if (after.Variables.Count == 0) return null;
        return [.. after.Variables.Select(variable =>
        {
            var at = before.Variables.ToList().FindIndex(old => old.Id == variable.Id);
            if (at < 0) at = before.Variables.ToList().FindIndex(old => old.Name == variable.Name);
            var isKept = at >= 0 && frame.Variables is not null;
            if (!areTyped) return isKept ? frame.Variables![at] : variable.Value;
            return isKept ? variable.Type.Fitting(frame.Variables![at]) ?? frame.Variables[at] : variable.Initial;
        })];
    }

    private static List<TaskMove> Tasks(Move move, CaseState state, CaseState moved, out List<Effect> effects)
    {
        var tasks = new List<TaskMove>();
        effects = [];
        foreach (var (frame, old) in moved.Frames.Zip(state.Frames).Where(pair => pair.First.Wait > 0))
        {
            if (move.To.Activities[frame.Activity].WaitsFor(frame) != WaitKind.Task) continue;

            var (before, after) = (move.From.StepAt(old.Activity), move.To.StepAt(frame.Activity));
            effects.Add(new TaskMoved(frame.Wait, frame.Activity, after?.Lane, frame.Terms?.Limit ?? after?.Limit));
            // The holder may not belong to the new lane, and nobody else could take the task from them.
            var isReleased = frame.Holder is not null && before?.Lane != after?.Lane;
            if (isReleased)
            {
                frame.Holder = null;
                effects.Add(new TaskHeld(frame.Wait, null));
            }

            if (frame.Chosen is not null && before?.Lane != after?.Lane)
            {
                frame.Chosen = null;
                effects.Add(new TaskNarrowed(frame.Wait, null));
            }

            tasks.Add(new TaskMove(frame.Wait, before, after, isReleased));
        }

        return tasks;
    }
}

/// <summary>The result that a move to another version would have.</summary>
/// <param name="State">The case's state on the other version; null when it cannot be taken over.</param>
/// <param name="Tasks">The open tasks.</param>
/// <param name="Obstacles">The reasons against the move; empty when it is possible.</param>
/// <param name="PassedSteps">Steps that only the other version has and that the case is past already.</param>
/// <param name="Effects">The work for the store besides keeping the state.</param>
public sealed record MovePlan(
    CaseState? State, IReadOnlyList<TaskMove> Tasks, IReadOnlyList<MoveObstacle> Obstacles,
    IReadOnlyList<Step> PassedSteps, IReadOnlyList<Effect> Effects)
{
    /// <summary>The plan as a decision on the case. The ladder of a late task that has time again begins anew.</summary>
    /// <param name="state">The state that the plan was made for.</param>
    public Decision Decide(CaseState state, CaseMoved moved)
    {
        if (State is null) return VersionMove.Refuse(state, RefusalReason.CannotMove, Obstacles[0].Activity ?? "");

        var late = (moved.Dues ?? []).Where(due => due.Anew).Select(due => due.Task).ToHashSet();
        var anew = Effects.OfType<TaskMoved>().Where(task => late.Contains(task.Task)).ToList();
        foreach (var task in anew) State.FrameWaiting(task.Task)!.Level = 0;
        return new Decision(State,
            [.. Effects, .. anew.Select(task => new TaskRecounted(task.Task, task.Activity, task.Limit, Anew: true))]);
    }
}

/// <summary>An open task on its way to another version.</summary>
/// <param name="Before">Its step; null for a task without a step.</param>
/// <param name="IsReleased">True when it goes back to the queue because it belongs to another lane now.</param>
public sealed record TaskMove(int Task, Step? Before, Step? After, bool IsReleased);

/// <summary>A reason why a case cannot be taken over.</summary>
/// <param name="Activity">The author's name for the activity in the way; null when it is the case itself.</param>
/// <param name="Other">For <see cref="MoveObstacleReason.ComesAfterRunning"/>: the activity that would have to end first.</param>
public sealed record MoveObstacle(MoveObstacleReason Reason, string? Activity, string? Other = null);

public enum MoveObstacleReason
{
    CaseNotRunning,

    /// <summary>The case is at an activity that the other version does not have, or has in another place.</summary>
    ActivityGone,

    /// <summary>The other version has an activity of another type there.</summary>
    ActivityOfAnotherType,

    /// <summary>The case is at two activities at once that follow one another in the other version.</summary>
    ComesAfterRunning,
}

/// <summary>A move being worked out.</summary>
internal sealed class Move(Flow from, Flow to)
{
    private readonly HashSet<string> _known = [.. from.Activities.Select(activity => activity.NodeId)];
    private readonly Dictionary<string, FlowActivity> _targets =
        to.Activities.GroupBy(activity => activity.NodeId).ToDictionary(group => group.Key, group => group.First());
    private readonly HashSet<Step> _passed = [];

    public Flow From => from;
    public Flow To => to;
    public List<MoveObstacle> Obstacles { get; } = [];
    public IReadOnlyList<Step> PassedSteps => [.. to.Steps.Where(_passed.Contains)];

    public void Refuse(MoveObstacleReason reason, FlowActivity? activity, FlowActivity? other = null)
    {
        var obstacle = new MoveObstacle(reason, activity?.Name, other?.Name);
        if (!Obstacles.Contains(obstacle)) Obstacles.Add(obstacle);
    }

    /// <summary>The same activity in the other version; null, with an obstacle noted, when there is none.</summary>
    public FlowActivity? Counterpart(Frame frame)
    {
        var activity = from.Activities[frame.Activity];
        var found = _targets.GetValueOrDefault(activity.NodeId);
        if (found is null)
        {
            // Of all missing activities, the one that the case waits at tells the reader most.
            if (frame.Wait > 0) Refuse(MoveObstacleReason.ActivityGone, activity);
            return null;
        }

        if (found.Type == activity.Type) return found;
        Refuse(MoveObstacleReason.ActivityOfAnotherType, activity);
        return null;
    }

    /// <summary>Notes the new steps among or inside these activities that the case will not come to.</summary>
    public void Passed(IEnumerable<FlowActivity> activities)
    {
        foreach (var activity in activities)
        {
            _passed.UnionWith(to.Steps.Where(step => to.Activities[step.Activity] is var inner && !_known.Contains(inner.NodeId)
                && (inner == activity || inner.NodeId.StartsWith(activity.NodeId + ":", StringComparison.Ordinal))));
        }
    }
}
