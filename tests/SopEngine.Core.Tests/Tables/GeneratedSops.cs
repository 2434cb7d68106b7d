using System.Globalization;
using System.Text.Json.Nodes;
using SopEngine.Core.Tests.Workflows;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Tables;

/// <summary>Random SOPs: structured processes with numbers, lanes and times, and things in them that a table does not show.</summary>
internal static class GeneratedSops
{
    private static readonly string[] Lanes = ["pelanggan", "staf", "kepala"];
    private static readonly string[] Times = ["menit", "jam", "hari", "minggu", "bulan"];

    /// <param name="isPlain">True for one that has nothing but what a table shows.</param>
    public static JsonObject Of(int seed, bool isPlain = false)
    {
        var random = new Random(seed);
        var chart = new FlowBuilder { DefinitionId = "sop" }.Add(Activity("Start", "start"));
        var last = ProcessTree.Random(random, random.Next(1, 4)).Draw(chart, "start");
        var definition = JsonNode.Parse(chart.Add(Activity("End", "end")).Connect($"{last} -> end").Json())!.AsObject();
        definition["customProperties"]!["sop"] = new JsonObject
        {
            ["number"] = $"SOP {seed}",
            ["title"] = "Pelayanan",
            ["tableTitle"] = "Pelayanan",
            ["lanes"] = new JsonArray([.. Lanes.Select(lane => (JsonNode)new JsonObject
            {
                ["id"] = lane, ["name"] = lane.ToUpperInvariant(), ["external"] = lane == "pelanggan", ["warna"] = 7,
            })]),
        };

        definition["root"]!["name"] = "Flowchart1";
        definition["root"]!["metadata"]!["displayText"] = "Flowchart1";
        var activities = definition["root"]!["activities"]!.AsArray();
        var number = 0;
        foreach (var activity in activities.Select(node => node!.AsObject()).Where(IsStep).ToList())
        {
            var text = (++number).ToString(CultureInfo.InvariantCulture);
            activity["number"] = Literal(text);
            activity["metadata"]!["displayText"] = $"{text}. Mengerjakan {activity["id"]}";
            activity["lane"] = Literal(Lanes[random.Next(Lanes.Length)]);
            if (random.Next(3) > 0)
            {
                activity["timeLimit"] = Literal(random.Next(1, 60).ToString(CultureInfo.InvariantCulture));
                activity["timeUnit"] = Literal(Times[random.Next(Times.Length)]);
            }

            if (random.Next(2) == 0) activity["requirements"] = FlowBuilder.Object(new[] { "Surat", "Kartu, asli" });
            if (random.Next(2) == 0) activity["output"] = Literal("Berita acara");
            if (isPlain) continue;
            if (random.Next(3) == 0)
                activity["fields"] = FlowBuilder.Object(new[] { new { name = "isian" + text, label = "Isian", type = "text" } });
            if (random.Next(3) == 0) activity["milikOrangLain"] = new JsonObject { ["x"] = 1.50m, ["teks"] = "ä<&>'" };
            if (number > 1 && random.Next(4) == 0) activity["notBy"] = FlowBuilder.Object(new[] { "1" });
        }

        if (!isPlain) AddHidden(definition, random);
        return definition;
    }

    /// <summary>Puts activities that are no steps into some connections, and bends others.</summary>
    private static void AddHidden(JsonObject definition, Random random)
    {
        var connections = definition.Connections();
        for (var i = connections.Count - 1; i >= 0; i--)
        {
            if (random.Next(4) == 0) connections[i]!["vertices"] = new JsonArray(new JsonObject { ["x"] = i, ["y"] = 2 });
            if (random.Next(6) != 0) continue;
            var id = $"skrip{i}";
            definition.Insert(id, i);
            var script = random.Next(2) == 0
                ? Activity("RunJavaScript", id, ("script", JavaScript("1 + 1")))
                : Activity("WriteLine", id, ("text", Literal("halo")));
            var activities = definition["root"]!["activities"]!.AsArray();
            activities[activities.Count - 1] = script;
        }
    }

    private static bool IsStep(JsonObject activity) => ((string)activity["type"]!).StartsWith("Sop.", StringComparison.Ordinal);
}
