using NodaTime;
using SopEngine.Core.Sheets;

namespace SopEngine.Core.Import;

/// <summary>A place in the document that was read.</summary>
public sealed record Place(int Page, Box Box)
{
    /// <summary>The smallest place around two of one page; the first when they stand on two.</summary>
    public static Place? Around(Place? one, Place? other) => one is null ? other
        : other is null || other.Page != one.Page ? one
        : new(one.Page, new(Math.Min(one.Box.Left, other.Box.Left), Math.Min(one.Box.Top, other.Box.Top),
            Math.Max(one.Box.Right, other.Box.Right), Math.Max(one.Box.Bottom, other.Box.Bottom)));
}

/// <summary>Why a value is to be looked at by a person.</summary>
public enum DoubtKind
{
    NotFound, NotADate, MonthOnly, RevisionAsEdition, LabelGuessed, PictureText,
    LaneUnknown, LaneFromText, LaneAstride, LanesSeveral, LaneAgainstText,
    TimeMerged, TimeRange, TimeRate, TimeSeveral, TimeCalendar, TimeAsText, DaysAgainstWorkingDays,
    CellMerged, CellGuessed, NumberMissing, NumberRepeated, RowContinued,
    ExitUnlabelled, ExitLost, DecisionFromText, ArrowWithoutHead, ArrowsUnknown,
    TableUnreadable, TableMissing, PageLeftOut,
}

/// <summary>A doubt about one value.</summary>
public sealed record Doubt(DoubtKind Kind, string About = "");

/// <summary>A text as read, where it stood, and what is doubtful about it.</summary>
public sealed record Found(string Text, Place? Place = null)
{
    public static readonly Found Nothing = new("");

    public IReadOnlyList<Doubt> Doubts { get; init; } = [];

    public bool IsEmpty => Text.Length == 0;

    public Found But(DoubtKind kind, string about = "") =>
        Doubts.Any(doubt => doubt.Kind == kind) ? this : this with { Doubts = [.. Doubts, new(kind, about)] };
}

/// <summary>A date as read: the day where the text is one, always with the text.</summary>
public sealed record FoundDate(LocalDate? Day, Found Text)
{
    public static readonly FoundDate Nothing = new(null, Found.Nothing);
}

/// <summary>The identity block of a SOP.</summary>
public sealed record ReadHeader
{
    public Found Number { get; init; } = Found.Nothing;
    public Found Title { get; init; } = Found.Nothing;
    public FoundDate CreatedOn { get; init; } = FoundDate.Nothing;
    public FoundDate RevisedOn { get; init; } = FoundDate.Nothing;
    public FoundDate EffectiveOn { get; init; } = FoundDate.Nothing;
    public Found ApproverOffice { get; init; } = Found.Nothing;
    public Found ApproverName { get; init; } = Found.Nothing;
    public Found ApproverNip { get; init; } = Found.Nothing;
    public IReadOnlyList<Found> Unit { get; init; } = [];
    public IReadOnlyList<Found> LegalBasis { get; init; } = [];
    public IReadOnlyList<Found> RelatedSops { get; init; } = [];
    public IReadOnlyList<Found> Warnings { get; init; } = [];
    public IReadOnlyList<Found> Qualifications { get; init; } = [];
    public IReadOnlyList<Found> Equipment { get; init; } = [];
    public IReadOnlyList<Found> Records { get; init; } = [];
}

/// <summary>The symbols of a SOP's drawing.</summary>
public enum SymbolKind
{
    Process, Decision, Terminator, OffPage,
}

/// <summary>A symbol in a row: in whose column it stands, and the text within it.</summary>
public sealed record ReadSymbol(string Lane, SymbolKind Kind, string Text, Place? Place);

/// <summary>Where one exit of a decision leads: a row, the end, or a further decision of the same row.</summary>
/// <param name="Step">The place of the row in its procedure, from 0; null when it is the end or is not known.</param>
/// <param name="Lane">Whose symbol in that row.</param>
public sealed record ReadExit(string Label, int? Step, string Lane, bool IsEnd, string Question = "");

/// <summary>A decision of a row.</summary>
public sealed record ReadDecision(string Question, string Lane, IReadOnlyList<ReadExit> Exits, IReadOnlyList<Doubt> Doubts);

/// <summary>A row of the table.</summary>
public sealed record ReadStep
{
    public string Number { get; init; } = "";
    public Found Activity { get; init; } = Found.Nothing;
    public IReadOnlyList<ReadSymbol> Symbols { get; init; } = [];

    /// <summary>The lanes that do the step, each once, in the order of the columns.</summary>
    public IReadOnlyList<string> Lanes { get; init; } = [];
    public Found Requirements { get; init; } = Found.Nothing;
    public Found TimeText { get; init; } = Found.Nothing;
    public ReadTime Time { get; init; } = ReadTime.None;
    public Found Output { get; init; } = Found.Nothing;
    public Found Remarks { get; init; } = Found.Nothing;
    public IReadOnlyList<ReadDecision> Decisions { get; init; } = [];

    /// <summary>The rows that come next, by their place in the procedure; those of a decision stand in its exits.</summary>
    public IReadOnlyList<int> Next { get; init; } = [];

    /// <summary>Doubts about the row as a whole: whose it is, where it leads.</summary>
    public IReadOnlyList<Doubt> Doubts { get; init; } = [];
    public Place? Place { get; init; }
}

/// <summary>How the lanes of the rows are known.</summary>
public enum LaneSource
{
    None, Symbols, Column, Text,
}

/// <summary>A table of steps.</summary>
public sealed record ReadProcedure(Found Title, IReadOnlyList<Found> Lanes, LaneSource LanesFrom, IReadOnlyList<ReadStep> Steps)
{
    public Found TotalTime { get; init; } = Found.Nothing;
}

/// <summary>One SOP of a document, as read.</summary>
public sealed record ReadSop(ReadHeader Header, IReadOnlyList<ReadProcedure> Procedures, IReadOnlyList<Doubt> Doubts, int FirstPage,
    int LastPage);
