namespace SopEngine.Core.Workflows.Bills;

/// <summary>Checks the steps of a SOP that issue a bill, receive its payment, or wait for it.</summary>
internal static class BillChecks
{
    public static void Check(Flow flow, Compilation compilation)
    {
        var issuing = flow.Steps.Where(step => step.Bill == BillPart.Issue).ToList();
        foreach (var more in issuing.Skip(1)) Report(ProblemCode.BillIssuedTwice, more, issuing[0].Number);
        var behind = flow.StepsAhead(issuing.Select(step => step.Activity));
        foreach (var step in flow.Steps)
        {
            CheckFields(step);
            if (step.Bill == BillPart.Pay && !behind.Contains(step)) Report(ProblemCode.BillPaidUnissued, step);
            if (step.Lapse is not { } rule) continue;

            if (rule.IsOfBill && !behind.Contains(step)) Report(ProblemCode.LapseBillMissing, step);
            if (rule.Then == LapseThen.Back && !flow.Steps.Any(earlier => earlier.Number == rule.To && earlier != step
                && flow.StepsAhead([earlier.Activity]).Contains(step)))
                Report(ProblemCode.LapseStepBad, step, rule.To);
        }

        void CheckFields(Step step)
        {
            if (step.Billing is not { } fields) return;
            if (fields.Code is null)
                Report(ProblemCode.BillCodeMissing, step, fields.Part == BillPart.Issue ? "kodeBilling" : "ntpn");
            if (fields.Amount is null) Report(ProblemCode.BillAmountMissing, step);
            if (fields.At is null) Report(ProblemCode.BillTimeMissing, step);
        }

        void Report(ProblemCode code, Step step, params string[] arguments) =>
            compilation.Report(code, flow.Activities[step.Activity].Element, arguments);
    }
}
