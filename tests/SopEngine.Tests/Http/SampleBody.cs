using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using NodaTime;
using SopEngine.Web.Http;

namespace SopEngine.Tests.Http;

/// <summary>A JSON body that an endpoint takes, made from the type that it is read into, and the places in it for a value.</summary>
internal sealed class SampleBody(JsonSerializerOptions options)
{
    private const string Here = "@@here@@";
    private const int Deepest = 4;

    /// <summary>The members of the designer's calls, for endpoints that read JSON by hand.</summary>
    private const string Untyped =
        """
        {"ids":["x"],"definitionIds":["x"],"name":"x","definitionId":"x",
         "model":{"name":"x","definitionId":"hostile","description":"x",
           "customProperties":{"sop":{"number":"x","lanes":[{"id":"x"}]}},"root":{"id":"r","type":"Elsa.Flowchart","version":1}}}
        """;

    /// <param name="type">The type that the endpoint reads the body into.</param>
    /// <param name="known">Members that make sense, as the table of permissions has them; null for none.</param>
    public JsonNode Of(Type type, string? known)
    {
        var sample = type == typeof(JsonElement) ? JsonNode.Parse(Untyped)! : Sample(type, 0)!;
        if (known is null || sample is not JsonObject members) return sample;
        foreach (var (name, value) in JsonNode.Parse(known)!.AsObject()) members[name] = value?.DeepClone();
        return sample;
    }

    /// <summary>Every place in a body with its name: the whole, each member, each item.</summary>
    public static IEnumerable<(string Place, byte[] Before, byte[] After)> Places(JsonNode sample)
    {
        foreach (var (place, text) in Marked(sample, ""))
        {
            var at = text.IndexOf($"\"{Here}\"", StringComparison.Ordinal);
            yield return (place, Encoding.UTF8.GetBytes(text[..at]), Encoding.UTF8.GetBytes(text[(at + Here.Length + 2)..]));
        }
    }

    private static IEnumerable<(string Place, string Text)> Marked(JsonNode sample, string path)
    {
        yield return (path, $"\"{Here}\"");
        switch (sample)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    foreach (var (place, text) in Marked(value ?? JsonValue.Create("x"), path.Length == 0 ? name : $"{path}.{name}"))
                    {
                        var copy = members.DeepClone().AsObject();
                        copy[name] = JsonNode.Parse(text);
                        yield return (place, copy.ToJsonString());
                    }
                }

                break;
            case JsonArray { Count: > 0 } items:
                foreach (var (place, text) in Marked(items[0] ?? JsonValue.Create("x"), $"{path}[0]")) yield return (place, $"[{text}]");
                break;
        }
    }

    private JsonNode? Sample(Type type, int depth)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (depth > Deepest) return null;
        if (bare == typeof(string)) return "x";
        if (bare == typeof(bool)) return true;
        if (bare == typeof(JsonElement)) return JsonNode.Parse("""{"x":"y"}""");
        if (bare == typeof(Instant)) return "2030-01-01T00:00:00Z";
        if (bare == typeof(TaskId)) return "1-1";
        if (bare.IsEnum) return Enum.GetNames(bare)[0];
        if (bare.IsPrimitive || bare == typeof(decimal)) return 1;
        var info = options.GetTypeInfo(bare);
        return info.Kind switch
        {
            JsonTypeInfoKind.Enumerable => new JsonArray(Sample(info.ElementType!, depth + 1)),
            JsonTypeInfoKind.Dictionary => new JsonObject { ["x"] = Sample(info.ElementType!, depth + 1) },
            JsonTypeInfoKind.Object => new JsonObject(info.Properties
                .Where(property => property.Set is not null || property.AssociatedParameter is not null)
                .Select(property => KeyValuePair.Create(property.Name, Sample(property.PropertyType, depth + 1)))),
            _ => "2030-01-01",
        };
    }
}
