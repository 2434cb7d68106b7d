using NodaTime;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Workflows;

/// <summary>What happens to a case when a step of it is not done for long: a customer stays silent, or does not pay.</summary>
/// <param name="After">How long the step waits from its opening; null for the end of the case's bill.</param>
/// <param name="To">For <see cref="LapseThen.Back"/>: the number of the earlier step. Otherwise empty.</param>
/// <param name="Remind">How long before, the customer or the lane is reminded.</param>
/// <param name="Reason">The reason in the author's words, which the customer reads.</param>
public sealed record Lapse(TimeLimit? After, LapseThen Then, string To, TimeLimit Remind, string Reason)
{
    /// <summary>The reminder's time where the author names none.</summary>
    public static readonly TimeLimit UsualReminder = new(1, TimeUnit.WorkingDays);

    public bool IsOfBill => After is null;

    /// <summary>The reminder's moment, in the time of a clock that never stands; a month has 30 days.</summary>
    public Instant RemindAt(Instant lapse) => lapse - Remind.Unit switch
    {
        TimeUnit.Minutes => Duration.FromMinutes(Remind.Value),
        TimeUnit.Hours => Duration.FromHours(Remind.Value),
        TimeUnit.WorkingDays => Duration.FromDays(Remind.Value),
        TimeUnit.Weeks => Duration.FromDays(7 * Remind.Value),
        TimeUnit.Months => Duration.FromDays(30 * Remind.Value),
        _ => throw new ArgumentOutOfRangeException(nameof(lapse), Remind.Unit, null),
    };
}

public enum LapseThen
{
    /// <summary>The case ends as cancelled.</summary>
    Close,

    /// <summary>The case goes back to an earlier step; see <see cref="EarlierSteps"/>.</summary>
    Back,
}
