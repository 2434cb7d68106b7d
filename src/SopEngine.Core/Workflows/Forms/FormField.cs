using System.Text.Json;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Forms;

/// <summary>
/// A field of a step's form, or a column of its table. A field's value becomes a variable of the case with the same name.
/// </summary>
public sealed record FormField(string Name, string Label, FieldType Type)
{
    /// <summary>The most rows of a table.</summary>
    public const int MostRows = 500;

    /// <summary>The most people of a field of several.</summary>
    public const int MostPeople = 50;

    /// <summary>The most documents of a file field.</summary>
    public const int MostFiles = 10;

    /// <summary>True when the step cannot be done without it, whatever its outcome.</summary>
    public bool Required { get; init; }

    /// <summary>The outcomes that need it.</summary>
    public IReadOnlyList<string> RequiredFor { get; init; } = [];

    /// <summary>The options of a <see cref="FieldType.Choice"/> or of <see cref="FieldType.Choices"/>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>For a text: the regular expression that the whole value must match; null for any.</summary>
    public FieldPattern? Pattern { get; init; }

    /// <summary>The author's own message for a value that does not match the pattern or fails the check; null for the usual one.</summary>
    public string? Message { get; init; }

    /// <summary>A known format of a text; null for none.</summary>
    public FieldFormat? Format { get; init; }

    /// <summary>Shown below the field; null for none.</summary>
    public string? Hint { get; init; }

    /// <summary>The most digits behind the decimal point; null for any number of them.</summary>
    public int? Decimals { get; init; }

    public decimal? Min { get; init; }

    public decimal? Max { get; init; }

    /// <summary>The unit of a number, shown behind it; null for none.</summary>
    public string? Unit { get; init; }

    public FieldAudience Audience { get; init; }

    /// <summary>The columns of a table.</summary>
    public IReadOnlyList<FormField> Columns { get; init; } = [];

    public int MinRows { get; init; }

    public int MaxRows { get; init; } = MostRows;

    /// <summary>True for a column whose sum stands below the table.</summary>
    public bool Sum { get; init; }

    /// <summary>The sorts of documents that a file field takes; empty for all that are let in.</summary>
    public IReadOnlyList<FileSort> Accept { get; init; } = [];

    /// <summary>The most documents of a file field, from 1 to <see cref="MostFiles"/>.</summary>
    public int MaxFiles { get; init; } = 1;

    /// <summary>The documents' kind, as the list of the case's documents names it; null for none.</summary>
    public string? DocumentKind { get; init; }

    /// <summary>The group of tariffs that a tariff field offers; null for all.</summary>
    public string? TariffGroup { get; init; }

    /// <summary>The office's lines that a tariff field offers: of no definition, but put in by the page that shows it.</summary>
    public IReadOnlyList<TariffLine> Tariffs { get; init; } = [];

    /// <summary>The discounts to choose from, while a page shows the field.</summary>
    public IReadOnlyList<TariffDiscount> Discounts { get; init; } = [];

    /// <summary>True for a table whose rows are physical samples; see <see cref="FormSamples"/>.</summary>
    public bool IsSamples { get; init; }

    /// <summary>True for a column whose values the server gives.</summary>
    public bool IsGiven { get; init; }

    /// <summary>The type of a computed value; otherwise the field's own.</summary>
    public FieldType Shows { get; init; } = Type;

    /// <summary>The computed value; of a column, the values of all rows.</summary>
    internal JavaScriptExpression? Formula { get; init; }

    /// <summary>The field is shown only when this is true; null for always.</summary>
    internal JavaScriptExpression? ShownIf { get; init; }

    /// <summary>The value that the form begins with; null for none.</summary>
    internal JavaScriptExpression? Default { get; init; }

    /// <summary>The author's condition for a value that was filled in, beside what its type asks; null for none.</summary>
    internal JavaScriptExpression? Check { get; init; }

    public bool HasDefault => Default is not null;

    /// <summary>True for a field of people of the office, one or several.</summary>
    public bool IsOfPeople => Type is FieldType.Person or FieldType.People;

    public bool IsConditional => ShownIf is not null;

    public bool IsNumeric => Shows is FieldType.Number or FieldType.Money;

    /// <summary>True when the server has to compute, hide or mend something before the step is decided.</summary>
    internal bool IsLively =>
        Type is FieldType.Computed or FieldType.File or FieldType.Tariff or FieldType.Discount
            || IsSamples || ShownIf is not null || Format is not null || Check is not null || Columns.Any(column => column.IsLively);

    /// <summary>True when the field takes this value.</summary>
    public bool Accepts(JsonElement value) => Problems(value, null).Count == 0;

    /// <summary>True when a form may begin with this value: cells of its rows may still be missing.</summary>
    /// <param name="deadline">As in <see cref="FieldPattern.Matches"/>.</param>
    internal bool BeginsWith(JsonElement value, long? deadline) =>
        Problems(value, deadline).All(problem => problem.Fault == FieldFault.Missing);

    private List<FieldProblem> Problems(JsonElement value, long? deadline)
    {
        var problems = new List<FieldProblem>();
        FieldCheck.Check(this, value, null, deadline, problems);
        return problems;
    }
}
