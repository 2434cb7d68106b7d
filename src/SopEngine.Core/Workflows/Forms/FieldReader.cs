using System.Globalization;
using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Forms;

/// <summary>
/// Reads the <c>fields</c> input of a step. A field that cannot be read is a fault. A rule of a field that cannot be read is a fault too,
/// but the field stands without it: the definition cannot be published, and one that was published before the rule existed runs on.
/// </summary>
internal sealed class FieldReader
{
    private const int LongestName = 64;

    private static readonly Dictionary<string, (FieldType Type, int? Decimals)> Types = Enum.GetValues<FieldType>()
        .Select(type => (Name: type.ToString(), Type: type, Decimals: (int?)null)).Append(("integer", FieldType.Number, 0))
        .ToDictionary(type => type.Name, type => (type.Type, type.Decimals), StringComparer.OrdinalIgnoreCase);

    /// <summary>The types of a column: a row is one line of a list, and its cells are read by a script at once.</summary>
    private static readonly HashSet<FieldType> InTables =
    [
        FieldType.Text, FieldType.LongText, FieldType.Number, FieldType.Money, FieldType.Date, FieldType.DateTime, FieldType.Time,
        FieldType.Choice, FieldType.Boolean, FieldType.Computed, FieldType.Tariff,
    ];

    private static readonly HashSet<FieldType> Computable = [FieldType.Text, FieldType.Number, FieldType.Money, FieldType.Date];

    /// <summary>Fields that cannot be read, with the part that is wrong.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Rules of fields that cannot be read.</summary>
    public List<(string Field, string Rule)> BadRules { get; } = [];

    /// <summary>The scripts of the fields that were read, by their place.</summary>
    public List<(string Place, ScriptNames Names)> Scripts { get; } = [];

    public IReadOnlyList<FormField> Read(IReadOnlyList<JsonElement> list, IReadOnlyList<string> outcomes, bool isCustomers)
    {
        var fields = list.Select(json => Read(json, outcomes, isCustomers, null)).OfType<FormField>().ToList();
        foreach (var twice in fields.GroupBy(field => field.Name).Where(group => group.Count() > 1)) Faults.Add(twice.Key);
        foreach (var field in fields) CheckOrder(field, fields);
        return fields;
    }

    /// <param name="table">The name of the table that the field is a column of; null for none.</param>
    private FormField? Read(JsonElement json, IReadOnlyList<string> outcomes, bool isCustomers, string? table)
    {
        var name = json.GetText("name") ?? "";
        var options = json.GetTexts("options");
        if (!IsIdentifier(name)) Faults.Add(name.Length == 0 ? json.ToString() : name);
        else if (!Types.TryGetValue(json.GetText("type") ?? "text", out var type) || (table is not null && !InTables.Contains(type.Type)))
            Faults.Add($"{name}: type");
        else if (type.Type is FieldType.Choice or FieldType.Choices && options.Count == 0) Faults.Add($"{name}: options");
        else if (!FieldPattern.TryRead(json.GetText("pattern"), out var pattern)) Faults.Add($"{name}: pattern");
        else
        {
            var field = new FormField(name, json.GetText("label") ?? name, type.Type)
            {
                Required = json.GetBool("required"),
                RequiredFor = Outcomes(name, json, outcomes),
                Options = options,
                Pattern = pattern,
                Message = json.GetText("message") is { Length: > 0 } message ? message : null,
                Hint = json.GetText("hint"),
                Format = Format(name, type.Type, json),
                Decimals = Whole(name, json, "decimals", 0, 10) ?? type.Decimals,
                Min = Number(name, json, "min") ?? (type.Type == FieldType.Money ? 0 : null),
                Max = Number(name, json, "max"),
                Unit = json.GetText("unit"),
                // A table is shown whole or not at all.
                Audience = Audience(name, json, isShown: isCustomers || table is not null),
                Sum = json.GetBool("sum"),
                Accept = type.Type == FieldType.File ? Accept(name, json) : [],
                MaxFiles = type.Type == FieldType.File ? Whole(name, json, "maxFiles", 1, FormField.MostFiles) ?? 1 : 1,
                DocumentKind = type.Type == FieldType.File ? DocumentKind(name, json) : null,
                IsSamples = type.Type == FieldType.Table && json.GetBool("samples"),
                TariffGroup = type.Type == FieldType.Tariff && json.GetText("group")?.Trim() is { Length: > 0 } group ? group : null,
                Shows = type.Type == FieldType.Computed ? Shows(name, json) : type.Type,
                Formula = type.Type == FieldType.Computed ? Formula(name, json, table) : null,
                ShownIf = table is null ? Script(name, json, "shownIf") : null,
                Default = table is null && type.Type is not (FieldType.Computed or FieldType.File or FieldType.Tariff or FieldType.Discount)
                    ? Script(name, json, "default") : null,
                Check = table is null && type.Type is not FieldType.Computed ? Script(name, json, "check") : null,
            };
            if (field.Min > field.Max) BadRules.Add((name, "min"));
            if (json.GetBool("samples") && !field.IsSamples) BadRules.Add((name, "samples"));
            // Customers are not shown who works in the office.
            if (isCustomers && field.IsOfPeople) BadRules.Add((name, "type"));
            return type.Type == FieldType.Table ? Table(field, json, outcomes) : field;
        }

        return null;
    }

    private FormField Table(FormField field, JsonElement json, IReadOnlyList<string> outcomes)
    {
        var columns = json.Get("columns").Items().Select(column => Read(column, outcomes, false, field.Name)).OfType<FormField>().ToList();
        if (field.IsSamples) columns = WithCodes(field, columns);
        // A row of boxes alone cannot be told from an empty one.
        if (columns.Count(column => !column.IsGiven) > 20
            || columns.All(column => column.IsGiven || column.Type is FieldType.Boolean or FieldType.Computed))
            Faults.Add($"{field.Name}: columns");
        foreach (var twice in columns.GroupBy(column => column.Name).Where(group => group.Count() > 1))
            Faults.Add($"{field.Name}.{twice.Key}");
        foreach (var column in columns.Where(column => column.Sum && !column.IsNumeric)) BadRules.Add((column.Name, "sum"));
        var most = Whole(field.Name, json, "maxRows", 1, FormField.MostRows) ?? FormField.MostRows;
        var least = Whole(field.Name, json, "minRows", 0, most) ?? 0;
        return field with { Columns = columns, MinRows = least, MaxRows = most };
    }

    /// <summary>The columns of a table of samples, whose codes the server gives: in the author's column, or in one before theirs.</summary>
    private List<FormField> WithCodes(FormField table, List<FormField> columns)
    {
        if (columns.Find(column => column.Name == FormSamples.CodeColumn) is not { } own) return [FormSamples.UsualColumn, .. columns];
        if (own.Type != FieldType.Text) BadRules.Add((table.Name, "samples"));
        return [.. columns.Select(column => column == own ? FormSamples.Given(own) : column)];
    }

    /// <summary>
    /// An expression sees computed and conditional fields only above its own: they are worked out from the first to the last.
    /// </summary>
    private void CheckOrder(FormField field, List<FormField> fields)
    {
        var own = fields.IndexOf(field);
        var columns = field.Columns.Select(column => (Script: column.Formula, Rule: "formula", Of: column.Name));
        var scripts = new[] { (field.Formula, "formula", field.Name), (field.ShownIf, "shownIf", field.Name) };
        foreach (var (script, rule, of) in scripts.Concat(columns))
        {
            var later = fields.Skip(own).Where(other => other.Type == FieldType.Computed || other.IsConditional)
                .Any(other => script?.Names.Free.Contains(ScriptFunctions.Accessors(other.Name).Get) == true
                    && !(other == field && field.Columns.Count > 0));
            if (later) BadRules.Add((of, rule));
        }
    }

    private IReadOnlyList<string> Outcomes(string name, JsonElement json, IReadOnlyList<string> known)
    {
        var wanted = json.GetTexts("required");
        if (wanted.Any(outcome => !known.Contains(outcome))) BadRules.Add((name, "required"));
        return wanted;
    }

    private FieldFormat? Format(string name, FieldType type, JsonElement json)
    {
        if (json.GetText("format") is not { Length: > 0 } wanted) return null;
        var format = type == FieldType.Text ? FieldFormat.Find(wanted) : null;
        if (format is null) BadRules.Add((name, "format"));
        return format;
    }

    private IReadOnlyList<FileSort> Accept(string name, JsonElement json)
    {
        var sorts = json.GetTexts("accept").Select(FormFiles.FindSort).Distinct().ToList();
        if (sorts.Contains(null)) BadRules.Add((name, "accept"));
        return [.. sorts.OfType<FileSort>()];
    }

    private string? DocumentKind(string name, JsonElement json)
    {
        var kind = json.GetText("kind")?.Trim() ?? "";
        if (kind.Length > FormFiles.LongestKind) BadRules.Add((name, "kind"));
        return kind.Length == 0 ? null : kind;
    }

    private FieldType Shows(string name, JsonElement json)
    {
        if (Types.TryGetValue(json.GetText("shows") ?? "number", out var type) && Computable.Contains(type.Type)) return type.Type;
        BadRules.Add((name, "shows"));
        return FieldType.Text;
    }

    /// <summary>A customer's own step has no field that the customer does not see: nobody could fill it in.</summary>
    private FieldAudience Audience(string name, JsonElement json, bool isShown)
    {
        switch (json.GetText("audience")?.ToLowerInvariant())
        {
            case null or "" or "customer":
                return FieldAudience.Customer;
            case "office" when !isShown:
                return FieldAudience.Office;
            default:
                BadRules.Add((name, "audience"));
                return FieldAudience.Customer;
        }
    }

    private int? Whole(string name, JsonElement json, string rule, int least, int most)
    {
        if (json.Get(rule).IsNothing() || json.GetText(rule) == "") return null;
        if (int.TryParse(json.GetText(rule), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most) return number;
        BadRules.Add((name, rule));
        return null;
    }

    private decimal? Number(string name, JsonElement json, string rule)
    {
        if (json.Get(rule).IsNothing() || json.GetText(rule) == "") return null;
        if (decimal.TryParse(json.GetText(rule), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return number;
        BadRules.Add((name, rule));
        return null;
    }

    private JavaScriptExpression? Formula(string name, JsonElement json, string? table)
    {
        if (json.GetText("formula") is not { Length: > 0 }) BadRules.Add((name, "formula"));
        return Script(name, json, "formula", table);
    }

    /// <param name="table">The table of a column. Its formula becomes one script for all rows: one for each would cost far more.</param>
    private JavaScriptExpression? Script(string name, JsonElement json, string rule, string? table = null)
    {
        if (json.GetText(rule) is not { Length: > 0 } source) return null;
        try
        {
            // Read alone first: its brackets must not close those around it.
            var expression = new JavaScriptExpression(source);
            if (table is not null)
                expression = new JavaScriptExpression($"({ScriptFunctions.Accessors(table).Get}() ?? []).map(row => ({source}\n))");
            Scripts.Add(($"{(table is null ? "" : $"{table}.")}{name}.{rule}", expression.Names));
            return expression;
        }
        catch (FormatException)
        {
            BadRules.Add((name, rule));
            return null;
        }
    }

    private static bool IsIdentifier(string name) =>
        name.Length is > 0 and <= LongestName && char.IsAsciiLetter(name[0]) && name.All(char.IsAsciiLetterOrDigit);
}
