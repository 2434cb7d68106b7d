using SopEngine.Core.Tables;
using SopEngine.Core.Workflows;

namespace SopEngine.Web.Sops.Table;

/// <summary>The places of a table in words, and the addresses of places elsewhere.</summary>
internal static class TableWords
{
    /// <summary>A row by number and name: "3. Menerbitkan e-billing"; empty for a row that the table does not have.</summary>
    public static string Name(SopTable table, string key) => table.Row(key) is not { } row ? ""
        : !row.IsStep ? row.Text
        : $"{row.Number}. {(row.ShortName.Length > 0 ? row.ShortName : ShortNames.Of(row.Text))}".TrimEnd(' ', '.');

    /// <summary>The page where a problem is put right that no cell of the table can.</summary>
    public static string Elsewhere(string id, DefinitionProblem problem) => problem switch
    {
        { ActivityId: null } => $"/sops/{id}/header",
        { Code: ProblemCode.FieldBad or ProblemCode.FieldRuleBad or ProblemCode.PatternUnsteady } =>
            $"/sops/{id}/form?step={Uri.EscapeDataString(problem.ActivityId)}",
        _ => $"/studio/workflows/definitions/{id}/edit?activity={Uri.EscapeDataString(problem.ActivityId)}",
    };
}
