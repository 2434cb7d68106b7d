using NodaTime;
using NodaTime.Text;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases;

/// <summary>The moments at which a task is due and climbs its ladder, as in its row.</summary>
/// <param name="Limit">The limit as written; null for none.</param>
/// <param name="OriginalDueAt">The moment at which it would be due without its extensions; null when it has none.</param>
/// <param name="Alarms">The moment of each level of the ladder, as a PostgreSQL array.</param>
/// <param name="Reached">
/// The targets of each level in a lane without holders; see <see cref="VacantLadder.Targets"/>. Null also for a task that cannot rise now.
/// </param>
/// <param name="LapseAt">The moment until which the task waits; null for a task that waits on.</param>
/// <param name="LapseAlarm">The moment at which the sweep looks at that next; null for never.</param>
internal readonly record struct TaskTimes(
    string? Limit, int CalendarVersion, DateTime DueAt, DateTime? OriginalDueAt, string Alarms, string? Reached, DateTime? LapseAt,
    DateTime? LapseAlarm);

internal static class TaskTimesColumns
{
    public static RowColumns<T> AddTimes<T>(this RowColumns<T> columns, Func<T, TaskTimes> times) => columns
        .Add("time_limit", row => times(row).Limit)
        .Add("calendar_version", row => times(row).CalendarVersion)
        .Add("due_at", row => times(row).DueAt)
        .Add("original_due_at", row => times(row).OriginalDueAt)
        .Add("alarms", row => times(row).Alarms)
        .Add("reached", row => times(row).Reached)
        .Add("lapse_at", row => times(row).LapseAt)
        .Add("lapse_alarm", row => times(row).LapseAlarm);
}

internal static class InstantArray
{
    /// <summary>Instants as the text of a PostgreSQL array: a statement that takes one value a row cannot take one array a row.</summary>
    public static string Text(IEnumerable<Instant> instants) =>
        $"{{{string.Join(',', instants.Select(instant => InstantPattern.ExtendedIso.Format(instant.ToMicroseconds())))}}}";
}
