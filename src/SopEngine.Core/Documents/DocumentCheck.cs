using System.Text.RegularExpressions;

namespace SopEngine.Core.Documents;

public enum PlaceKind
{
    Text,
    Number,
    Table,

    Date,

    /// <summary>Documents of the case, pictures among them.</summary>
    Files,
}

/// <summary>A place that documents can fill.</summary>
/// <param name="Label">As forms call it.</param>
/// <param name="Columns">Of a table: names and labels.</param>
public sealed record KnownPlace(string Name, string Label, PlaceKind Kind, IReadOnlyList<KnownPlace> Columns);

public enum TextFault
{
    /// <summary>Braces that cannot be read, or that are not a pair.</summary>
    MarkBad,
    PlaceUnknown,
    ColumnUnknown,
    NotATable,

    /// <summary>A table in the middle of a text.</summary>
    IsATable,

    /// <summary>Words of something that is no number.</summary>
    NotANumber,

    /// <summary>Pictures of something that holds no documents.</summary>
    NotFiles,

    /// <summary>The month of figures in something that is no date.</summary>
    NotADate,

    /// <summary>A table, pictures, a condition, a signature or a code that shares its line.</summary>
    SharesLine,

    /// <summary>A condition without its end.</summary>
    ConditionOpen,

    /// <summary>An end without its condition.</summary>
    EndAlone,
    TooManyTables,
    TooLong,
}

/// <param name="Line">Counted from 1.</param>
/// <param name="Subject">The faulty part of the line, as it is written; empty for a fault of the whole text.</param>
public sealed record TextProblem(int Line, TextFault Fault, string Subject);

/// <summary>Finds the faults in the text of a template. A text with faults makes a document all the same.</summary>
public static class DocumentCheck
{
    public const int Longest = 20_000;

    /// <summary>Each may have hundreds of rows; pictures and figures count as tables.</summary>
    public const int MostTables = 20;

    /// <param name="known">By name; null when the places are checked by somebody else.</param>
    public static IReadOnlyList<TextProblem> Of(string template, IReadOnlyDictionary<string, KnownPlace>? known)
    {
        if (template.Length > Longest) return [new(1, TextFault.TooLong, "")];
        var problems = new List<TextProblem>();
        var open = new Stack<(int Line, string Written)>();
        var tables = 0;
        foreach (var (index, line) in DocumentText.LinesOf(template).Index())
        {
            var at = index + 1;
            var isAlone = DocumentText.Alone(line) is not null;
            foreach (Match found in DocumentText.Mark().Matches(line))
            {
                var mark = DocumentMark.Read(found.Groups[1].Value);
                if (mark.StandsAlone && !isAlone) problems.Add(new(at, TextFault.SharesLine, found.Value));
                else if (Check(mark, found.Value, known) is { } fault) problems.Add(new(at, fault.Fault, fault.Subject));
                if (!isAlone) continue;
                if (mark.Kind is MarkKind.Table or MarkKind.Performance or MarkKind.Pictures) tables++;
                if (mark.Kind == MarkKind.If) open.Push((at, found.Value));
                if (mark.Kind == MarkKind.End && !open.TryPop(out _)) problems.Add(new(at, TextFault.EndAlone, found.Value));
            }

            var rest = DocumentText.Mark().Replace(line, "");
            if (rest.Contains("{{", StringComparison.Ordinal) || rest.Contains("}}", StringComparison.Ordinal))
                problems.Add(new(at, TextFault.MarkBad, line.Length > 60 ? line[..60] : line));
        }

        problems.AddRange(open.Select(condition => new TextProblem(condition.Line, TextFault.ConditionOpen, condition.Written)));
        if (tables > MostTables) problems.Add(new(1, TextFault.TooManyTables, ""));
        return [.. problems.OrderBy(problem => problem.Line)];
    }

    private static (TextFault Fault, string Subject)? Check(
        DocumentMark mark, string written, IReadOnlyDictionary<string, KnownPlace>? known)
    {
        if (mark.Kind == MarkKind.Unread) return (TextFault.MarkBad, written);
        if (mark.Name.Length == 0 || known is null) return null;
        if (known.GetValueOrDefault(mark.Name) is not { } place) return (TextFault.PlaceUnknown, mark.Name);
        switch (mark.Kind)
        {
            case MarkKind.Value when place.Kind == PlaceKind.Table:
                return (TextFault.IsATable, mark.Name);
            case MarkKind.Words when place.Kind != PlaceKind.Number:
                return (TextFault.NotANumber, mark.Name);
            case MarkKind.Pictures when place.Kind != PlaceKind.Files:
                return (TextFault.NotFiles, mark.Name);
            case MarkKind.Performance when place.Kind != PlaceKind.Date:
                return (TextFault.NotADate, mark.Name);
            case MarkKind.Table when place.Kind != PlaceKind.Table:
                return (TextFault.NotATable, mark.Name);
            case MarkKind.Table:
                var unknown = mark.Columns.FirstOrDefault(name => place.Columns.All(column => column.Name != name));
                return unknown is null ? null : (TextFault.ColumnUnknown, unknown);
            default:
                return null;
        }
    }
}
