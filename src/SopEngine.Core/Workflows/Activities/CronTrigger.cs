using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>
/// <c>Elsa.Cron</c>: begins a workflow at the times of a cron expression. A schedule of the office starts the case, and here it goes on at
/// once. Within a workflow it is refused: a wait is a <c>Delay</c> or a <c>StartAt</c>.
/// </summary>
internal sealed class CronTrigger : FlowActivity
{
    public CronTrigger(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        var expression = compilation.ConstantText(element, "cronExpression").Trim();
        Rule = Minutes(expression) ?? "";
        if (expression.Length == 0) compilation.Report(ProblemCode.InputMissing, element, "cronExpression");
        else if (Rule.Length == 0) compilation.Report(ProblemCode.InputBad, element, "cronExpression", expression);
        if (!element.CanStartWorkflow) compilation.Report(ProblemCode.TriggerInside, element);
    }

    /// <summary>The expression as crontab writes it, in five fields; empty for an invalid one.</summary>
    public string Rule { get; }

    internal override void Execute(Run run, Frame frame) => run.Complete(frame);

    /// <summary>Elsa's expressions may begin with seconds. They must be 0: schedules are no finer than a minute.</summary>
    private static string? Minutes(string expression)
    {
        var fields = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length switch
        {
            5 => string.Join(' ', fields),
            6 when fields[0] == "0" => string.Join(' ', fields[1..]),
            _ => null,
        };
    }
}
