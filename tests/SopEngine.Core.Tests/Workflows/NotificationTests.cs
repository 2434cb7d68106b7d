using System.Text.Json.Nodes;
using NUnit.Framework;
using NodaTime;
using SopEngine.Core.Workflows;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>Notifications of a SOP, and reminders of a person about a step.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class NotificationTests
{
    [Test]
    public void A_notification_tells_its_lane_in_calculated_words_and_the_flow_goes_on_at_once()
    {
        var player = new Player(InLine(Tell("lane", "arsip", ("subject", JavaScript("'Berkas ' + (1 + 1)"))), Step("b")).Flow());

        Assert.That(player.Effects.OfType<PeopleNotified>().Single(),
            Is.EqualTo(new PeopleNotified(4, Recipient.Lane, "arsip", "Berkas 2", "Isi")));
        Assert.That(player.Open, Is.EqualTo(new[] { "b" }));
    }

    [TestCase("customer", Recipient.Customer)]
    [TestCase("head", Recipient.Head)]
    [TestCase("starter", Recipient.Starter)]
    public void A_notification_to_somebody_else_needs_no_lane(string to, Recipient expected) =>
        Assert.That(new Player(InLine(Tell(to, "")).Flow()).Effects.OfType<PeopleNotified>().Single().To, Is.EqualTo(expected));

    [Test]
    public void A_notification_without_a_subject_or_a_lane_or_to_nobody_known_cannot_be_put_in_force()
    {
        Assert.That(Codes(Tell("lane", "")), Does.Contain(ProblemCode.LaneMissing));
        Assert.That(Codes(Tell("head", "", ("subject", null))), Does.Contain(ProblemCode.InputMissing));
        Assert.That(Codes(Tell("mars", "")), Does.Contain(ProblemCode.InputBad));
    }

    [Test]
    public void A_long_text_is_cut_to_the_length_of_a_message()
    {
        var told = new Player(InLine(Tell("head", "", ("subject", Literal(new string('a', 500))))).Flow())
            .Effects.OfType<PeopleNotified>().Single();

        Assert.That(told.Subject, Has.Length.EqualTo(200).And.EndsWith("…"));
    }

    [Test]
    public void A_reminder_reaches_the_holder_and_another_one_only_an_hour_later()
    {
        var player = new Player(InLine(Step("a"), Step("b")).Flow());
        player.Happens(new TaskClaimed(1, 7));

        player.Happens(new TaskReminded(1, 9));
        Assert.That(player.Effects.OfType<HolderReminded>().Single(), Is.EqualTo(new HolderReminded(1, 4, "staf", 7, 9)));
        player.Now += Duration.FromMinutes(59);
        var refusal = player.Try(new TaskReminded(1, 9)).Refusal!;
        Assert.That((refusal.Reason, refusal.Subject), Is.EqualTo((RefusalReason.RemindedAlready, "2026-11-23T02:00:00Z")));
        player.Now += Duration.FromMinutes(1);
        Assert.That(player.Try(new TaskReminded(1, 9)).Refusal, Is.Null);
        Assert.That(player.Try(new TaskReminded(2, 9)).Refusal!.Reason, Is.EqualTo(RefusalReason.TaskNotOpen));
    }

    [Test]
    public void A_reminder_is_part_of_the_stored_state_and_forgotten_with_its_task()
    {
        var player = new Player(InLine(Step("a"), Step("b")).Flow());
        player.Happens(new TaskReminded(1, 9));

        var stored = CaseStateJson.Read(CaseStateJson.Write(player.State));
        Assert.That(Interpreter.Advance(player.Flow, stored, new TaskReminded(1, 9), player.Now).Refusal!.Reason,
            Is.EqualTo(RefusalReason.RemindedAlready));
        Assert.That(CaseStateJson.Write(stored), Is.EqualTo(CaseStateJson.Write(player.State)));
        Assert.That(player.Complete("a").Try(new TaskReminded(2, 9)).Refusal, Is.Null);
    }

    private static JsonObject Tell(string to, string lane, params (string Name, JsonNode? Value)[] other)
    {
        var activity = Activity("Sop.Notification", "tell", ("to", Literal(to)),
            ("lane", Literal(lane)), ("subject", Literal("Judul")), ("body", Literal("Isi")));
        foreach (var (name, value) in other) activity[name] = value;
        return activity;
    }

    private static IEnumerable<ProblemCode> Codes(JsonObject activity) =>
        InLine(activity).Compile().Problems.Select(problem => problem.Code);
}
