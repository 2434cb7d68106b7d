using System.Text.Json;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Engine.Cases;

/// <summary>The values of a filled-in form by which its case is found.</summary>
internal static class SearchedValues
{
    /// <summary>
    /// The one-line values of the step's form, by which cases are searched: the number of a receipt, a bill, a report; and the codes of its
    /// samples.
    /// </summary>
    public static IEnumerable<string> Of(LockedCase target, TaskCompleted completed)
    {
        if (completed.Data.ValueKind != JsonValueKind.Object || target.OpenTask(completed.Task) is not { } open) yield break;
        foreach (var field in target.Flow.StepAt(open.Activity)?.Fields ?? [])
        {
            // Customers search, too, and must not find a case by a value that only the office may see.
            if (field.Audience == FieldAudience.Office) continue;
            foreach (var code in FormSamples.Codes(field, completed.Data)) yield return code;
            if (field.Type != FieldType.Text) continue;
            if (!completed.Data.TryGetProperty(field.Name, out var value)) continue;
            if (value.ValueKind == JsonValueKind.String) yield return value.GetString()!;
        }
    }
}
