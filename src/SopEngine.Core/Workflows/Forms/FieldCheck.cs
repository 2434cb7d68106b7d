using System.Globalization;
using System.Text.Json;
using NodaTime.Text;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Forms;

/// <summary>
/// Checks filled-in values. Pure: what needs the case's data or a calendar was computed before (<see cref="FormFilling"/>).
/// </summary>
internal static class FieldCheck
{
    private const int LongestText = 10_000;

    /// <summary>Amounts above cannot be held exactly by scripts, which compute with them.</summary>
    private const decimal Largest = 9_007_199_254_740_991;

    /// <summary>Runs at every completion, so it allocates nothing for a plain field whose value fits.</summary>
    /// <param name="outcome">The chosen outcome; null for a step with one way on.</param>
    /// <param name="deadline">See <see cref="Interpreter.Advance"/>, as a stopwatch counts; null for none.</param>
    public static void Check(FormField field, JsonElement value, string? outcome, long? deadline, List<FieldProblem> problems)
    {
        if (IsEmpty(value))
        {
            if (field.Required || (outcome is not null && field.RequiredFor.Count > 0 && field.RequiredFor.Contains(outcome)))
                problems.Add(new FieldProblem(field.Name, field.Label, FieldFault.Missing));
            else if (field.Type == FieldType.Table && field.MinRows > 0)
                problems.Add(new FieldProblem(field.Name, field.Label, FieldFault.TooFewRows, Text(field.MinRows)));
            return;
        }

        if (field.Type == FieldType.Table) CheckTable(field, value, outcome, deadline, problems);
        else if (Fault(field, value, deadline) is { } fault)
            problems.Add(new FieldProblem(field.Name, field.Label, fault.Fault, fault.Detail));
    }

    public static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => true,
        JsonValueKind.String => string.IsNullOrWhiteSpace(value.GetString()),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };

    private static (FieldFault Fault, string? Detail)? Fault(FormField field, JsonElement value, long? deadline) => field.Shows switch
    {
        FieldType.Number or FieldType.Money => OfNumber(field, value),
        FieldType.Boolean when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False) => (FieldFault.NotABoolean, null),
        FieldType.Date when !(IsText(value) && LocalDatePattern.Iso.Parse(value.GetString()!).Success) => (FieldFault.NotADate, null),
        FieldType.DateTime when !(IsText(value) && FormMoments.DateTime.Parse(value.GetString()!).Success) =>
            (FieldFault.NotADateTime, null),
        FieldType.Time when !(IsText(value) && FormMoments.Time.Parse(value.GetString()!).Success) => (FieldFault.NotATime, null),
        FieldType.Choice when !IsText(value) || !field.Options.Contains(value.GetString()) => (FieldFault.NotAnOption, null),
        FieldType.Choices => OfChoices(field, value),
        FieldType.Person when value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var person) || person <= 0 =>
            (FieldFault.NotAPerson, null),
        FieldType.People => OfPeople(value),
        FieldType.File => FormFiles.Fault(field, value),
        FieldType.Tariff when !FormTariffs.IsLine(value) => (FieldFault.NotATariff, null),
        FieldType.Discount when !FormTariffs.IsDiscount(value) => (FieldFault.NotADiscount, null),
        FieldType.Text or FieldType.LongText => OfText(field, value, deadline),
        _ => null,
    };

    private static (FieldFault, string?)? OfNumber(FormField field, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number) return (FieldFault.NotANumber, null);
        // Histories of plain number fields may hold any number of JSON.
        var isBound = field.Type != FieldType.Number || field.Decimals is not null || field.Min is not null || field.Max is not null;
        if (!isBound) return null;
        if (!value.TryGetDecimal(out var number) || Math.Abs(number) > Largest) return (FieldFault.TooLarge, Text(Largest));
        if (field.Shows == FieldType.Money && number != decimal.Truncate(number)) return (FieldFault.NotWhole, null);
        if (field.Decimals is { } most && decimal.Round(number, most) != number) return (FieldFault.TooManyDecimals, Text(most));
        if (field.Min is { } least && number < least) return (FieldFault.TooSmall, Text(least));
        return field.Max is { } largest && number > largest ? (FieldFault.TooLarge, Text(largest)) : null;
    }

    private static (FieldFault, string?)? OfText(FormField field, JsonElement value, long? deadline)
    {
        if (!IsText(value)) return (FieldFault.NotAText, null);
        var text = value.GetString()!;
        if (text.Length > LongestText) return (FieldFault.TooLong, null);
        if (field.Format?.Fault(text) is { } fault) return fault;
        if (field.Pattern is null || field.Pattern.Matches(text, deadline)) return null;
        return field.Message is { } message ? (FieldFault.Own, message) : (FieldFault.PatternMismatch, null);
    }

    private static (FieldFault, string?)? OfChoices(FormField field, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) return (FieldFault.NotAList, null);
        var chosen = new HashSet<string>();
        foreach (var item in value.EnumerateArray())
        {
            if (!IsText(item) || !field.Options.Contains(item.GetString()!)) return (FieldFault.NotAnOption, null);
            if (!chosen.Add(item.GetString()!)) return (FieldFault.OptionTwice, null);
        }

        return null;
    }

    private static (FieldFault, string?)? OfPeople(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) return (FieldFault.NotAList, null);
        var chosen = new HashSet<long>();
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out var person) || person <= 0)
                return (FieldFault.NotAPerson, null);
            if (!chosen.Add(person)) return (FieldFault.OptionTwice, null);
        }

        return chosen.Count > FormField.MostPeople ? (FieldFault.TooManyPeople, Text(FormField.MostPeople)) : null;
    }

    private static void CheckTable(FormField field, JsonElement value, string? outcome, long? deadline, List<FieldProblem> problems)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            problems.Add(new FieldProblem(field.Name, field.Label, FieldFault.NotATable));
            return;
        }

        var rows = value.GetArrayLength();
        if (rows < field.MinRows) problems.Add(new FieldProblem(field.Name, field.Label, FieldFault.TooFewRows, Text(field.MinRows)));
        if (rows > field.MaxRows)
        {
            problems.Add(new FieldProblem(field.Name, field.Label, FieldFault.TooManyRows, Text(field.MaxRows)));
            return;
        }

        var cells = new List<FieldProblem>();
        foreach (var (index, row) in value.EnumerateArray().Index())
        {
            if (row.ValueKind != JsonValueKind.Object)
            {
                problems.Add(new FieldProblem(Place(field, index), field.Label, FieldFault.NotATable, Row: index + 1));
                continue;
            }

            foreach (var column in field.Columns) Check(column, row.Get(column.Name), outcome, deadline, cells);
            foreach (var property in row.EnumerateObject())
            {
                if (!field.Columns.Any(column => property.NameEquals(column.Name)))
                    cells.Add(new FieldProblem(property.Name, property.Name, FieldFault.Unknown));
            }

            foreach (var problem in cells)
                problems.Add(problem with { Name = $"{Place(field, index)}.{problem.Name}", Row = index + 1 });
            cells.Clear();
        }
    }

    /// <summary>The place of a row in the data.</summary>
    public static string Place(FormField table, int row) => string.Create(CultureInfo.InvariantCulture, $"{table.Name}[{row}]");

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String;

    private static string Text(decimal number) => NumberText.Write(number);
}

/// <summary>How forms write moments: without seconds and without a zone, as a clock on the office's wall shows them.</summary>
public static class FormMoments
{
    public static readonly LocalDateTimePattern DateTime = LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm");

    public static readonly LocalTimePattern Time = LocalTimePattern.CreateWithInvariantCulture("HH':'mm");
}
