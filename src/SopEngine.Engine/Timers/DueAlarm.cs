using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;

namespace SopEngine.Engine.Timers;

/// <summary>An alarm that the sweep has claimed.</summary>
/// <param name="Happened">The event of the case that it is; of a reminder, the lapse that it foretells.</param>
/// <param name="IsReminder">True for a message that a task will lapse, which is no event.</param>
internal readonly record struct DueAlarm(int Unit, long Case, CaseEvent Happened, bool IsReminder = false)
{
    public AdvanceCase Command => new(Unit, Case, Happened, null);
}
