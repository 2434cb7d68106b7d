using System.Text.Json;
using System.Text.Json.Nodes;

namespace SopEngine.Core.Tables;

/// <summary>
/// Changes Elsa's JSON under the names that it has: camelCase as the Studio writes it, or PascalCase as older exports have it.
/// </summary>
internal static class JsonEditing
{
    /// <summary>The property; null when the object lacks it.</summary>
    public static JsonNode? Property(this JsonObject json, string name) => json[NameIn(json, name)];

    /// <summary>The text of a property; null for anything but a text.</summary>
    public static string? Text(this JsonObject json, string name) =>
        json.Property(name) is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static void Set(this JsonObject json, string name, JsonNode? value) => json[NameIn(json, name)] = value;

    /// <summary>The object in a property, made where there is none.</summary>
    public static JsonObject Child(this JsonObject json, string name)
    {
        if (json.Property(name) is JsonObject child) return child;
        child = [];
        json.Set(name, child);
        return child;
    }

    /// <summary>
    /// Sets an input of an activity to a fixed text. The rest of the input stays; an empty text makes no input where there was none.
    /// </summary>
    public static void Literal(this JsonObject activity, string name, string type, string value) =>
        Input(activity, name, type, "Literal", value, isEmpty: value.Length == 0);

    /// <summary>Sets an input of an activity to a list of texts.</summary>
    public static void List(this JsonObject activity, string name, IReadOnlyList<string> values) => Input(
        activity, name, "ICollection<String>", "Object",
        new JsonArray([.. values.Select(value => (JsonNode)value)]).ToJsonString(Relaxed), isEmpty: values.Count == 0);

    private static readonly JsonSerializerOptions Relaxed =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static void Input(JsonObject activity, string name, string type, string kind, string value, bool isEmpty)
    {
        if (activity.Property(name) is not JsonObject input)
        {
            if (isEmpty) return;
            activity.Set(name, input = new JsonObject { ["typeName"] = type });
        }

        input.Set("expression", new JsonObject { ["type"] = kind, ["value"] = value });
    }

    private static string NameIn(JsonObject json, string name) =>
        !json.ContainsKey(name) && char.ToUpperInvariant(name[0]) + name[1..] is var other && json.ContainsKey(other) ? other : name;
}
