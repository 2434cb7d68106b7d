using System.Globalization;
using SopEngine.Core.Workflows.Appointments;
using SopEngine.Core.Workflows.Bills;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Workflows;

/// <summary>A kegiatan with its quality standard (mutu baku), as it stands in the SOP's table.</summary>
/// <param name="Activity">Index in <see cref="Flow.Activities"/>.</param>
/// <param name="ActivityId">The activity's id in the definition.</param>
/// <param name="Number">The row's number as printed: <c>1</c>, <c>4.a</c>.</param>
/// <param name="Caption">Its short text on the canvas.</param>
/// <param name="Instruction">The kegiatan, word for word; the caption where the definition has none, which cannot be published.</param>
/// <param name="Lane">Id of the pelaksana.</param>
/// <param name="Limit">Waktu; null for a step without a standard time.</param>
/// <param name="LimitPerCase">True when a case may set its own limit.</param>
/// <param name="Requirements">Kelengkapan; joined with a comma they are the printed text.</param>
/// <param name="Output">Output.</param>
/// <param name="Remarks">Keterangan.</param>
/// <param name="Outcomes">The options of the person; empty for a step with only one way on.</param>
/// <param name="Fields">The form to fill in when the step is done.</param>
/// <param name="WarnAt">The percentage of the limit at which the holder, or else the lane, is warned; null for the SOP's.</param>
/// <param name="Hours">The hours that the limit counts; null for the SOP's.</param>
/// <param name="EscalateTo">The lane that a late task is raised to instead of the next actor; null for the next actor.</param>
/// <param name="ChecksRequirements">True when the step can be done only with each requirement present, or waived with a reason.</param>
/// <param name="LimitFrom">The moment from which the limit counts.</param>
/// <param name="DocumentsForCustomer">
/// True when the documents attached at the step are for the customer, unless its actor says otherwise.
/// </param>
/// <param name="Bill">What the step has to do with the case's bill.</param>
/// <param name="Lapse">What happens when nobody does the step for long; null when it waits on.</param>
/// <param name="SendsBack">True when the step's actor may give the case back to an earlier step; see <see cref="EarlierSteps"/>.</param>
public sealed record Step(
    int Activity, string ActivityId, StepKind Kind, string Number, string Caption, string Instruction, string Lane, TimeLimit? Limit,
    bool LimitPerCase, IReadOnlyList<string> Requirements, string Output, string Remarks, IReadOnlyList<string> Outcomes,
    IReadOnlyList<FormField> Fields, int? WarnAt, string? EscalateTo, HoursKind? Hours, bool ChecksRequirements, bool SendsBack = true,
    LimitFrom LimitFrom = LimitFrom.Opening, bool DocumentsForCustomer = false, BillPart Bill = BillPart.None, Lapse? Lapse = null)
{
    /// <summary>The caption without a leading step number; the kegiatan where its author left the caption to the Studio.</summary>
    public string ShortCaption
    {
        get
        {
            var caption = Caption.StartsWith(Number + ". ", StringComparison.Ordinal) ? Caption[(Number.Length + 2)..] : Caption;
            return IsCaptionOfTheStudio() || !VisibleText.Is(caption) ? Instruction : caption;
        }
    }

    /// <summary>The templates of the office whose documents are issued when the step is done, by key.</summary>
    public IReadOnlyList<string> Issues { get; init; } = [];

    /// <summary>The templates of the office whose documents, filled as they would be now, are read before the step is done.</summary>
    public IReadOnlyList<string> Drafts { get; init; } = [];

    /// <summary>The kinds of documents of the office that the customer may see once the step is done, by key.</summary>
    public IReadOnlyList<string> HandsOver { get; init; } = [];

    /// <summary>Numbers of the steps whose last doer may not do this one: what they did is verified by a second person.</summary>
    public IReadOnlyList<string> NotBy { get; init; } = [];

    /// <summary>True when nobody outside of its lane but the head does it, however late it is: signing, approving.</summary>
    public bool OnlyByLane { get; init; }

    /// <summary>True when its form is a disposition, to the people whom it names. As a signature, it goes with the post.</summary>
    public bool Disposes { get; init; }

    /// <summary>
    /// The field of an earlier form whose people hold the step, or take it; null for the whole lane. Its receivers may dispose on.
    /// </summary>
    public string? Holders { get; init; }

    /// <summary>
    /// The field of an earlier form whose date, or moment, ends the step's time when that is earlier than its limit; null for none.
    /// </summary>
    public string? Deadline { get; init; }

    /// <summary>The appointment that the step makes with the customer; null for none.</summary>
    public StepAppointment? Appointment { get; init; }

    /// <summary>True when its form names people of the office.</summary>
    public bool AsksForPeople { get; } = Fields.Any(field => field.IsOfPeople);

    /// <summary>True when its form asks for documents.</summary>
    public bool AsksForFiles { get; } = Fields.Any(field => field.Type == FieldType.File);

    /// <summary>True when its form chooses from the office's tariffs.</summary>
    public bool AsksForTariffs { get; } = Fields.Any(FormTariffs.Asks);

    /// <summary>The fields of its bill or payment; null for a step without one.</summary>
    public StepBill? Billing { get; } = StepBill.Of(Bill, Fields);

    /// <summary>The table of its form whose rows are physical samples; null for none.</summary>
    public FormField? Samples { get; } = Fields.FirstOrDefault(field => field.IsSamples);

    /// <summary>True when its form has values that the server computes, hides or mends; see <see cref="FormFilling"/>.</summary>
    internal bool HasLivelyForm => _hasLivelyFields || Appointment is not null;

    private readonly bool _hasLivelyFields = Fields.Any(field => field.IsLively);

    /// <summary>True for the caption that the Studio gives to a step that its author has not named: "Step1".</summary>
    private bool IsCaptionOfTheStudio()
    {
        var kind = Kind.ToString();
        return Instruction.Length > 0 && Caption.StartsWith(kind, StringComparison.Ordinal)
            && !Caption.AsSpan(kind.Length).ContainsAnyExceptInRange('0', '9');
    }
}

public enum LimitFrom
{
    /// <summary>The opening of the step.</summary>
    Opening,

    /// <summary>The receipt of the case, as its promise does.</summary>
    Receipt,

    /// <summary>The end of the case's promise: more time that the law gives.</summary>
    Promise,
}

public enum StepKind
{
    /// <summary>An execution (rectangle).</summary>
    Step,

    /// <summary>A step that ends with a choice (diamond).</summary>
    Decision,

    /// <summary>A step that starts another SOP.</summary>
    StartSop,

    /// <summary>A step in which the customer fills in the satisfaction survey.</summary>
    Survey,
}

/// <summary>Orders rows as they are printed: 2 before 10, 4 before 4.a.</summary>
public sealed class StepOrder : IComparer<Step>
{
    public static readonly StepOrder Instance = new();

    public int Compare(Step? x, Step? y) => string.Compare(Key(x!.Number), Key(y!.Number), StringComparison.Ordinal);

    /// <summary>A number as a text that is ordered so, letter by letter.</summary>
    public static string Key(string number) =>
        string.Join('.', number.Split('.').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value.ToString("D6", CultureInfo.InvariantCulture)
            : part));
}
