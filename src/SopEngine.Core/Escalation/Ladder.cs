using SopEngine.Core.Workflows;

namespace SopEngine.Core.Escalation;

/// <summary>One level of a step's ladder with the lanes it reaches.</summary>
/// <param name="Level">From 1.</param>
/// <param name="Lanes">Ids, in the order of the SOP's columns; empty when it reaches only the holder or the head.</param>
/// <param name="Head">Whether it reaches the head of the office.</param>
public sealed record EscalationLevel(int Level, int Percent, RungTarget Target, EscalationMode Mode, IReadOnlyList<string> Lanes, bool Head);

/// <summary>What happens to each step of a SOP while nobody completes it.</summary>
public static class Ladder
{
    /// <summary>
    /// Warn who has it at three quarters of the time, raise it to the next actor at the breach, and to the head at twice the time.
    /// </summary>
    public static readonly IReadOnlyList<Rung> Default =
    [
        new(75, RungTarget.Holder, EscalationMode.Notify),
        new(100, RungTarget.NextActor, EscalationMode.Share),
        new(200, RungTarget.Head, EscalationMode.Share),
    ];

    /// <summary>The ladder of each step by its activity: the SOP's, with what the step itself says instead.</summary>
    internal static IReadOnlyDictionary<int, IReadOnlyList<EscalationLevel>> Of(Flow flow)
    {
        var next = new NextActors(flow);
        var rungs = flow.Definition.Sop?.Escalation ?? Default;
        return flow.Steps.ToDictionary(step => step.Activity, step => (IReadOnlyList<EscalationLevel>)
            [.. Own(step, rungs).OrderBy(rung => rung.Percent).Select((rung, index) => Resolve(flow, step, rung, index + 1, next))]);
    }

    private static IEnumerable<Rung> Own(Step step, IReadOnlyList<Rung> rungs)
    {
        foreach (var rung in rungs)
        {
            if (rung.Target == RungTarget.Holder && rung.Percent < 100 && step.WarnAt is { } percent) yield return rung with { Percent = percent };
            else if (rung.Target == RungTarget.NextActor && step.EscalateTo is { } lane) yield return rung with { Target = RungTarget.Lane, Lane = lane };
            else yield return rung;
        }
    }

    private static EscalationLevel Resolve(Flow flow, Step step, Rung rung, int level, NextActors next)
    {
        IEnumerable<string> reached = rung.Target switch
        {
            RungTarget.NextActor => next.After(step),
            RungTarget.Lane => [rung.Lane!],
            _ => [],
        };
        // A customer is not made to do the office's work, and whoever has the task has it already.
        var lanes = flow.Lanes.Where(lane => !lane.External && lane.Id != step.Lane && reached.Contains(lane.Id)).Select(lane => lane.Id).ToList();
        var head = rung.Target == RungTarget.Head || (rung.Target is RungTarget.NextActor or RungTarget.Lane && lanes.Count == 0);
        // Nobody does a customer's step for him.
        var mode = rung.Target == RungTarget.Holder || flow.Lane(step.Lane) is { External: true } ? EscalationMode.Notify : rung.Mode;
        return new EscalationLevel(level, rung.Percent, rung.Target, mode, lanes, head);
    }
}
