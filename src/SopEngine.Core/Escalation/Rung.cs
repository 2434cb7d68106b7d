namespace SopEngine.Core.Escalation;

/// <summary>
/// A level of the ladder that a step climbs while nobody completes it. No statute fixes levels; offices ask that a late step goes to the
/// next actor.
/// </summary>
/// <param name="Percent">The share of the time limit that has passed, in the time that the limit counts. 100 is the breach.</param>
/// <param name="Target">The people who learn of it.</param>
/// <param name="Lane">The lane's id, for <see cref="RungTarget.Lane"/>.</param>
public sealed record Rung(int Percent, RungTarget Target, EscalationMode Mode, string? Lane = null)
{
    /// <summary>A rung lies between the start of the limit and ten times the limit.</summary>
    public const int LeastPercent = 1, MostPercent = 1_000;
}

public enum RungTarget
{
    /// <summary>The holder of the task, or else the people of its lane.</summary>
    Holder,

    /// <summary>The lanes whose steps come next; the head behind the last step.</summary>
    NextActor,

    /// <summary>The head of the office.</summary>
    Head,

    /// <summary>One lane, named by the author.</summary>
    Lane,
}

public enum EscalationMode
{
    /// <summary>The people it reaches are told.</summary>
    Notify,

    /// <summary>The task stands in their inbox as well, and they or the holder may complete it.</summary>
    Share,

    /// <summary>The task is taken from its holder and stands in their inbox instead.</summary>
    Reassign,
}
