namespace SopEngine.Core.Escalation;

/// <summary>
/// A level of the ladder that a step climbs while nobody completes it. No statute fixes levels; that a late step goes to the next actor is
/// what offices ask for.
/// </summary>
/// <param name="Percent">When: the share of the time limit that has passed, in the time that the limit counts. 100 is the breach.</param>
/// <param name="Target">Who learns of it.</param>
/// <param name="Lane">Of <see cref="RungTarget.Lane"/>: its id.</param>
public sealed record Rung(int Percent, RungTarget Target, EscalationMode Mode, string? Lane = null)
{
    /// <summary>Nobody is late before the limit, and nothing is counted for longer than ten times as long.</summary>
    public const int LeastPercent = 1, MostPercent = 1_000;
}

public enum RungTarget
{
    /// <summary>Who holds the task, or else those of its lane.</summary>
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
    /// <summary>They are told.</summary>
    Notify,

    /// <summary>The task stands in their inbox as well, and either may complete it.</summary>
    Share,

    /// <summary>The task is taken from who holds it and stands in their inbox instead.</summary>
    Reassign,
}
