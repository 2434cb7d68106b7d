namespace SopEngine.Engine.Rollups;

/// <summary>The closing of a task, as read for counting.</summary>
/// <param name="Person">The person who did the task; null for none.</param>
/// <param name="Closing">Its number among all closings.</param>
/// <param name="DueAt">With its extensions.</param>
/// <param name="OriginalDueAt">Without them; null when it has none.</param>
/// <param name="Pauses">Of its case, as <see cref="Cases.CasePauses"/> reads them.</param>
/// <param name="Sign">1, or -1 to count off a closing that was taken back; its number is then that of the taking back.</param>
internal sealed record ClosingRow(
    long Closing, string DefinitionId, int Version, int Activity, string Lane, DateTime OpenedAt, DateTime DueAt,
    DateTime? OriginalDueAt, DateTime ClosedAt, string? Pauses, int Level, long? Person, bool IsDone, int Sign);
