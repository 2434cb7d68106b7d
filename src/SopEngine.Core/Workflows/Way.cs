namespace SopEngine.Core.Workflows;

internal enum WayPointKind
{
    /// <summary>The beginning of the case.</summary>
    Start,
    Step,

    /// <summary>The end of the case.</summary>
    End,

    /// <summary>Stands for everything before a container while the container is read; no returned way has one.</summary>
    Gate,
}

/// <summary>A step, the start or an end of a flow. <paramref name="Activity"/> is an index of <see cref="Flow.Activities"/>.</summary>
internal readonly record struct WayPoint(WayPointKind Kind, int Activity);

/// <summary>A way from one point of a flow to the next.</summary>
/// <param name="Label">The outcome by which this way is taken, or empty.</param>
internal readonly record struct Way(WayPoint From, WayPoint To, string Label)
{
    /// <summary>Labels of ways that the data decide; printed on the SOP's sheet, so Indonesian in every language.</summary>
    public const string Yes = "Ya", No = "Tidak", Otherwise = "Lainnya";
}
