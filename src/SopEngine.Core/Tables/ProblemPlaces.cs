using SopEngine.Core.Workflows;

namespace SopEngine.Core.Tables;

/// <summary>The cell in which a problem of a definition is put right; the column is null where no cell of the table does it.</summary>
/// <param name="Row">The key of the row; null for the SOP as a whole.</param>
public readonly record struct ProblemPlace(string? Row, TableColumn? Column);

public static class ProblemPlaces
{
    /// <summary>Where the author of a table puts a problem right.</summary>
    public static ProblemPlace Of(DefinitionProblem problem) => new(problem.ActivityId, Column(problem));

    private static TableColumn? Column(DefinitionProblem problem) => problem.Code switch
    {
        ProblemCode.NumbersNotConsecutive => TableColumn.Number,
        ProblemCode.InstructionMissing or ProblemCode.LaneInInstruction => TableColumn.Text,
        ProblemCode.LaneMissing or ProblemCode.LaneUnknown or ProblemCode.LaneUnused or ProblemCode.LaneOrder => TableColumn.Lane,
        ProblemCode.LimitBad or ProblemCode.DeadlineWithoutLimit => TableColumn.Time,
        ProblemCode.ConnectionDangling or ProblemCode.ConnectionUnknownPort or ProblemCode.ConnectionBackInvalid
            or ProblemCode.StepUnreachable or ProblemCode.NoWayToEnd or ProblemCode.OutcomesTooFew or ProblemCode.OutcomeTwice
            or ProblemCode.OutcomeUnconnected or ProblemCode.OutcomesMoreThanTwo => TableColumn.Exits,
        ProblemCode.InputNotLiteral or ProblemCode.InputBad or ProblemCode.InputMissing => problem.Arguments[0] switch
        {
            "number" => TableColumn.Number,
            "instruction" => TableColumn.Text,
            "lane" => TableColumn.Lane,
            "requirements" => TableColumn.Requirements,
            "timeLimit" or "timeUnit" => TableColumn.Time,
            "output" => TableColumn.Output,
            "remarks" => TableColumn.Remarks,
            "outcomes" => TableColumn.Exits,
            _ => null,
        },
        _ => null,
    };
}
