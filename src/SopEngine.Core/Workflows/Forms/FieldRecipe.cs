using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Forms;

public enum RecipeKind
{
    /// <summary>An expression of the author's own.</summary>
    Own,

    /// <summary>The sum of a column of a table.</summary>
    Sum,

    /// <summary>The number of rows of a table.</summary>
    Count,

    /// <summary>The product of two fields; of a column, of two cells of the row.</summary>
    Product,

    /// <summary>The words of an amount.</summary>
    Words,

    /// <summary>The date so many working days after a date, or after the day on which the step is done.</summary>
    WorkingDays,
}

/// <summary>A formula that an author chooses instead of writing it.</summary>
/// <param name="First">
/// A field, or the price of a tariff field (<c>tarif.amount</c>); of <see cref="RecipeKind.WorkingDays"/>, empty for the day itself.
/// </param>
/// <param name="Second">A column, another field, or a number of days.</param>
public sealed partial record FieldRecipe(RecipeKind Kind, string First = "", string Second = "")
{
    /// <summary>Stands behind the name of a tariff field whose price is meant.</summary>
    public const string Price = ".amount";

    /// <param name="inTable">True for the formula of a column.</param>
    /// <returns>The expression; null while something is not chosen.</returns>
    public string? Write(bool inTable) => (Kind, First, Second) switch
    {
        (RecipeKind.Sum, { Length: > 0 }, { Length: > 0 }) => $"sum({Get(First)}, \"{Second}\")",
        (RecipeKind.Count, { Length: > 0 }, _) => $"({Get(First)} ?? []).length",
        (RecipeKind.Product, { Length: > 0 }, { Length: > 0 }) => $"{Of(First, inTable)} * {Of(Second, inTable)}",
        (RecipeKind.Words, { Length: > 0 }, _) => $"inWords({Of(First, inTable)})",
        (RecipeKind.WorkingDays, _, { Length: > 0 })
            when int.TryParse(Second, NumberStyles.None, CultureInfo.InvariantCulture, out var days) =>
            $"workingDaysAfter({(First.Length == 0 ? "today()" : Of(First, inTable))}, {days.ToString(CultureInfo.InvariantCulture)})",
        _ => null,
    };

    /// <summary>The recipe of an expression; <see cref="RecipeKind.Own"/> for any other text.</summary>
    public static FieldRecipe Read(string source)
    {
        var text = source.Trim();
        if (SumText().Match(text) is { Success: true } sum) return new(RecipeKind.Sum, Name(sum, 1), sum.Groups[2].Value);
        if (CountText().Match(text) is { Success: true } count) return new(RecipeKind.Count, Name(count, 1));
        if (ProductText().Match(text) is { Success: true } product) return new(RecipeKind.Product, Name(product, 1), Name(product, 2));
        if (WordsText().Match(text) is { Success: true } words) return new(RecipeKind.Words, Name(words, 1));
        return DaysText().Match(text) is { Success: true } days
            ? new(RecipeKind.WorkingDays, days.Groups[1].Value == "today()" ? "" : Name(days, 1), days.Groups[2].Value)
            : new(RecipeKind.Own);
    }

    /// <summary>The field that an accessor reads: of <c>getTotal()</c> or <c>row.total</c>, <c>total</c>.</summary>
    internal static string Name(Match match, int group)
    {
        var accessor = match.Groups[group].Value;
        if (accessor.EndsWith("?" + Price, StringComparison.Ordinal)) return Name(accessor[..^(Price.Length + 1)]) + Price;
        return Name(accessor);
    }

    private static string Name(string accessor)
    {
        return accessor.StartsWith("row.", StringComparison.Ordinal) ? accessor[4..] : char.ToLowerInvariant(accessor[3]) + accessor[4..^2];
    }

    internal static string Get(string field) => ScriptFunctions.Accessors(field).Get + "()";

    private static string Of(string field, bool inTable) => field.EndsWith(Price, StringComparison.Ordinal)
        ? Of(field[..^Price.Length], inTable) + "?" + Price : inTable ? $"row.{field}" : Get(field);

    private const string Accessor = @"((?:get[A-Z]\w*\(\)|row\.[a-z]\w*)(?:\?\.amount)?)";

    [GeneratedRegex("""^sum\((get[A-Z]\w*\(\)), ["'](\w+)["']\)$""")]
    private static partial Regex SumText();

    [GeneratedRegex(@"^\((get[A-Z]\w*\(\)) \?\? \[\]\)\.length$")]
    private static partial Regex CountText();

    [GeneratedRegex($@"^{Accessor} \* {Accessor}$")]
    private static partial Regex ProductText();

    [GeneratedRegex($@"^inWords\({Accessor}\)$")]
    private static partial Regex WordsText();

    [GeneratedRegex($@"^workingDaysAfter\((today\(\)|get[A-Z]\w*\(\)|row\.[a-z]\w*), ([0-9]+)\)$")]
    private static partial Regex DaysText();
}

public enum ConditionKind
{
    Is,
    IsNot,
    MoreThan,
    LessThan,
    Filled,
}

/// <summary>A condition that an author chooses instead of writing it: "shown only if the field is this value".</summary>
/// <param name="Value">Text; a number for a number field, <c>true</c> or <c>false</c> for a box.</param>
public sealed partial record FieldCondition(string Field, ConditionKind Kind, string Value)
{
    /// <param name="type">The type of the field that is looked at; null for an unknown one.</param>
    public string? Write(FieldType? type)
    {
        if (Field.Length == 0) return null;
        if (Kind == ConditionKind.Filled) return $"!!{FieldRecipe.Get(Field)}";
        var value = type is FieldType.Number or FieldType.Money && NumberText.TryRead(Value, out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : type == FieldType.Boolean ? Value == "true" ? "true" : "false"
            : JsonSerializer.Serialize(Value, Readable);
        return type == FieldType.Choices && Kind is (ConditionKind.Is or ConditionKind.IsNot)
            ? $"{(Kind == ConditionKind.Is ? "" : "!")}({FieldRecipe.Get(Field)} ?? []).includes({value})"
            : $"{FieldRecipe.Get(Field)} {Sign(Kind)} {value}";
    }

    /// <summary>The condition of an expression; null for one of the author's own.</summary>
    public static FieldCondition? Read(string source)
    {
        var text = source.Trim();
        if (FilledText().Match(text) is { Success: true } filled) return new(FieldRecipe.Name(filled, 1), ConditionKind.Filled, "");
        if (IncludesText().Match(text) is { Success: true } includes && Literal(includes.Groups[3].Value) is { } option)
            return new(FieldRecipe.Name(includes, 2), includes.Groups[1].Length == 0 ? ConditionKind.Is : ConditionKind.IsNot, option);
        return ComparedText().Match(text) is { Success: true } compared && Literal(compared.Groups[3].Value) is { } value
            ? new(
                FieldRecipe.Name(compared, 1), Enum.GetValues<ConditionKind>().First(kind => Sign(kind) == compared.Groups[2].Value), value)
            : null;
    }

    private static string? Literal(string text)
    {
        // Authors quote either way.
        if (text is ['\'', .. var inner, '\''] && !inner.Contains('\'') && !inner.Contains('\\')) return inner;
        try
        {
            var value = JsonDocument.Parse(text).RootElement;
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number when value.TryGetDecimal(out var number) => NumberText.Write(number),
                JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Sign(ConditionKind kind) => kind switch
    {
        ConditionKind.Is => "===",
        ConditionKind.IsNot => "!==",
        ConditionKind.MoreThan => ">",
        ConditionKind.LessThan => "<",
        _ => "",
    };

    private static readonly JsonSerializerOptions Readable =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [GeneratedRegex(@"^!!(get[A-Z]\w*\(\))$")]
    private static partial Regex FilledText();

    [GeneratedRegex(@"^(!?)\((get[A-Z]\w*\(\)) \?\? \[\]\)\.includes\((.+)\)$")]
    private static partial Regex IncludesText();

    [GeneratedRegex(@"^(get[A-Z]\w*\(\)) (===|!==|>|<) (.+)$")]
    private static partial Regex ComparedText();
}
