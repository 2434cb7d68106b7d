using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Designer;

/// <summary>
/// Spoils definitions in the ways that editors, other systems and attackers do. The same seed gives the same definitions.
/// </summary>
internal sealed partial class DefinitionFuzz(int seed)
{
    private static readonly string[] Shipped = [.. Directory.GetFiles(Definition.Folder, "*.json").Order().Select(File.ReadAllText)];

    private static readonly string[] Scraps =
    [
        "null", "true", "[]", "{}", "\"\"", "0", "-1", "7", "1e400", "99999999999999999999999999", "-0.0", "\"\\u0000\"",
        "\"\\ud800\"", "\"[1,\"", "\"{\\\"a\\\":\"", "\"[\\\"\\\\ud800\\\"]\"",
        "\"Elsa.Flowchart\"", "\"Elsa.HttpEndpoint\"", "\"Sop.Decision\"", "\"JavaScript\"", "\"while(true){}\"",
        "\"(((((((((((((((((((((\"", "\"step-1\"", "\"start\"", "[null]", "[[[[[]]]]]",
        "{\"expression\":null}", "{\"expression\":{\"type\":\"Literal\"}}", "{\"id\":\"x\",\"type\":\"Elsa.If\",\"version\":1}",
        "\"(a+)+$\"",
    ];

    private readonly Random _random = new(seed);

    public string Next()
    {
        var node = JsonNode.Parse(Shipped[_random.Next(Shipped.Length)])!;
        for (var i = _random.Next(1, 5); i > 0; i--) Spoil(node);
        // Put in last, because no JSON library would write some of them.
        var json = Scrap().Replace(node.ToJsonString(), match =>
            Scraps[int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)]);
        return _random.Next(40) switch
        {
            0 => json[.._random.Next(json.Length)],
            1 => json.Insert(_random.Next(json.Length), "}"),
            2 => new string('[', 100) + json,
            3 => json.Replace("\"name\":", "\"type\":", StringComparison.Ordinal),
            _ => json,
        };
    }

    [GeneratedRegex("\"@([0-9]+)@\"")]
    private static partial Regex Scrap();

    private void Spoil(JsonNode root)
    {
        var at = Pick(root);
        if (at.Parent is not { } parent) return;
        switch (_random.Next(8))
        {
            case 0:
                Remove(parent, at);
                break;
            case 1:
                Replace(parent, at, Pick(root).DeepClone());
                break;
            case 2 when parent is JsonArray list:
                for (var i = _random.Next(1, 40); i > 0; i--) list.Add(at.DeepClone());
                break;
            case 3:
                Replace(parent, at, Deep(_random.Next(3, 70), at.DeepClone()));
                break;
            case 4:
                Replace(parent, at, JsonValue.Create(new string('x', _random.Next(1, 5_000))));
                break;
            case 5 when parent is JsonObject members:
                members[Scraps[_random.Next(Scraps.Length)]] = at.DeepClone();
                break;
            default:
                Replace(parent, at, JsonValue.Create($"@{_random.Next(Scraps.Length)}@"));
                break;
        }
    }

    /// <summary>Any node, the deeper ones as likely as the others.</summary>
    private JsonNode Pick(JsonNode from)
    {
        for (var steps = _random.Next(1, 12); steps > 0; steps--)
        {
            var children = from switch
            {
                JsonObject members => members.Where(member => member.Value is not null).Select(member => member.Value!).ToList(),
                JsonArray items => [.. items.OfType<JsonNode>()],
                _ => [],
            };
            if (children.Count == 0) break;
            from = children[_random.Next(children.Count)];
        }

        return from;
    }

    private static JsonNode Deep(int levels, JsonNode inner)
    {
        for (; levels > 0; levels--)
        {
            inner = new JsonObject
            {
                ["id"] = $"l{levels}",
                ["type"] = "Elsa.Sequence",
                ["version"] = 1,
                ["activities"] = new JsonArray(inner),
            };
        }

        return inner;
    }

    private static void Remove(JsonNode parent, JsonNode at)
    {
        if (parent is JsonObject members) members.Remove(at.GetPropertyName());
        else ((JsonArray)parent).Remove(at);
    }

    private static void Replace(JsonNode parent, JsonNode at, JsonNode? by)
    {
        if (parent is JsonObject members) members[at.GetPropertyName()] = by;
        else ((JsonArray)parent)[at.GetElementIndex()] = by;
    }
}
