using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Sla;
using SopEngine.Core.Substitutes;
using SopEngine.Core.Tests.WorkingTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Dispositions;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows.Dispositions;

/// <summary>The people of a disposition hold the next steps, or alone may take them.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class DispositionTests
{
    [Test]
    public void One_person_holds_the_next_step_from_its_opening_and_is_told()
    {
        var player = DispositionSop.Disposed("[11]");

        var opened = player.Effects.OfType<TaskOpened>().Last();
        Assert.That(opened.Holder, Is.EqualTo(11));
        Assert.That(opened.Chosen, Is.Null);
        Assert.That(player.Effects.OfType<PeopleChosen>().Single().To, Is.EqualTo(new[] { 11L }));
        Assert.That(player.Try(new TaskCompleted(player.Number("kerja"), 12)).Refusal!.Reason, Is.EqualTo(RefusalReason.TaskHeldByOther));
        Assert.That(player.Try(new TaskCompleted(player.Number("kerja"), 11)).Refusal, Is.Null);
    }

    [Test]
    public void Of_many_people_each_may_take_the_step_and_the_later_steps_of_the_same_field_are_theirs_too()
    {
        var player = DispositionSop.Disposed("[11,12]");

        Assert.That(Open(player, "kerja"), Is.EqualTo("for 11,12"));
        player.Happens(new TaskClaimed(player.Number("kerja"), 12));
        Assert.That(Open(player, "kerja"), Is.EqualTo("held by 12"));
        player.Happens(new TaskReleased(player.Number("kerja"), 12));
        Assert.That(Open(player, "kerja"), Is.EqualTo("for 11,12"), "it stands for them again");

        player.Happens(new TaskCompleted(player.Number("kerja"), 11));
        Assert.That(Open(player, "lapor"), Is.EqualTo("for 11,12"));
        Assert.That(player.Effects.OfType<PeopleChosen>().Count(), Is.EqualTo(1), "told once, not at every step");
    }

    [Test]
    public void A_form_that_names_nobody_leaves_the_step_to_its_lane()
    {
        var player = DispositionSop.Disposed("[]");

        Assert.That(Open(player, "kerja"), Is.EqualTo("for the lane"));
        Assert.That(player.Effects.OfType<PeopleChosen>(), Is.Empty);
    }

    [Test]
    public void Who_cannot_do_it_any_more_falls_out_and_without_any_left_it_is_the_lanes()
    {
        var player = DispositionSop.Disposed("[11,12]");
        var task = player.Number("kerja");

        Assert.That(player.Try(new TaskReleased(task, 13)).Refusal!.Reason, Is.EqualTo(RefusalReason.TaskNotHeld));
        player.Happens(new TaskReleased(task, 11));
        Assert.That(Open(player, "kerja"), Is.EqualTo("for 12"));
        player.Happens(new TaskReleased(task, 12));
        Assert.That(Open(player, "kerja"), Is.EqualTo("for the lane"));
        Assert.That(player.Effects.OfType<TaskNarrowed>().Last().Chosen, Is.Null);
    }

    [Test]
    public void A_disposition_on_moves_the_task_and_the_later_steps()
    {
        var player = DispositionSop.Disposed("[11]");
        var task = player.Number("kerja");

        Assert.That(player.Try(new TaskDisposed(task, 11, [], "x")).Refusal!.Reason, Is.EqualTo(RefusalReason.NotDisposed));
        Assert.That(player.Try(new TaskDisposed(task, 11, [12], "x", Deadline: "besok")).Refusal!.Reason,
            Is.EqualTo(RefusalReason.DeadlineBad));
        player.Happens(new TaskDisposed(task, 11, [12, 13, 12], "Bantu"));
        Assert.That(Open(player, "kerja"), Is.EqualTo("for 12,13"));
        player.Happens(new TaskDisposed(task, 12, [14], "Kerjakan"));
        Assert.That(Open(player, "kerja"), Is.EqualTo("held by 14"));
        player.Happens(new TaskCompleted(task, 14));
        Assert.That(Open(player, "lapor"), Is.EqualTo("held by 14"));
    }

    [Test]
    public void A_task_of_no_disposition_cannot_be_disposed_on()
    {
        var player = new Player(DispositionSop.Flow());

        Assert.That(player.Try(new TaskDisposed(player.Number("terima"), 7, [8], "x")).Refusal!.Reason,
            Is.EqualTo(RefusalReason.NotDisposed));
    }

    [Test]
    public void A_completed_disposition_cannot_be_taken_back_because_people_were_told()
    {
        var player = DispositionSop.Disposed("[11]");
        var past = player.History[^1];
        var before = new Player(DispositionSop.Flow()).Complete("terima");

        var undone = Interpreter.Advance(
            player.Flow, player.State, new TaskUndone(((TaskCompleted)past.Happened).Task, 7), player.Now,
            past: new Past(before.State, past.Happened, past.At));
        Assert.That(undone.Refusal!.Reason, Is.EqualTo(RefusalReason.CannotUndo));
    }

    [Test]
    public void Sent_back_the_step_is_its_doers_and_a_taken_back_report_its_choices()
    {
        var player = DispositionSop.Disposed("[11,12]");
        player.Happens(new TaskCompleted(player.Number("kerja"), 11));
        var back = player.Happens(new TaskSentBack(player.Number("lapor"), 12, "kerja", "kurang", 11));
        Assert.That(Open(player, "kerja"), Is.EqualTo("held by 11"));
        Assert.That(back.Effects.OfType<PeopleChosen>(), Is.Empty, "they are told that it came back");

        player.Happens(new TaskCompleted(player.Number("kerja"), 11));
        player.Happens(new TaskSentBack(player.Number("lapor"), 12, "kerja", "kurang"));
        Assert.That(Open(player, "kerja"), Is.EqualTo("for 11,12"), "its doer may not do it any more");
    }

    [TestCase(null, "2026-11-25 08:00", TestName = "without a deadline the step has its own limit")]
    [TestCase("2026-11-24", "2026-11-24 16:00", TestName = "an earlier deadline ends with the office's day")]
    [TestCase("2026-12-24", "2026-11-25 08:00", TestName = "a later one lengthens nothing")]
    [TestCase("2026-11-22", "2026-11-25 08:00", TestName = "one that has passed limits nothing")]
    [TestCase("9999-12-31", "2026-11-25 08:00", TestName = "one beyond every calendar limits nothing")]
    public void A_deadline_only_shortens_the_time(string? deadline, string due)
    {
        var player = DispositionSop.Disposed("[11]", deadline);
        player.Now = Calendars.At("2026-11-23 08:00");

        Assert.That(Due(player), Is.EqualTo(due));
    }

    [Test]
    public void A_disposition_on_shortens_the_deadline_further_and_never_lengthens_it()
    {
        var player = DispositionSop.Disposed("[11]", "2026-11-24");
        player.Happens(new TaskDisposed(player.Number("kerja"), 11, [12], "x", Deadline: "2026-11-25"));
        Assert.That(Due(player), Is.EqualTo("2026-11-24 16:00"));

        var recounted = player.Happens(new TaskDisposed(player.Number("kerja"), 12, [13], "x", Deadline: "2026-11-23"));
        Assert.That(Due(player), Is.EqualTo("2026-11-23 16:00"));
        Assert.That(recounted.Effects.OfType<TaskRecounted>().Single().Anew, Is.False);
        Assert.That(player.State.TermsOf(player.Number("kerja")).Limit, Is.Null, "the limit stays the step's");
    }

    [Test]
    public void The_state_is_written_and_read_back_and_the_history_gives_it_again()
    {
        var player = DispositionSop.Disposed("[11,12]", "2026-11-24");
        player.Happens(new TaskDisposed(player.Number("kerja"), 11, [12, 13], "Bantu", "cepat", "2026-11-23"));

        var written = CaseStateJson.Write(player.State);
        Assert.That(CaseStateJson.Write(CaseStateJson.Read(written)), Is.EqualTo(written));
        var replay = new HistoryReplay(player.Flow);
        foreach (var (happened, at) in player.History) replay.Next(CaseEventJson.Read(CaseEventJson.Write(happened)), at);
        Assert.That(CaseStateJson.Write(replay.State), Is.EqualTo(written));
    }

    [Test]
    public void A_move_to_another_lane_frees_the_task_and_another_move_keeps_its_people()
    {
        var player = DispositionSop.Disposed("[11,12]");
        var same = VersionMove.Plan(player.Flow, DispositionSop.Flow(), player.State);
        Assert.That(same.State!.Waits(player.Flow).Single().Chosen, Is.EqualTo(new[] { 11L, 12L }));

        var other = DispositionSop.Builder(steps =>
        {
            foreach (var step in new[] { "kerja", "lapor" }) steps[step]["lane"] = Literal("loket");
        }).Flow();
        var moved = VersionMove.Plan(player.Flow, other, player.State);
        Assert.That(moved.State!.Waits(other).Single().Chosen, Is.Null);
        Assert.That(moved.Effects.OfType<TaskNarrowed>().Single().Chosen, Is.Null);
    }

    [Test]
    public void Dispositions_form_a_tree_by_who_received_what()
    {
        Disposition[] made =
        [
            Made(1, 1, [2, 3]), Made(2, 2, [4]), Made(3, 3, [5, 6]), Made(4, 4, [7]), Made(5, 9, [10], 3), Made(6, 8, [9]),
        ];

        var rows = DispositionTree.Numbered(DispositionTree.Of(made)).Select(row => $"{row.Number}={row.Disposition.Seq}");
        Assert.That(string.Join(' ', rows), Is.EqualTo("1=1 1.1=2 1.1.1=4 1.2=3 1.3=5 2=6"));
    }

    [TestCase("disposes", "True", "terima", "DisposesToNobody terima")]
    [TestCase("holders", "siapa", "kerja", "HoldersUnknown kerja siapa")]
    [TestCase("holders", "instruksi", "kerja", "HoldersUnknown kerja instruksi")]
    [TestCase("holders", "kepada", "terima", "HoldersOfTwoLanes kerja kepada loket petugas;FieldTooLate terima kepada")]
    [TestCase("lane", "pelanggan", "kerja", "HoldersOfCustomer kerja pelanggan;DeadlineWithoutLimit kerja")]
    [TestCase("deadline", "kepada", "kerja", "DeadlineUnknown kerja kepada")]
    [TestCase("deadline", "batas", "disposisi", "FieldTooLate disposisi batas;DeadlineWithoutLimit disposisi")]
    [TestCase("timeLimit", "", "kerja", "DeadlineWithoutLimit kerja")]
    public void The_compiler_names_the_step_and_the_field_of_a_bad_rule(string input, string value, string step, string expected)
    {
        var problems = DispositionSop.Builder(steps => steps[step][input] = Literal(value)).Compile().Problems;
        var found = problems.Select(
            problem => $"{problem.Code} {problem.ActivityId} {string.Join(' ', problem.Arguments)}".Trim()).ToList();

        foreach (var one in expected.Split(';')) Assert.That(found, Does.Contain(one));
        foreach (var problem in problems)
            foreach (var culture in new[] { "id", "en" })
                Assert.That(problem.Text(System.Globalization.CultureInfo.GetCultureInfo(culture)), Does.Not.Contain("{0}"));
    }

    [Test]
    public void A_sound_definition_has_no_problem_of_dispositions() =>
        Assert.That(DispositionSop.Builder().Compile().Problems.Where(problem => problem.IsError), Is.Empty);

    [TestCase("""[3,4]""", null)]
    [TestCase("""[]""", "Missing")]
    [TestCase("""3""", "NotAList")]
    [TestCase("""["Budi"]""", "NotAPerson")]
    [TestCase("""[3,-1]""", "NotAPerson")]
    [TestCase("""[3,3]""", "OptionTwice")]
    public void A_field_of_people_takes_a_list_of_different_people(string value, string? fault)
    {
        var flow = DispositionSop.Builder(steps => steps["disposisi"]["fields"] = Object(
            new[] { new { name = "kepada", label = "Kepada", type = "people", required = true } })).Compile().Drawing;
        var player = new Player(flow).Complete("terima");
        var refusal = player.Try(new TaskCompleted(player.Number("disposisi"), 7,
            Data: System.Text.Json.JsonDocument.Parse($"{{\"kepada\":{value}}}").RootElement)).Refusal;

        Assert.That(refusal?.Fields?.Single().Fault.ToString(), Is.EqualTo(fault));
    }

    private static string Open(Player player, string step)
    {
        var wait = player.State.Waits(player.Flow).Single(open => open.Number == player.Number(step));
        return wait.Holder is { } holder ? $"held by {holder}" : $"for {(wait.Chosen is { } few ? string.Join(',', few) : "the lane")}";
    }

    private static string Due(Player player)
    {
        var wait = player.State.Waits(player.Flow).Single();
        var step = player.Flow.StepAt(wait.Activity)!;
        var opened = Calendars.At("2026-11-23 08:00");
        return Calendars.Local(player.Flow.ClockOf(
            Calendars.Office, wait.Activity, step.Lane, opened, step.Limit!.Value, player.State.TermsOf(wait.Number), [])
            .Due);
    }

    private static Disposition Made(int seq, long by, long[] to, long? absent = null) =>
        new(seq, Instant.FromUnixTimeSeconds(seq), by, absent is { } person ? new OnBehalfOf(person, SubstituteKind.Plh) : null, to);
}
