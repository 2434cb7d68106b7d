namespace SopEngine.Core.Tables;

/// <summary>What a row draws in its lane.</summary>
public enum TableSymbol
{
    /// <summary>A rectangle: an execution.</summary>
    Process,

    /// <summary>A diamond: a decision, whose exits have labels.</summary>
    Decision,

    /// <summary>A capsule: the beginning. It has no number and no lane of its own.</summary>
    Start,

    /// <summary>A capsule: an end.</summary>
    End,

    /// <summary>
    /// Something that the table cannot show: a script, a loop, a message. It stays as it is; only its place and its exits count.
    /// </summary>
    Locked,
}

/// <summary>A row of the table.</summary>
/// <param name="Key">Names the row for its whole life; the id of its activity.</param>
public sealed record TableRow(string Key, TableSymbol Symbol)
{
    /// <summary>The number as printed; empty for a row that is no step, and for a step that is to be numbered.</summary>
    public string Number { get; init; } = "";

    /// <summary>Kegiatan, word for word; the caption of a row that is no step.</summary>
    public string Text { get; init; } = "";

    /// <summary>The caption on the canvas and in lists, without the number; empty for one made of the text.</summary>
    public string ShortName { get; init; } = "";

    /// <summary>Id of the lane; empty for none.</summary>
    public string Lane { get; init; } = "";

    /// <summary>Kelengkapan.</summary>
    public IReadOnlyList<string> Requirements { get; init; } = [];

    /// <summary>Waktu as written; read by <see cref="WorkingTime.TimeLimit.TryParse"/>.</summary>
    public string Time { get; init; } = "";

    /// <summary>Output.</summary>
    public string Output { get; init; } = "";

    /// <summary>Keterangan.</summary>
    public string Remarks { get; init; } = "";

    /// <summary>Where it goes on, in order: side by side for several exits with one label; nowhere for none.</summary>
    public IReadOnlyList<TableExit> Exits { get; init; } = [TableExit.Next];

    /// <summary>The type of its activity in the definition; empty for a new row.</summary>
    public string Type { get; init; } = "";

    /// <summary>True for a kegiatan, which has a number, a lane and a quality standard.</summary>
    public bool IsStep => Symbol is TableSymbol.Process or TableSymbol.Decision;

    /// <summary>True when the other row says the same in every cell.</summary>
    public bool Says(TableRow other) =>
        Key == other.Key && Symbol == other.Symbol && Number == other.Number && Text == other.Text && ShortName == other.ShortName
        && Lane == other.Lane && Requirements.SequenceEqual(other.Requirements) && Time == other.Time && Output == other.Output
        && Remarks == other.Remarks && Exits.SequenceEqual(other.Exits);
}

/// <summary>A way on from a row.</summary>
/// <param name="Label">The choice of a decision; empty for the only way of a process.</param>
/// <param name="To">The key of a row; null for the next row, empty for nowhere.</param>
public sealed record TableExit(string Label, string? To)
{
    /// <summary>To the next row.</summary>
    public static readonly TableExit Next = new("", null);
}
