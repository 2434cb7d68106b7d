using System.Text.Json.Nodes;
using SopEngine.Core.Workflows;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows.Dispositions;

/// <summary>A letter is received, disposed, worked on and reported; the people of the disposition hold the two last steps.</summary>
internal static class DispositionSop
{
    public static Flow Flow() => Builder().Flow();

    /// <param name="change">A change of its steps, by their ids.</param>
    public static FlowBuilder Builder(Action<Dictionary<string, JsonObject>>? change = null)
    {
        var steps = new Dictionary<string, JsonObject>
        {
            ["terima"] = Step("terima", "loket"),
            ["disposisi"] = Step("disposisi", "kepala"),
            ["kerja"] = Step("kerja", "petugas", "2 hari"),
            ["lapor"] = Step("lapor", "petugas", "2 jam"),
        };
        foreach (var (step, number) in steps.Values.Select((step, at) => (step, at + 1)))
            step["number"] = Literal(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        steps["disposisi"]["disposes"] = Literal("True");
        steps["disposisi"]["fields"] = Object(new[]
        {
            new { name = "kepada", label = "Diteruskan kepada", type = "people" },
            new { name = "instruksi", label = "Instruksi", type = "longtext" },
            new { name = "batas", label = "Batas waktu", type = "date" },
        });
        steps["kerja"]["holders"] = Literal("kepada");
        steps["kerja"]["deadline"] = Literal("batas");
        steps["lapor"]["holders"] = Literal("kepada");
        change?.Invoke(steps);
        return InLine([.. steps.Values]).Sop(new JsonObject
        {
            ["lanes"] = new JsonArray([.. new[] { "pelanggan", "loket", "kepala", "petugas" }.Select(lane =>
                new JsonObject { ["id"] = lane, ["name"] = lane, ["external"] = lane == "pelanggan" })]),
        });
    }

    /// <summary>A case whose letter was disposed to these people.</summary>
    public static Player Disposed(string people, string? deadline = null)
    {
        var player = new Player(Flow()).Complete("terima");
        return player.Finish("disposisi", $$"""
            {"kepada":{{people}},"instruksi":"Tindak lanjuti"{{(deadline is null ? "" : $",\"batas\":\"{deadline}\"")}}}
            """);
    }
}
