using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Workflows.Dispositions;

/// <summary>Checks the steps of a SOP that dispose, and those that are held by the people whom a form chose.</summary>
internal static class DispositionChecks
{
    public static void Check(Flow flow, Compilation compilation)
    {
        foreach (var step in flow.Steps)
        {
            if (step.Disposes && !step.AsksForPeople) Report(ProblemCode.DisposesToNobody, step);
            if (step.Holders is { } holders) CheckHolders(step, holders);
            if (step.Deadline is { } deadline) CheckDeadline(step, deadline);
        }

        void CheckHolders(Step step, string name)
        {
            if (Asked(step, name, FieldType.Person, FieldType.People) is not { } isBefore) Report(ProblemCode.HoldersUnknown, step, name);
            else if (!isBefore) Report(ProblemCode.FieldTooLate, step, name);
            if (flow.Lane(step.Lane) is { External: true } lane) Report(ProblemCode.HoldersOfCustomer, step, lane.Name);
            // The same people cannot be asked to belong to two lanes.
            if (flow.Steps.First(other => other.Holders == name) is var first && first.Lane != step.Lane)
                Report(ProblemCode.HoldersOfTwoLanes, step, name, flow.Lane(first.Lane)?.Name ?? first.Lane,
                    flow.Lane(step.Lane)?.Name ?? step.Lane);
        }

        void CheckDeadline(Step step, string name)
        {
            if (Asked(step, name, FieldType.Date, FieldType.DateTime) is not { } isBefore) Report(ProblemCode.DeadlineUnknown, step, name);
            else if (!isBefore) Report(ProblemCode.FieldTooLate, step, name);
            if (flow.Lane(step.Lane) is { External: true } || (step.Limit is null && !step.LimitPerCase))
                Report(ProblemCode.DeadlineWithoutLimit, step);
        }

        // Null when no form has such a field; otherwise whether a step before this one does.
        bool? Asked(Step step, string name, params FieldType[] types)
        {
            var asking = flow.Steps.Where(other => other.Fields.Any(field => field.Name == name && types.Contains(field.Shows))).ToList();
            return asking.Count == 0 ? null
                : asking.Exists(other => other != step && flow.StepsAhead([other.Activity]).Contains(step));
        }

        void Report(ProblemCode code, Step step, params string[] arguments) =>
            compilation.Report(code, flow.Activities[step.Activity].Element, arguments);
    }
}
