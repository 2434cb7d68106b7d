using System.Globalization;
using System.Resources;

namespace SopEngine.Core.Workflows;

/// <summary>Something in a definition that its author should know.</summary>
/// <param name="ActivityId">The activity it is about; null when it is about the SOP as a whole.</param>
/// <param name="ActivityName">What the author calls that activity.</param>
/// <param name="Arguments">What the text of the code names: a lane, a port, a value.</param>
public sealed record DefinitionProblem(ProblemCode Code, string? ActivityId, string? ActivityName, IReadOnlyList<string> Arguments)
{
    private static readonly ResourceManager Texts = new("SopEngine.Core.Workflows.Problems", typeof(DefinitionProblem).Assembly);

    /// <summary>Whether the definition cannot be published because of it. The other problems are warnings.</summary>
    public bool IsError => Code < ProblemCode.OutcomesMoreThanTwo;

    /// <summary>
    /// Whether the definition cannot run because of it. What was published before an error was one runs on: a rule that comes later must
    /// not stop a case.
    /// </summary>
    public bool KeepsFromRunning => Code < ProblemCode.InstructionMissing;

    /// <summary>What is wrong and what to do about it, in the language of <paramref name="culture"/> (Indonesian or English).</summary>
    public string Text(CultureInfo culture)
    {
        var text = string.Format(culture, Texts.GetString(Code.ToString(), culture) ?? Code.ToString(), [.. Arguments]);
        return ActivityName is null ? text : $"“{ActivityName}”: {text}";
    }
}

/// <summary>
/// The kinds of problem. Those from <see cref="OutcomesMoreThanTwo"/> on are warnings, those from <see cref="InstructionMissing"/> on let
/// it run; L1 to L13 are the rules of PermenPANRB 35/2012.
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

    OutcomesMoreThanTwo, // L5
    LaneUnused, // L7
    LaneOrder, // L8
    NumbersNotConsecutive, // L10
    TitlesDiffer, // L12
    RevisedBeforeCreated,
    LaneInInstruction,
}
