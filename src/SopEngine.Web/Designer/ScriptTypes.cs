using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Definitions;

namespace SopEngine.Web.Designer;

/// <summary>
/// The functions that a definition's scripts may call, as TypeScript, by which the editor completes. They are those of the script sandbox.
/// </summary>
internal static partial class ScriptTypes
{
    private const string Always =
        """
        declare function getVariable(name: string): any;
        declare function setVariable(name: string, value: any): void;
        declare function getInput(name: string): any;
        declare function getOutputFrom(activityIdOrName: string, outputName?: string): any;
        declare function getLastResult(): any;
        declare function getCorrelationId(): string | null;
        declare function setCorrelationId(value: string): void;
        declare function getWorkflowInstanceName(): string | null;
        declare function setWorkflowInstanceName(value: string): void;
        declare function getWorkflowDefinitionId(): string;
        declare function getWorkflowDefinitionVersionId(): string;
        declare function getWorkflowDefinitionVersion(): number;
        declare function isNullOrEmpty(value: string): boolean;
        declare function isNullOrWhiteSpace(value: string): boolean;
        declare function toJson(value: any): string;
        declare function parseGuid(value: string): string;
        declare function stringToBase64(value: string): string;
        declare function stringFromBase64(value: string): string;
        declare const variables: { [name: string]: any };
        /** Forms only: the sum of a column of a table, or of a list of numbers. */
        declare function sum(list: any[], column?: string): number;
        /** Forms only: the Indonesian words of an amount up to 999 trillion. */
        declare function inWords(amount: number): string;
        /** Forms only: the date so many of the office's working days after another. */
        declare function workingDaysAfter(date: string, days: number): string;
        /** Forms only: the office's date at this moment. */
        declare function today(): string;

        """;

    public static string Of(StoredDefinition? stored)
    {
        var text = new StringBuilder(Always);
        if (stored is null) return text.ToString();

        var definition = WorkflowDefinition.Parse(stored.Json);
        var declared = new HashSet<string>(StringComparer.Ordinal);
        var variables = Variables(definition).Where(variable => Callable().IsMatch(variable.Name) && declared.Add(variable.Name));
        foreach (var (name, type) in variables)
        {
            text.Append(CultureInfo.InvariantCulture, $"declare function get{Pascal(name)}(): {type};\n");
            text.Append(CultureInfo.InvariantCulture, $"declare function set{Pascal(name)}(value: {type}): void;\n");
        }

        foreach (var input in definition.Inputs.Where(input => Callable().IsMatch(input.Name) && declared.Add(input.Name)))
            text.Append(CultureInfo.InvariantCulture, $"declare function get{Pascal(input.Name)}(): {TypeScript(input.TypeName)};\n");
        return text.ToString();
    }

    private static IEnumerable<(string Name, string Type)> Variables(WorkflowDefinition definition)
    {
        foreach (var variable in definition.Variables) yield return (variable.Name, TypeScript(variable.TypeName));
        if (definition.Root.ValueKind != JsonValueKind.Object) yield break;
        foreach (var variable in InContainer(new ActivityElement(definition.Root))) yield return variable;
    }

    /// <summary>A container's own variables, and the fields of its steps' forms.</summary>
    private static IEnumerable<(string Name, string Type)> InContainer(ActivityElement container)
    {
        foreach (var variable in container.Variables) yield return (variable.Name, TypeScript(variable.TypeName));
        foreach (var activity in container.Activities)
        {
            foreach (var field in activity.FieldNames) yield return (field, "any");
            foreach (var variable in InContainer(activity)) yield return variable;
        }
    }

    private static string TypeScript(string typeName) => typeName switch
    {
        "DateTime" or "DateTimeOffset" => "Date",
        "String" or "DateOnly" or "TimeOnly" or "TimeSpan" or "Guid" => "string",
        "Boolean" => "boolean",
        "Int16" or "Int32" or "Int64" or "Single" or "Double" or "Decimal" => "number",
        _ => "any",
    };

    [GeneratedRegex("^[A-Za-z_$][A-Za-z0-9_$]{0,99}$")]
    private static partial Regex Callable();

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
