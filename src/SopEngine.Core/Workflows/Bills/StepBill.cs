using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Workflows.Bills;

/// <summary>What a step has to do with the case's bill.</summary>
public enum BillPart
{
    None,

    /// <summary>The step issues it.</summary>
    Issue,

    /// <summary>The step receives its payment.</summary>
    Pay,
}

/// <summary>The fields of a step's form that make up its bill or payment. Found by type and format; null for one that is missing.</summary>
/// <param name="Code">The code of the bill, or the NTPN of its payment. Left empty, the step has nothing to do with a bill.</param>
/// <param name="At">The end of the bill, or the moment of its payment.</param>
public sealed record StepBill(BillPart Part, FormField? Code, FormField? Amount, FormField? At)
{
    /// <returns>Null for a step without a part in a bill.</returns>
    public static StepBill? Of(BillPart part, IReadOnlyList<FormField> fields)
    {
        if (part == BillPart.None) return null;
        var format = part == BillPart.Issue ? FieldFormat.KodeBilling : FieldFormat.Ntpn;
        return new StepBill(
            part, fields.FirstOrDefault(field => field.Format == format), fields.FirstOrDefault(field => field.Shows == FieldType.Money),
            fields.FirstOrDefault(field => field.Shows is FieldType.Date or FieldType.DateTime));
    }
}
