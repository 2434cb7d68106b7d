using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>
/// Values of a workflow are JSON. The Studio stores every literal as text (<c>"True"</c>, <c>"7"</c>, <c>"00:05:00"</c>), so each reader
/// takes both the text and the JSON value.
/// </summary>
internal static class Json
{
    /// <summary>The most of a wrong text that its problem shows.</summary>
    private const int LongestShown = 60;

    public static JsonElement Of(string? value) => JsonSerializer.SerializeToElement(value);
    public static JsonElement Of(int value) => JsonSerializer.SerializeToElement(value);
    public static JsonElement Of(bool value) => JsonSerializer.SerializeToElement(value);

    /// <summary>The JSON inside a text, as <c>Object</c> and <c>Variable</c> expressions hold it; bare JSON as it is.</summary>
    /// <exception cref="FormatException">The text is not JSON.</exception>
    public static JsonElement Unwrap(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return value;
        var text = value.GetString()!.Trim();
        if (text.Length == 0) return default;
        if (text[0] is not ('{' or '[' or '"') && text is not ("true" or "false" or "null")
            && !char.IsAsciiDigit(text[0]) && text[0] != '-')
            return value;
        try
        {
            using var document = JsonDocument.Parse(text);
            return StorableText.Holds(document.RootElement)
                ? document.RootElement.Clone()
                : throw new FormatException("a text with NUL or half a character");
        }
        catch (JsonException e)
        {
            // The parser's words are English; the author sees the text.
            throw new FormatException(text.Length > LongestShown ? text[..LongestShown] + "…" : text, e);
        }
    }

    public static string ToText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => "",
        JsonValueKind.Object or JsonValueKind.Array => value.GetRawText(),
        _ => value.Text()!,
    };

    public static bool ToBool(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => false,
        JsonValueKind.Number => value.GetDouble() != 0,
        _ => bool.TryParse(value.Text(), out var flag) ? flag : throw Bad(value),
    };

    public static int ToInt(JsonElement value) => value.IsNothing() ? 0
        : decimal.TryParse(value.Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
          && number == decimal.Truncate(number) && number is >= int.MinValue and <= int.MaxValue ? (int)number
        : throw Bad(value);

    /// <summary>A list of texts: a JSON array, a JSON array inside a text, or one text.</summary>
    public static IReadOnlyList<string> ToTexts(JsonElement value)
    {
        var list = Unwrap(value);
        return list.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => [],
            JsonValueKind.Array => [.. list.EnumerateArray().Select(ToText)],
            JsonValueKind.Object => throw Bad(value),
            _ => [ToText(list)],
        };
    }

    /// <summary>The items of a list, for loops.</summary>
    public static IReadOnlyList<JsonElement> ToItems(JsonElement value)
    {
        var list = Unwrap(value);
        return list.IsNothing() ? [] : list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [list];
    }

    /// <summary>An object's properties by name.</summary>
    public static Dictionary<string, JsonElement> ToValues(JsonElement value)
    {
        var json = Unwrap(value);
        if (json.IsNothing()) return [];
        if (json.ValueKind != JsonValueKind.Object) throw Bad(value);
        var values = new Dictionary<string, JsonElement>();
        foreach (var property in json.EnumerateObject()) values[property.Name] = property.Value;
        return values;
    }

    /// <summary>A .NET time span such as <c>1.02:30:00</c>, as Elsa writes durations.</summary>
    public static Duration ToDuration(JsonElement value) =>
        TimeSpan.TryParse(value.Text(), CultureInfo.InvariantCulture, out var span)
            && span >= TimeSpan.Zero && span <= TimeSpan.FromDays(3660)
            ? Duration.FromTimeSpan(span)
            : throw Bad(value);

    public static Instant ToInstant(JsonElement value) =>
        value.Text() is { } text && OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true, Value: var moment }
            ? moment.ToInstant()
            : throw Bad(value);

    private static FormatException Bad(JsonElement value) => new(value.IsNothing() ? "" : value.GetRawText());
}
