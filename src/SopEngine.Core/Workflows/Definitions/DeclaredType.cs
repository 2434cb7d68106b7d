using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Definitions;

/// <summary>
/// The type that a variable or an input is declared with, by Elsa's alias (<c>Int32</c>, <c>StringDictionary</c>) or by .NET's name. A
/// value is converted to it as Elsa converts it, with one difference: where Elsa silently takes the type's default, the conversion fails
/// here. Immutable.
/// </summary>
internal sealed partial class DeclaredType
{
    private const string Moment = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF";

    /// <summary>Letters stay letters: a script or a template may show the JSON itself.</summary>
    private static readonly JsonSerializerOptions Readable =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Func<JsonElement, JsonElement> Text = value => Json.Of(ToText(value));

    private static readonly Dictionary<string, Func<JsonElement, JsonElement>> Conversions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["String"] = Text,
        ["Boolean"] = value => Json.Of(Json.ToBool(value)),
        ["Int16"] = value => ToWhole(value, short.MinValue, short.MaxValue),
        ["Int32"] = value => ToWhole(value, int.MinValue, int.MaxValue),
        ["Int64"] = value => ToWhole(value, long.MinValue, long.MaxValue),
        ["Long"] = value => ToWhole(value, long.MinValue, long.MaxValue),
        ["Single"] = ToSingle,
        ["Double"] = value => JsonSerializer.SerializeToElement(ToDouble(value)),
        ["Decimal"] = value => JsonSerializer.SerializeToElement(ToDecimal(value)),
        ["Guid"] = value => Guid.TryParse(value.Text(), out var id) ? Json.Of(id.ToString()) : throw Bad(value),
        ["DateTime"] = value => Json.Of(ToDateTime(value).ToString(Moment + "K", CultureInfo.InvariantCulture)),
        ["DateTimeOffset"] = ToDateTimeOffset,
        ["DateOnly"] = value => Json.Of(ToDateTime(value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ["TimeOnly"] = value => TimeOnly.TryParse(value.Text(), CultureInfo.InvariantCulture, out var time)
            ? Json.Of(time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture))
            : throw Bad(value),
        ["TimeSpan"] = value =>
            TimeSpan.TryParse(value.Text(), CultureInfo.InvariantCulture, out var span) && value.ValueKind == JsonValueKind.String
                ? Json.Of(span.ToString())
                : throw Bad(value),
        ["StringDictionary"] = ToTextsByName,
        ["StringMap"] = ToTextsByName,
        ["ObjectDictionary"] = value => ToKind(value, JsonValueKind.Object),
        ["ObjectMap"] = value => ToKind(value, JsonValueKind.Object),
        ["JSON"] = value => ToKind(value, JsonValueKind.Object),
        ["ExpandoObject"] = value => ToKind(value, JsonValueKind.Object),
        ["JsonObject"] = value => ToKind(value, JsonValueKind.Object),
        ["JsonArray"] = value => ToKind(value, JsonValueKind.Array),
        ["JsonElement"] = Nested,
        ["JsonNode"] = Nested,
    };

    private readonly Func<JsonElement, JsonElement>? _convert;
    private readonly DeclaredType? _item;

    private DeclaredType(Func<JsonElement, JsonElement>? convert, DeclaredType? item, bool isMoment)
    {
        _convert = convert;
        _item = item;
        IsMoment = isMoment;
    }

    /// <summary>True when scripts see its values as dates.</summary>
    public bool IsMoment { get; }

    /// <summary>True when it takes every value.</summary>
    public bool TakesAny => _convert is null && _item is null;

    /// <summary>An unknown type takes any value, as <c>Object</c> does.</summary>
    public static DeclaredType Of(string name, bool isArray)
    {
        if (isArray) return new DeclaredType(null, Of(name, false), false);

        var text = name.Trim().TrimEnd('?');
        if (text.EndsWith("[]", StringComparison.Ordinal)) return Of(text[..^2], isArray: true);
        if (List().Match(text) is { Success: true } list) return Of(list.Groups[1].Value, isArray: true);
        if (Dictionary().Match(text) is { Success: true } dictionary)
            text = dictionary.Groups[1].Value.EndsWith("String", StringComparison.OrdinalIgnoreCase)
                ? "StringDictionary"
                : "ObjectDictionary";
        var simple = text.Split(',')[0].Split('.')[^1];
        return new DeclaredType(Conversions.GetValueOrDefault(simple), null, simple is "DateTime" or "DateTimeOffset");
    }

    /// <summary>
    /// Converts a value to this type. A missing value stays missing, and so does an empty text where the type is not a text.
    /// </summary>
    /// <exception cref="FormatException">The value cannot be converted; the message is the value.</exception>
    public JsonElement Convert(JsonElement value)
    {
        if (value.IsNothing() || TakesAny) return value;
        if (_convert != Text && value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString())) return default;
        return _item is null
            ? _convert!(value)
            : JsonSerializer.SerializeToElement(Items(value).Select(item => _item.Convert(item)).Select(OrNull), Readable);
    }

    /// <summary>Converts a value to this type; null where that is impossible.</summary>
    public JsonElement? Fitting(JsonElement value)
    {
        try
        {
            return Convert(value);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static IEnumerable<JsonElement> Items(JsonElement value) => Nested(value) switch
    {
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
        { ValueKind: JsonValueKind.String } text => [text],
        _ => throw Bad(value),
    };

    private static JsonElement? OrNull(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? null : value;

    private static string ToText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        _ => Json.ToText(value),
    };

    private static decimal ToDecimal(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.Number or JsonValueKind.String =>
            decimal.TryParse(value.Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Bad(value),
        _ => throw Bad(value),
    };

    /// <summary>A number is rounded; a text must already be a whole number.</summary>
    private static JsonElement ToWhole(JsonElement value, long least, long most)
    {
        var number = ToDecimal(value);
        var whole = decimal.Round(number);
        if ((value.ValueKind == JsonValueKind.String && whole != number) || whole < least || whole > most) throw Bad(value);
        return JsonSerializer.SerializeToElement((long)whole);
    }

    private static double ToDouble(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.Number or JsonValueKind.String
            when double.TryParse(value.Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number) => number,
        _ => throw Bad(value),
    };

    private static JsonElement ToSingle(JsonElement value) =>
        (float)ToDouble(value) is var single && float.IsFinite(single)
            ? JsonSerializer.SerializeToElement((double)single)
            : throw Bad(value);

    /// <summary>Needs a year of four digits: without one, .NET would take the machine's, and a replay another.</summary>
    private static DateTime ToDateTime(JsonElement value)
    {
        const DateTimeStyles Styles =
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.NoCurrentDateDefault | DateTimeStyles.AllowWhiteSpaces;
        return value.ValueKind == JsonValueKind.String && Year().IsMatch(value.GetString()!)
            && DateTime.TryParse(value.GetString(), CultureInfo.InvariantCulture, Styles, out var moment) ? moment : throw Bad(value);
    }

    private static JsonElement ToDateTimeOffset(JsonElement value)
    {
        ToDateTime(value);
        return DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var moment)
            ? Json.Of(moment.ToString(Moment + "zzz", CultureInfo.InvariantCulture))
            : throw Bad(value);
    }

    private static JsonElement ToTextsByName(JsonElement value) =>
        JsonSerializer.SerializeToElement(ToKind(value, JsonValueKind.Object).EnumerateObject()
            .ToDictionary(property => property.Name, property => ToText(property.Value)), Readable);

    private static JsonElement ToKind(JsonElement value, JsonValueKind kind) =>
        Nested(value) is var json && json.ValueKind == kind ? json : throw Bad(value);

    /// <summary>The object or list inside a text; another value unchanged.</summary>
    private static JsonElement Nested(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString()!.TrimStart() is ['{' or '[', ..] ? Json.Unwrap(value) : value;

    private static FormatException Bad(JsonElement value) => new(value.GetRawText());

    [GeneratedRegex(@"\d{4}")]
    private static partial Regex Year();

    [GeneratedRegex(@"^(?:[\w.]+\.)?(?:I?(?:ReadOnly)?(?:List|Collection)|IEnumerable|I?(?:Hash)?Set)(?:<|`1\[\[)([^,\]>]+(?:\[\])?)")]
    private static partial Regex List();

    [GeneratedRegex(@"^(?:[\w.]+\.)?I?Dictionary(?:`2\[\[.*\],\[|<.*,\s*)([^,\]>]+)")]
    private static partial Regex Dictionary();
}
