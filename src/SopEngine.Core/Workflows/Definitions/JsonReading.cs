using System.Globalization;
using System.Text.Json;

namespace SopEngine.Core.Workflows.Definitions;

/// <summary>
/// Reads Elsa's JSON as leniently as Elsa does: camelCase as the Studio writes it, or PascalCase as older exports have it.
/// </summary>
internal static class JsonReading
{
    /// <summary>The property, or an undefined element when the object lacks it (or is no object).</summary>
    public static JsonElement Get(this JsonElement element, string camelCaseName)
    {
        if (element.ValueKind != JsonValueKind.Object) return default;
        if (element.TryGetProperty(camelCaseName, out var value)) return value;
        return element.TryGetProperty(char.ToUpperInvariant(camelCaseName[0]) + camelCaseName[1..], out value) ? value : default;
    }

    public static bool IsNothing(this JsonElement element) => element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>The text of a string, number or boolean; null for anything else.</summary>
    public static string? Text(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.GetRawText(),
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        _ => null,
    };

    public static string? GetText(this JsonElement element, string name) => element.Get(name).Text();

    public static int GetInt(this JsonElement element, string name, int otherwise) =>
        int.TryParse(element.GetText(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    public static bool GetBool(this JsonElement element, string name) =>
        bool.TryParse(element.GetText(name), out var flag) && flag;

    /// <summary>The items of an array; nothing for anything else.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : Enumerable.Empty<JsonElement>();

    public static IReadOnlyList<string> GetTexts(this JsonElement element, string name) =>
        [.. element.Get(name).Items().Select(item => item.Text()).OfType<string>()];
}
