using System.Text.Json;
using System.Text.Json.Nodes;

namespace SopEngine.Tests.Support;

/// <summary>Schemas of the API's own OpenAPI document, and the check of an answer against them.</summary>
internal sealed class ApiSchemas(JsonNode document)
{
    public JsonObject Paths => document["paths"]!.AsObject();

    public IEnumerable<(string Name, JsonNode Schema)> Named =>
        document["components"]!["schemas"]!.AsObject().Select(schema => (schema.Key, schema.Value!));

    public static async Task<ApiSchemas> Read(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        return new(JsonNode.Parse(await http.GetStringAsync("/openapi/v1.json"))!);
    }

    /// <summary>Faults of an answer in its status, its type or its body.</summary>
    public IEnumerable<string> Problems(string method, string path, ApiClient.Answer answer)
    {
        var responses = Paths[path]![method.ToLowerInvariant()]!["responses"]!;
        if ((responses[$"{answer.Status}"] ?? (answer.Status >= 400 ? responses["default"] : null)) is not { } response)
            return [$"no answer {answer.Status}"];
        if (response["content"] is not { } content) return answer.Text.Length == 0 ? [] : [$"a body with {answer.Status}"];
        return content[answer.MediaType]?["schema"] is { } schema ? Problems(schema, answer.Json, "$")
            : [$"no {answer.MediaType} with {answer.Status}"];
    }

    private IEnumerable<string> Problems(JsonNode schema, JsonElement value, string at)
    {
        if ((string?)schema["$ref"] is { } reference)
            return Problems(document["components"]!["schemas"]![reference.Split('/')[^1]]!, value, at);
        if (schema["oneOf"] is JsonArray choices)
        {
            var fits = choices.Count(choice => !Problems(choice!, value, at).Any());
            return fits == 1 ? [] : [$"{at}: fits {fits} of {choices.ToJsonString()}"];
        }

        List<string> types = schema["type"] is JsonArray several ? [.. several.Select(type => (string)type!)]
            : schema["type"] is { } one ? [(string)one!] : [];
        if (types.Count > 0 && !types.Any(type => Is(type, value)))
            return [$"{at}: {value.GetRawText()} is no {string.Join(" or ", types)}"];
        if (schema["enum"] is JsonArray allowed && !allowed.Any(item => JsonNode.DeepEquals(item, JsonNode.Parse(value.GetRawText()))))
            return [$"{at}: {value.GetRawText()} is none of {allowed.ToJsonString()}"];
        return value.ValueKind switch
        {
            JsonValueKind.Array when schema["items"] is { } items =>
                value.EnumerateArray().SelectMany((item, i) => Problems(items, item, $"{at}[{i}]")),
            JsonValueKind.Object => Members(schema, value, at),
            _ => [],
        };
    }

    /// <summary>Reports members that the schema does not name, too: a client would not know of them.</summary>
    private IEnumerable<string> Members(JsonNode schema, JsonElement value, string at)
    {
        var required = schema["required"]?.AsArray().Select(name => (string)name!) ?? [];
        foreach (var name in required.Where(name => !value.TryGetProperty(name, out _))) yield return $"{at}.{name} is missing";
        foreach (var member in value.EnumerateObject())
        {
            var own = schema["properties"]?[member.Name] ?? schema["additionalProperties"];
            if (own is null && schema["properties"] is not null) yield return $"{at}.{member.Name} is not in the schema";
            foreach (var problem in own is JsonObject ? Problems(own, member.Value, $"{at}.{member.Name}") : []) yield return problem;
        }
    }

    private static bool Is(string type, JsonElement value) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "string" => value.ValueKind == JsonValueKind.String,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => false,
    };
}
