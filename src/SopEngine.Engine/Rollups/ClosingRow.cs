namespace SopEngine.Engine.Rollups;

/// <summary>The closing of a task, as read for counting.</summary>
/// <param name="Person">The person who did the task; null for none.</param>
/// <param name="Closing">Its number among all closings.</param>
/// <param name="Sign">1, or -1 to count off a closing that was taken back; its number is then that of the taking back.</param>
internal sealed record ClosingRow(
    long Closing, string DefinitionId, int Version, int Activity, string Lane, DateTime OpenedAt, DateTime DueAt, DateTime ClosedAt,
    int Level, long? Person, bool IsDone, int Sign);
