using System.Globalization;
using System.Resources;

namespace SopEngine.Core.Workflows;

/// <summary>A fact about a definition that its author should know.</summary>
/// <param name="ActivityId">The activity concerned; null for the SOP as a whole.</param>
/// <param name="ActivityName">The author's name for that activity.</param>
/// <param name="Arguments">The arguments of the code's text: a lane, a port, a value.</param>
public sealed record DefinitionProblem(ProblemCode Code, string? ActivityId, string? ActivityName, IReadOnlyList<string> Arguments)
{
    internal static readonly ResourceManager Texts = new("SopEngine.Core.Workflows.Problems", typeof(DefinitionProblem).Assembly);

    /// <summary>True when the problem prevents publishing. The other problems are warnings.</summary>
    public bool IsError => Code < ProblemCode.OutcomesMoreThanTwo;

    /// <summary>
    /// True when the problem prevents running. A definition published before the error existed runs on: a later rule must not stop a case.
    /// </summary>
    public bool KeepsFromRunning => Code < ProblemCode.InstructionMissing;

    /// <summary>The problem and its remedy, in the language of <paramref name="culture"/> (Indonesian or English).</summary>
    public string Text(CultureInfo culture)
    {
        var text = string.Format(culture, Texts.GetString(Code.ToString(), culture) ?? Code.ToString(),
            [.. Arguments.Select(argument => ProblemReason.Text(argument, culture))]);
        return ActivityName is null ? text : $"“{ActivityName}”: {text}";
    }
}

/// <summary>
/// The kinds of problem. From <see cref="OutcomesMoreThanTwo"/> on they are warnings, from <see cref="InstructionMissing"/> on the
/// definition can run; L1 to L13 are the rules of PermenPANRB 35/2012.
/// </summary>
public enum ProblemCode
{
    RootMissing,
    RootNotAFlowchart, // L1
    TooLarge,
    TooDeep,
    ActivityUnknown,
    TriggerInside,
    ActivityIdMissing,
    ActivityIdTwice,
    ConnectionDangling,
    ConnectionUnknownPort,
    ConnectionBackInvalid,
    StartMissing, // L4
    StartTwice, // L4
    EndMissing, // L4
    StepUnreachable, // L13
    NoWayToEnd, // L13
    OutcomesTooFew, // L5
    OutcomeTwice, // L5
    OutcomeUnconnected, // L5
    LaneMissing, // L6
    LaneUnknown,
    LimitBad,
    FieldBad,
    FormUnreadable,
    WarnAtBad,
    LadderBad,
    InputMissing,
    InputBad,
    InputNotLiteral,
    ExpressionBad,
    ScriptBad,
    ExpressionTypeUnknown,
    VariableUnknown,
    BodyMissing,
    NumberRuleBad,
    SubWorkflowMissing,
    SubWorkflowRecursive,
    DatesOutOfOrder,

    InstructionMissing,
    PatternUnsteady,
    ScriptNameUnknown,
    ValueBad,
    FieldRuleBad,
    DocumentTextBad,
    SettingUnknown,
    BillCodeMissing,
    BillAmountMissing,
    BillTimeMissing,
    BillIssuedTwice,
    BillPaidUnissued,
    LapseIncomplete,
    LapseStepBad,
    LapseBillMissing,
    AppointmentTimeMissing,
    AppointmentFieldBad,
    SamplesTwice,
    DecisionPassedOver,
    DisposesToNobody,
    HoldersUnknown,
    HoldersOfCustomer,
    HoldersOfTwoLanes,
    DeadlineUnknown,
    DeadlineWithoutLimit,
    FieldTooLate,

    OutcomesMoreThanTwo, // L5
    LaneUnused, // L7
    LaneOrder, // L8
    NumbersNotConsecutive, // L10
    TitlesDiffer, // L12
    RevisedBeforeCreated,
    LaneInInstruction,
}
