namespace SopEngine.Core.Escalation;

/// <summary>One level of a step's ladder with the lanes it reaches.</summary>
/// <param name="Level">From 1.</param>
/// <param name="Lanes">Ids, in the order of the SOP's columns; empty when it reaches only the holder or the head.</param>
/// <param name="Head">True when it reaches the head of the office.</param>
public sealed record EscalationLevel(
    int Level, int Percent, RungTarget Target, EscalationMode Mode, IReadOnlyList<string> Lanes, bool Head);

/// <summary>The facts of a step on which its ladder depends.</summary>
/// <param name="Lane">Id of the step's own lane.</param>
/// <param name="IsCustomers">True when that lane is the customer's.</param>
/// <param name="WarnAt">The percentage at which the holder is warned; null for the SOP's.</param>
/// <param name="EscalateTo">The lane that a late task is raised to instead of the next actor; null for the next actor.</param>
/// <param name="NextLanes">The lanes whose turn comes after the step.</param>
/// <param name="IsOnlyItsLanes">
/// True for a deed that goes with the post, such as a signature or a disposition: other lanes are told of a late one, and do not do it.
/// </param>
public sealed record LadderStep(
    string Lane, bool IsCustomers, int? WarnAt, string? EscalateTo, IReadOnlySet<string> NextLanes, bool IsOnlyItsLanes = false);

/// <summary>The levels that a step climbs while nobody completes it.</summary>
public static class Ladder
{
    /// <summary>
    /// Warn the holder at three quarters of the time, raise the task to the next actor at the breach, and to the head at twice the time.
    /// </summary>
    public static readonly IReadOnlyList<Rung> Default =
    [
        new(75, RungTarget.Holder, EscalationMode.Notify),
        new(100, RungTarget.NextActor, EscalationMode.Share),
        new(200, RungTarget.Head, EscalationMode.Share),
    ];

    /// <summary>The ladder of one step: the SOP's rungs, with the step's own settings in their place.</summary>
    /// <param name="officeLanes">Ids of the lanes that are not the customer's, in the order of the SOP's columns.</param>
    public static IReadOnlyList<EscalationLevel> Of(IReadOnlyList<Rung> rungs, LadderStep step, IReadOnlyList<string> officeLanes) =>
        [.. Own(step, rungs).OrderBy(rung => rung.Percent).Select((rung, index) => Resolve(step, rung, index + 1, officeLanes))];

    /// <summary>True when people outside the lane may do a task that reached these levels.</summary>
    public static bool IsShared(IEnumerable<EscalationLevel> reached) => reached.Any(level => level.Mode != EscalationMode.Notify);

    /// <summary>
    /// The levels at which a task without a holder may stop while its lane is vacant; null in the place of each other level. Levels that
    /// let others do the task count; on a ladder without one, levels that tell others of it.
    /// </summary>
    public static IEnumerable<EscalationLevel?> WhenVacant(IReadOnlyCollection<EscalationLevel> ladder)
    {
        var isShared = IsShared(ladder);
        return ladder.Select(level => isShared && level.Mode == EscalationMode.Notify ? null : level);
    }

    private static IEnumerable<Rung> Own(LadderStep step, IReadOnlyList<Rung> rungs)
    {
        foreach (var rung in rungs)
        {
            yield return rung switch
            {
                { Target: RungTarget.Holder, Percent: < 100 } when step.WarnAt is { } percent => rung with { Percent = percent },
                { Target: RungTarget.NextActor } when step.EscalateTo is { } lane => rung with { Target = RungTarget.Lane, Lane = lane },
                _ => rung,
            };
        }
    }

    private static EscalationLevel Resolve(LadderStep step, Rung rung, int level, IReadOnlyList<string> officeLanes)
    {
        // A customer's late step is no lateness of the office: each level reminds the customer, and nobody else does the step.
        if (step.IsCustomers) return new EscalationLevel(level, rung.Percent, RungTarget.Holder, EscalationMode.Notify, [], Head: false);

        IEnumerable<string> reached = rung.Target switch
        {
            RungTarget.NextActor => step.NextLanes,
            RungTarget.Lane => [rung.Lane!],
            _ => [],
        };
        // A customer does not do the office's work, and the step's own lane has the task already.
        var lanes = officeLanes.Where(lane => lane != step.Lane && reached.Contains(lane)).ToList();
        var head = rung.Target == RungTarget.Head || (rung.Target is RungTarget.NextActor or RungTarget.Lane && lanes.Count == 0);
        var isTold = rung.Target == RungTarget.Holder || (step.IsOnlyItsLanes && lanes.Count > 0);
        var mode = isTold ? EscalationMode.Notify : rung.Mode;
        return new EscalationLevel(level, rung.Percent, rung.Target, mode, lanes, head);
    }
}
