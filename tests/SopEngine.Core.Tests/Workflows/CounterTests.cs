using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>Customers' steps that the office does in their name.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class CounterTests
{
    private static readonly CaseDocument Paper = new(12, "surat.jpg", "ab");

    [TestCase("a", "loket")]
    [TestCase("d", "kasir,loket")]
    [TestCase("g", "analis")]
    [TestCase("b", "")]
    public void Without_a_mark_the_nearest_lanes_of_the_office_serve_a_step(string step, string lanes) =>
        Assert.That(Lanes(Service().Flow(), step), Is.EqualTo(lanes));

    [TestCase("a")]
    [TestCase("g")]
    public void Marked_lanes_serve_every_step_and_a_marked_customers_lane_none(string step) =>
        Assert.That(Lanes(Service("kasir", "pelanggan").Flow(), step), Is.EqualTo("kasir"));

    [Test]
    public void A_step_is_done_in_the_customers_name_with_its_proof_even_when_they_have_taken_it_up()
    {
        var player = new Player(Service().Flow());
        player.Happens(new TaskClaimed(player.Number("a"), 99));

        Assert.That(Refused(player, null), Is.EqualTo("TaskHeldByOther"));
        Assert.That(Refused(player, new CounterProof(ProofKind.Telephone)), Is.EqualTo("_note ProofNoteMissing"));
        Assert.That(Refused(player, new CounterProof(ProofKind.Telephone, " ")), Is.EqualTo("_note ProofNoteMissing"));
        Assert.That(Refused(player, new CounterProof(ProofKind.Paper, "sudah")), Is.EqualTo("_proof ProofMissing"));
        Assert.That(Refused(player, new CounterProof(ProofKind.Signature, Documents: [])), Is.EqualTo("_proof ProofMissing"));

        var done = player.Happens(
            new TaskCompleted(player.Number("a"), 7, Counter: new CounterProof(ProofKind.Paper, Documents: [Paper])));
        Assert.That(done.Effects.OfType<DocumentsAttached>().Single().Documents, Is.EqualTo(new[] { Paper }));
        Assert.That(done.Effects.OfType<TaskClosed>().Single().Person, Is.EqualTo(7));
        Assert.That(player.Open, Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public void The_proof_stands_in_the_event_and_an_event_without_one_is_written_as_before() =>
        Prop.ForAll(
            (from kind in Gen.Elements(Enum.GetValues<ProofKind>())
             from note in Gen.Elements(null, "Setuju lewat telepon", "“ya” <b>")
             from papers in Gen.Choose(0, 3)
             select new CounterProof(kind, note, papers == 0 ? null : [.. Enumerable.Repeat(Paper, papers)])).ToArbitrary(),
            proof =>
            {
                var written = CaseEventJson.Write(new TaskCompleted(3, 7, Counter: proof));
                var read = ((TaskCompleted)CaseEventJson.Read(written)).Counter!;
                return read.Kind == proof.Kind && read.Note == proof.Note && (read.Documents?.Count ?? 0) == (proof.Documents?.Count ?? 0)
                    && CaseEventJson.Write(new TaskCompleted(3, 7)) == """{"event":"completed","task":3,"person":7}""";
            }).QuickCheckThrowOnFailure();

    private static string? Refused(Player player, CounterProof? counter)
    {
        var refusal = player.Try(new TaskCompleted(player.Number("a"), 7, Counter: counter)).Refusal;
        return refusal?.Fields is [var field] ? $"{field.Name} {field.Fault}" : refusal?.Reason.ToString();
    }

    private static string Lanes(Flow flow, string step) => string.Join(
        ",", flow.CounterLanesOf(flow.Steps.Single(one => one.ActivityId == step).Activity).Order(StringComparer.Ordinal));

    /// <summary>The customer asks, the counter takes it, the cashier bills, the customer pays, the analyst tests, they receive.</summary>
    private static FlowBuilder Service(params string[] marked)
    {
        JsonObject[] steps =
        [
            Step("a", "pelanggan"), Step("b", "loket"), Step("c", "kasir"), Step("d", "pelanggan"), Step("b2", "loket"),
            Step("e", "analis"), Step("f", "pelanggan"), Step("g", "pelanggan"),
        ];
        foreach (var (step, number) in steps.Select((step, at) => (step, at + 1)))
            step["number"] = Literal(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return InLine(steps).Sop(new JsonObject
        {
            ["lanes"] = new JsonArray([.. new[] { "pelanggan", "loket", "kasir", "analis" }.Select(lane => new JsonObject
            {
                ["id"] = lane,
                ["name"] = lane,
                ["external"] = lane == "pelanggan",
                ["counter"] = marked.Contains(lane),
            })]),
        });
    }
}
