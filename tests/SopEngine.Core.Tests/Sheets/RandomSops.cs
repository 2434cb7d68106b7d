using System.Text.Json.Nodes;
using SopEngine.Core.Tests.Workflows;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Sheets;

/// <summary>SOPs made at random: any structure, any lanes, short texts and long ones.</summary>
internal static class RandomSops
{
    private static readonly string[] Words =
        ["Menerima", "permohonan", "dari", "pelanggan", "dan", "memeriksa", "kelengkapan",
            "berkas", "SPM", "sesuai", "ketentuan", "pertanggungjawaban", "no.35/2012", "ke", "LHP"];

    /// <param name="transitions">From and to of every connection, by activity id.</param>
    public static Flow Make(Random random, int depth, out HashSet<(string From, string To)> transitions)
    {
        var chart = new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end"));
        chart.Connect($"{ProcessTree.Random(random, depth).Draw(chart, "start")} -> end");

        var json = JsonNode.Parse(chart.Json())!;
        var lanes = Enumerable.Range(1, random.Next(1, 8)).Select(lane => $"lane{lane}").ToList();
        json["customProperties"]!["sop"] = Header(random, lanes);
        var steps = json["root"]!["activities"]!.AsArray()
            .Where(activity => ((string)activity!["type"]!).StartsWith("Sop.", StringComparison.Ordinal)).ToList();
        var numbers = Enumerable.Range(1, steps.Count).ToArray();
        // An author may number rows in another order than that of the flow: then many arrows lead back.
        if (random.Next(4) == 0) random.Shuffle(numbers);
        foreach (var (i, step) in steps.Index())
        {
            step!["number"] = Literal($"{numbers[i]}");
            step["lane"] = Literal(lanes[random.Next(lanes.Count)]);
            step["instruction"] = Literal(Text(random, random.Next(1, 40)));
            step["requirements"] = Object(Enumerable.Range(0, random.Next(4)).Select(_ => Text(random, 3)));
            step["output"] = Literal(Text(random, random.Next(12)));
            step["remarks"] = Literal(Text(random, random.Next(3) == 0 ? random.Next(30) : 0));
        }

        transitions = [.. json["root"]!["connections"]!.AsArray()
            .Select(connection => ((string)connection!["source"]!["activity"]!, (string)connection["target"]!["activity"]!))];
        return FlowCompiler.Compile(WorkflowDefinition.Parse(json.ToJsonString())).Flow!;
    }

    public static JsonObject Header(Random random, IEnumerable<string> lanes, int longest = 8)
    {
        var header = new JsonObject
        {
            ["number"] = "SOP 1/UJI/2026",
            ["title"] = Text(random, random.Next(8) == 0 ? 120 : random.Next(1, 14)),
            ["tableTitle"] = Text(random, random.Next(1, 14)),
            ["approvedBy"] =
                new JsonObject { ["office"] = Text(random, random.Next(1, 30)), ["name"] = "Nama Pejabat", ["nip"] = "197407272003121006" },
            ["letterhead"] = Texts(random, 4),
            ["lanes"] = new JsonArray([.. lanes.Select(lane => new JsonObject { ["id"] = lane, ["name"] = $"Pelaksana {lane}" })]),
        };
        foreach (var list in new[] { "legalBasis", "relatedSops", "warnings", "qualifications", "equipment", "records" })
            header[list] = Texts(random, random.Next(longest));
        return header;
    }

    public static string Text(Random random, int words) =>
        string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[random.Next(Words.Length)]));

    private static JsonArray Texts(Random random, int count) =>
        new([.. Enumerable.Range(0, count).Select(_ => (JsonNode)Text(random, random.Next(1, 20)))]);
}
