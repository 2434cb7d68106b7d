namespace SopEngine.Engine.Import;

/// <summary>How much of a document is read at most.</summary>
public sealed record ReadingLimits(int Bytes, int Pages, int Shapes, int Words)
{
    public static readonly ReadingLimits Usual = new(50 * 1024 * 1024, 400, 60_000, 200_000);
}

/// <summary>Why a document cannot be read.</summary>
public enum UnreadableReason
{
    Empty, Broken, Encrypted, TooLarge, TooManyPages, TooManyShapes, TooDeep, UnknownKind, NoText, TooLong,
}

/// <summary>A document that cannot be read, with a reason that its author understands.</summary>
public sealed class UnreadableException(UnreadableReason reason, Exception? inner = null) : Exception(reason.ToString(), inner)
{
    public UnreadableReason Reason { get; } = reason;
}
