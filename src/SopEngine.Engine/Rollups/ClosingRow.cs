namespace SopEngine.Engine.Rollups;

/// <summary>A task that was closed, as it is read for counting.</summary>
/// <param name="Person">Who did it; null when nobody did.</param>
/// <param name="Closing">Its number among all closings.</param>
/// <param name="Sign">1, or -1 for a closing that was taken back: then it is counted off, and the number is that of the taking back.</param>
internal sealed record ClosingRow(
    long Closing, string DefinitionId, int Version, int Activity, string Lane, DateTime OpenedAt, DateTime DueAt, DateTime ClosedAt, int Level, long? Person,
    bool IsDone, int Sign);
