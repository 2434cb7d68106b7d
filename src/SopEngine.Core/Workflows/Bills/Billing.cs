using System.Text.Json;
using NodaTime;
using SopEngine.Core.Documents;
using SopEngine.Core.Workflows.Activities;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Workflows.Bills;

/// <summary>
/// Issues, receives, replaces and calls back the bill of a case. A case has one bill at a time, and pays one at most: after that, its
/// steps may be done again with the same bill alone.
/// </summary>
internal static class Billing
{
    /// <summary>The bill's part in the completion of a step. The step's form is checked already.</summary>
    public static Refusal? Complete(Run run, Step? step, TaskCompleted completed)
    {
        if (step?.Billing is not { Code: { } key } fields || Text(completed, key) is not { Length: > 0 } code) return null;

        var entry = new Entry(fields, completed, code);
        if (fields.Part == BillPart.Issue) Issue(run, entry);
        else Pay(run, entry);
        return entry.Problems.Count > 0 ? new Refusal(RefusalReason.DataInvalid, "", entry.Problems) : null;
    }

    /// <summary>Calls back a bill that is not paid, if the step, or one behind it, will issue it anew.</summary>
    public static void GoBack(Run run, StepActivity step)
    {
        if (run.State.Bill is not { IsOpen: true }) return;
        if (step.Step.Bill == BillPart.Issue || run.Flow.StepsAhead([step.Index]).Any(ahead => ahead.Bill == BillPart.Issue)) Cancel(run);
    }

    public static void Cancel(Run run)
    {
        if (run.State.Bill is { IsOpen: true } bill) Set(run, bill with { Status = BillStatus.Cancelled });
    }

    /// <summary>The bill's end has come.</summary>
    /// <returns>False when there is no unpaid bill, or its end is later.</returns>
    public static bool Expire(Run run)
    {
        if (run.State.Bill is not { IsOpen: true } bill || bill.Until > run.Now) return false;
        Set(run, bill with { Status = BillStatus.Expired });
        return true;
    }

    /// <summary>The bill that was called back only because the case ended can be paid again.</summary>
    /// <param name="before">The case before its end.</param>
    public static void Reopen(Run run, CaseState before)
    {
        if (run.State.Bill is { Status: BillStatus.Cancelled } bill && before.Bill is { IsOpen: true } was && was.No == bill.No)
            Set(run, was);
    }

    /// <summary>The changes of bills when a completion is taken back.</summary>
    public static IEnumerable<BillChanged> TakenBack(CaseState state, CaseState restored)
    {
        if (state.Bill == restored.Bill) yield break;
        if (state.Bill is { } gone && gone.No != restored.Bill?.No)
            yield return new BillChanged(gone with { Status = BillStatus.Cancelled });
        if (restored.Bill is { } again) yield return new BillChanged(again);
    }

    private static void Issue(Run run, Entry entry)
    {
        var (before, amount) = (run.State.Bill, entry.Amount());
        if (before is { Status: BillStatus.Paid })
        {
            if (entry.Code != before.Code) entry.Report(entry.Fields.Code!, FieldFault.BillIsPaid, before.Code);
            else if (amount is not null && amount != before.Amount)
                entry.Report(entry.Fields.Amount!, FieldFault.NotTheBillsAmount, PrintedValue.Rupiah(before.Amount));
            return;
        }

        var end = entry.Time();
        if (end?.To <= run.Now) entry.Report(entry.Fields.At!, FieldFault.BillEndsInThePast);
        if (entry.Problems.Count > 0) return;

        if (before is { IsOpen: true }) Set(run, before with { Status = BillStatus.Replaced });
        Set(run, new CaseBill(++run.State.LastBill, entry.Code, amount!.Value, run.Now, end!.To, Replaces: before?.No));
    }

    private static void Pay(Run run, Entry entry)
    {
        var (bill, amount, time) = (run.State.Bill, entry.Amount(), entry.Time());
        switch (bill)
        {
            case { Status: BillStatus.Paid } when entry.Code != bill.Ntpn:
                entry.Report(entry.Fields.Code!, FieldFault.BillIsPaid, bill.Code);
                return;
            case not { Status: BillStatus.Issued or BillStatus.Paid }:
                entry.Report(entry.Fields.Code!, FieldFault.NothingToPay);
                return;
        }

        if (amount is not null && amount != bill.Amount)
            entry.Report(entry.Fields.Amount!, FieldFault.NotTheBillsAmount, PrintedValue.Rupiah(bill.Amount));
        // The form knows no seconds: a payment in the minute of the issue is none before it.
        if (time is not null && time.To + Duration.FromMinutes(1) <= bill.IssuedAt)
            entry.Report(entry.Fields.At!, FieldFault.PaidBeforeIssue);
        if (time is not null && time.From > run.Now) entry.Report(entry.Fields.At!, FieldFault.PaidInTheFuture);
        if (entry.Problems.Count > 0 || !bill.IsOpen) return;

        var paid = Instant.Max(time!.From, bill.IssuedAt);
        Set(run, bill with { Status = BillStatus.Paid, Ntpn = entry.Code, PaidAt = Instant.Min(paid, run.Now) });
    }

    private static void Set(Run run, CaseBill bill)
    {
        run.State.Bill = bill;
        run.Effects.Add(new BillChanged(bill));
    }

    private static string Text(TaskCompleted completed, FormField field) =>
        completed.Data.Get(field.Name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : "";

    /// <summary>What a form says of a bill.</summary>
    private sealed class Entry(StepBill fields, TaskCompleted completed, string code)
    {
        public StepBill Fields => fields;

        public string Code => code;

        public List<FieldProblem> Problems { get; } = [];

        public void Report(FormField field, FieldFault fault, string? detail = null) =>
            Problems.Add(new FieldProblem(field.Name, field.Label, fault, detail));

        /// <summary>Null, with the problem noted, where there is none.</summary>
        public long? Amount()
        {
            if (fields.Amount is not { } field) return Missing();
            var value = completed.Data.Get(field.Name);
            if (value.ValueKind != JsonValueKind.Number) Report(field, FieldFault.Missing);
            else if (!value.TryGetDecimal(out var amount) || amount != decimal.Truncate(amount)) Report(field, FieldFault.NotWhole);
            else if (amount < 1) Report(field, FieldFault.TooSmall, "1");
            else if (amount > AmountInWords.Most) Report(field, FieldFault.TooLarge, NumberText.Write(AmountInWords.Most));
            else return (long)amount;
            return null;
        }

        /// <inheritdoc cref="Amount"/>
        public BillTime? Time()
        {
            if (completed.Form?.Bill is { } time) return time;
            if (fields.At is { } field)
                Report(field, completed.Data.Get(field.Name).IsNothing() ? FieldFault.Missing : FieldFault.NotADate);
            else Missing();
            return null;
        }

        /// <summary>A form that runs without a field which it needs: it was published before the compiler asked for it.</summary>
        private long? Missing()
        {
            Report(fields.Code!, FieldFault.Missing);
            return null;
        }
    }
}
