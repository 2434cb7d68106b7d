namespace SopEngine.Core.Samples;

/// <summary>Where a physical sample is.</summary>
public enum SampleState
{
    /// <summary>Named by its customer, and not brought so far.</summary>
    Awaited,

    /// <summary>With the person who received it.</summary>
    Received,

    /// <summary>With a person of the office to whom it was handed, or who took it out of its place.</summary>
    Held,

    /// <summary>In a place.</summary>
    Stored,
    Returned,
    Destroyed,
}

/// <summary>An entry of a sample's custody log.</summary>
public enum MoveKind
{
    Received,
    Labelled,
    Handed,
    Stored,
    TakenOut,
    Returned,
    Destroyed,
}

/// <summary>How a sample stands.</summary>
/// <param name="Holder">The person of the office who has it; null for nobody.</param>
/// <param name="Place">The place that it is stored in; null for none.</param>
/// <param name="IsWithdrawn">True when its row was taken out of the form.</param>
public sealed record SampleStanding(SampleState State, long? Holder = null, string? Place = null, bool IsWithdrawn = false)
{
    public bool IsOver => State is SampleState.Returned or SampleState.Destroyed;
}

/// <summary>Something done with a sample.</summary>
/// <param name="Person">The person who did it.</param>
/// <param name="To">The person of the office to whom it was handed.</param>
/// <param name="ToName">The name of whoever got it back.</param>
/// <param name="Note">A remark on its return, or the reason why it was destroyed.</param>
/// <param name="Condition">As it was received; empty for the condition that was written before.</param>
public sealed record SampleMove(
    MoveKind Kind, long Person, long? To = null, string ToName = "", string Place = "", string Note = "", string Condition = "");

/// <summary>Why a move cannot be.</summary>
public enum MoveFault
{
    /// <summary>The sample has not been received.</summary>
    NotReceived,

    /// <summary>It was received before.</summary>
    ReceivedBefore,

    /// <summary>It was returned or destroyed.</summary>
    IsOver,

    /// <summary>It is not stored anywhere.</summary>
    NotStored,

    /// <summary>Its row was taken out of the form.</summary>
    IsWithdrawn,

    /// <summary>Nobody is named to whom it is handed.</summary>
    PersonMissing,

    /// <summary>Nobody is named who gets it back.</summary>
    ReceiverMissing,
    PlaceMissing,
    ReasonMissing,
}

/// <summary>The rules of the custody log: what may follow what.</summary>
public static class SampleRules
{
    /// <summary>The kinds of moves that may come next.</summary>
    public static IEnumerable<MoveKind> NextOf(SampleStanding now) =>
        Enum.GetValues<MoveKind>().Where(kind => Forbid(now, kind) is null);

    /// <summary>The standing after a move, or the reason why it cannot be.</summary>
    public static (SampleStanding? Next, MoveFault? Fault) Next(SampleStanding now, SampleMove move)
    {
        if ((Forbid(now, move.Kind) ?? Lack(move)) is { } fault) return (null, fault);
        return (move.Kind switch
        {
            MoveKind.Received => now with { State = SampleState.Received, Holder = move.Person },
            MoveKind.Labelled => now,
            MoveKind.Handed => now with { State = SampleState.Held, Holder = move.To, Place = null },
            MoveKind.Stored => now with { State = SampleState.Stored, Holder = null, Place = move.Place.Trim() },
            MoveKind.TakenOut => now with { State = SampleState.Held, Holder = move.Person, Place = null },
            MoveKind.Returned => now with { State = SampleState.Returned, Holder = null, Place = null },
            MoveKind.Destroyed => now with { State = SampleState.Destroyed, Holder = null, Place = null },
            _ => throw new ArgumentOutOfRangeException(nameof(move), move.Kind, "Unknown move."),
        }, null);
    }

    private static MoveFault? Forbid(SampleStanding now, MoveKind kind)
    {
        if (now.IsOver) return MoveFault.IsOver;
        if (now.IsWithdrawn && (now.State == SampleState.Awaited || kind == MoveKind.Labelled)) return MoveFault.IsWithdrawn;
        if (kind == MoveKind.Received) return now.State == SampleState.Awaited ? null : MoveFault.ReceivedBefore;
        if (now.State == SampleState.Awaited) return MoveFault.NotReceived;
        return kind == MoveKind.TakenOut && now.State != SampleState.Stored ? MoveFault.NotStored : null;
    }

    /// <summary>What the move leaves out.</summary>
    private static MoveFault? Lack(SampleMove move) => move.Kind switch
    {
        MoveKind.Handed when move.To is null => MoveFault.PersonMissing,
        MoveKind.Stored when string.IsNullOrWhiteSpace(move.Place) => MoveFault.PlaceMissing,
        MoveKind.Returned when string.IsNullOrWhiteSpace(move.ToName) => MoveFault.ReceiverMissing,
        MoveKind.Destroyed when string.IsNullOrWhiteSpace(move.Note) => MoveFault.ReasonMissing,
        _ => null,
    };
}
