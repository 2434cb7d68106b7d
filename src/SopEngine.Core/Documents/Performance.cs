namespace SopEngine.Core.Documents;

/// <summary>
/// The place of templates that is filled with the office's figures of a month, SOP by SOP: <c>{{kinerja}}</c> for the month before the
/// document's day, <c>{{kinerja bulan}}</c> for the month of the day that the field <c>bulan</c> holds.
/// </summary>
public static class Performance
{
    public const string Word = "kinerja";

    /// <summary>The place that names the month of the figures: "November 2026".</summary>
    public const string Period = "periode";

    /// <summary>The name of its values. No field has it, so a form cannot put its own figures there.</summary>
    /// <param name="field">The field that names the month; empty for none.</param>
    public static string Place(string field) => $"{Word}:{field}";
}
