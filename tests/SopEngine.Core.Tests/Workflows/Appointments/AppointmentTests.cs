using System.Text.Json;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Tests.WorkingTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Appointments;
using SopEngine.Core.Workflows.Forms;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows.Appointments;

/// <summary>Appointments that steps make, change and call off.</summary>
internal sealed class AppointmentTests
{
    private const string Place = ",\"media\":\"Video\",\"tempat\":\"https://rapat.test/a\"";

    [Test]
    public void A_step_done_with_a_time_makes_an_appointment_by_the_offices_clock()
    {
        var player = Begun().Finish("janji", $$"""{"waktu":"2026-11-24T10:00","lama":90{{Place}}}""");

        Assert.That(Changes(player), Is.EqualTo(new[]
        {
            new CaseAppointment(
                "janji", 0, Instant.FromUtc(2026, 11, 24, 3, 0), Instant.FromUtc(2026, 11, 24, 4, 30), "Video, https://rapat.test/a"),
        }));
        Assert.That(player.State.Appointments, Is.EqualTo(Changes(player)));
        var written = CaseStateJson.Write(player.State);
        Assert.That(CaseStateJson.Write(CaseStateJson.Read(written)), Is.EqualTo(written));
    }

    [Test]
    public void Without_a_duration_it_takes_an_hour_and_without_a_time_there_is_none()
    {
        Assert.That(Changes(Begun().Finish("janji", """{"waktu":"2026-11-24T10:00"}""")).Single(),
            Is.EqualTo(new CaseAppointment("janji", 0, Instant.FromUtc(2026, 11, 24, 3, 0), Instant.FromUtc(2026, 11, 24, 4, 0), "")));
        Assert.That(Changes(Begun().Finish("janji", "{}")), Is.Empty);
    }

    [Test]
    public void Done_again_it_is_changed_with_a_higher_number_and_an_emptied_time_calls_it_off()
    {
        var player = Begun().Finish("janji", """{"waktu":"2026-11-24T10:00"}""");
        Again(player).Finish("janji", """{"waktu":"2026-11-24T10:00"}""");
        Assert.That(Changes(player), Has.Count.EqualTo(1), "nothing is new");

        Again(player).Finish("janji", """{"waktu":"2026-11-25T10:00"}""");
        Again(player).Finish("janji", "{}");
        Again(player).Finish("janji", "{}");
        Assert.That(Changes(player).Select(made => (made.Sequence, made.From.ToDateTimeUtc().Day, made.IsOff)),
            Is.EqualTo(new[] { (0, 24, false), (1, 25, false), (2, 25, true) }));

        Again(player).Finish("janji", """{"waktu":"2026-11-25T10:00"}""");
        Assert.That(Changes(player)[^1], Has.Property("Sequence").EqualTo(3).And.Property("IsOff").False);
    }

    [Test]
    public void A_cancelled_case_calls_off_what_is_still_to_come()
    {
        var (player, late) = (Begun(), Begun());
        foreach (var one in new[] { player, late }) one.Finish("janji", """{"waktu":"2026-11-24T10:00"}""");
        late.Now = Instant.FromUtc(2026, 11, 25, 0, 0);
        foreach (var one in new[] { player, late }) one.Happens(new CaseCancelled(7, "batal"));

        Assert.That(Changes(player)[^1].IsOff, Is.True);
        Assert.That(Changes(late)[^1].IsOff, Is.False, "it has taken place");
    }

    [Test]
    public void A_time_that_has_passed_is_refused_unless_the_step_had_it_before()
    {
        var player = Begun();
        var past = Fill(player, """{"waktu":"2026-11-22T10:00"}""");
        Assert.That(past.Refusal!.Fields!.Single(),
            Is.EqualTo(new FieldProblem("waktu", "Waktu", FieldFault.AppointmentInThePast)));

        player.Finish("janji", """{"waktu":"2026-11-24T10:00"}""");
        player.Now = Instant.FromUtc(2026, 11, 26, 1, 0);
        Again(player);
        Assert.That(Fill(player, """{"waktu":"2026-11-24T10:00","media":"Video"}""").Refusal, Is.Null);
    }

    [Test]
    public void What_a_customer_was_invited_to_is_not_taken_back()
    {
        var player = Begun();
        var before = player.State;
        var done = Fill(player, """{"waktu":"2026-11-24T10:00"}""").Completed;
        player.Happens(done);

        var undone = Interpreter.Advance(
            player.Flow, player.State, new TaskUndone(done.Task, 7), player.Now, past: new Past(before, done, player.Now));
        Assert.That(undone.Refusal?.Reason, Is.EqualTo(RefusalReason.CannotUndo));
    }

    [Test]
    public void A_history_replays_to_the_same_appointments_without_a_calendar()
    {
        var player = Begun().Finish("janji", $$"""{"waktu":"2026-11-24T10:00"{{Place}}}""");
        var state = CaseState.New;
        foreach (var (happened, at) in player.History)
            state = Interpreter.Advance(player.Flow, state, CaseEventJson.Read(CaseEventJson.Write(happened)), at).State;
        Assert.That(CaseStateJson.Write(state), Is.EqualTo(CaseStateJson.Write(player.State)));
    }

    [TestCase("appointmentMinutes", "waktu")]
    [TestCase("appointmentAt", "media")]
    [TestCase("appointmentAt", "tidakAda")]
    public void A_field_that_does_not_fit_is_a_fault(string input, string field)
    {
        var step = Appointed();
        step[input] = Literal(field);
        Assert.That(InLine(step).Compile().Problems.Select(problem => problem.Code), Does.Contain(ProblemCode.AppointmentFieldBad));
    }

    private static System.Text.Json.Nodes.JsonObject Appointed()
    {
        var step = Step("janji");
        step["fields"] = FlowBuilder.Object(new object[]
        {
            new { name = "waktu", label = "Waktu", type = "datetime" }, new { name = "lama", label = "Lama", type = "integer" },
            new { name = "media", label = "Media", type = "choice", options = new[] { "Video", "Telepon" } },
            new { name = "tempat", label = "Tempat", type = "text" },
        });
        step["appointmentAt"] = Literal("waktu");
        step["appointmentMinutes"] = Literal("lama");
        step["appointmentPlace"] = FlowBuilder.Object(new[] { "media", "tempat" });
        return step;
    }

    private static Player Begun()
    {
        var after = Step("lapor");
        after["number"] = Literal("2");
        return new Player(InLine(Appointed(), after).Flow());
    }

    private static Player Again(Player player)
    {
        player.Happens(new TaskSentBack(player.Number("lapor"), 7, "janji", "waktu berubah"));
        return player;
    }

    private static (TaskCompleted Completed, Refusal? Refusal) Fill(Player player, string data) => FormFilling.Fill(
        player.Flow, player.State, new TaskCompleted(player.Number("janji"), 7, Data: JsonDocument.Parse(data).RootElement), player.Now,
        Calendars.Office);

    private static List<CaseAppointment> Changes(Player player) =>
        [.. player.Effects.OfType<AppointmentChanged>().Select(changed => changed.Appointment)];
}
