using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Rollups;
using SopEngine.Engine.Units;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Cases;

/// <summary>Steps returned, completions undone, cases opened again: how they are stored, told and counted.</summary>
internal sealed class GoingBackTests
{
    private TestEngine _engine = null!;
    private int _unit;
    private long _clerk;
    private long _analyst;
    private long _head;
    private long _customer;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _clerk = await _engine.AddPerson(_unit, "loket", ["loket"]);
        _analyst = await _engine.AddPerson(_unit, "analis", ["analis"]);
        _head = await _engine.AddPerson(_unit, "kepala", ["kepala"], [Role.Head]);
        _customer = await _engine.AddPerson(_unit, "budi", isCustomer: true);
    }

    [TearDown]
    public async Task TearDown()
    {
        var discrepancies = await _engine.Verify();
        await _engine.CatchUp();
        var differences = new List<string>();
        await foreach (var difference in new RollupVerifier(_engine.Database, _engine.Flows, new UnitCalendars(_engine.Database)).Verify())
            differences.Add(difference.What);
        await _engine.DisposeAsync();
        Assert.That(discrepancies, Is.Empty);
        Assert.That(differences, Is.Empty);
    }

    [Test]
    public async Task A_returned_step_goes_to_its_former_holder_with_a_time_limit_of_its_own()
    {
        var id = await Start(Definition.Step("terima", "loket", "60 menit"), Definition.Step("uji", "analis", "60 menit"));
        await Done(id, 1, _clerk);
        _engine.Clock.Advance(Duration.FromMinutes(30));

        await Happens(id, new TaskSentBack(2, _analyst, "terima", "Lampiran kurang"), _analyst);

        var task = (await _engine.Rows<(int No, long? Holder, DateTime OpenedAt, DateTime DueAt)>(
            "select no, holder_id, opened_at, due_at from tasks where case_id = @id and closed_at is null", new { id })).Single();
        Assert.That((task.No, task.Holder, task.DueAt - task.OpenedAt), Is.EqualTo((3, (long?)_clerk, TimeSpan.FromMinutes(60))));
        Assert.That(await Messages(_clerk), Is.EqualTo(new[] { "step-returned" }));
        await Done(id, 3, _clerk);
        await Done(id, 4, _analyst);
        Assert.That(await Status(id), Is.EqualTo("finished"));
        await _engine.CatchUp();
        Assert.That(await Figures(), Is.EqualTo((3, 1)), "done and cancelled");
    }

    [Test]
    public async Task A_returned_step_does_not_go_to_a_person_who_lost_the_lane()
    {
        var id = await Start(Definition.Step("terima", "loket"), Definition.Step("uji", "analis"));
        await Done(id, 1, _clerk);
        await _engine.Scalar<int>("delete from lane_holders where person_id = @_clerk returning 1", new { _clerk });
        var other = await _engine.AddPerson(_unit, "loket2", ["loket"]);

        await Happens(id, new TaskSentBack(2, _analyst, "terima", "Lampiran kurang"), _analyst);

        Assert.That(await _engine.Scalar<long?>("select holder_id from tasks where case_id = @id and no = 3", new { id }), Is.Null);
        Assert.That(await Messages(other), Is.EqualTo(new[] { "step-returned" }), "its lane is told");
    }

    [Test]
    public async Task Only_actors_of_the_step_return_it_and_only_to_a_completed_step()
    {
        var id = await Start(Definition.Step("terima", "loket"), Definition.Step("uji", "analis"), Definition.Step("sah", "kepala"));
        await Done(id, 1, _clerk);

        Assert.That(await Try(id, new TaskSentBack(2, _clerk, "terima", "x"), _clerk), Is.TypeOf<CaseResult.Forbidden>());
        Assert.That(Reason(await Try(id, new TaskSentBack(2, _analyst, "sah", "x"), _analyst)), Is.EqualTo(RefusalReason.CannotGoBack));
        Assert.That(Reason(await Try(id, new TaskSentBack(2, _analyst, "uji", "x"), _analyst)), Is.EqualTo(RefusalReason.CannotGoBack));
    }

    [Test]
    public async Task A_customer_whose_step_is_returned_is_told_once_with_the_reason()
    {
        var id = await Start(Definition.Step("isi", "pelanggan"), Definition.Step("terima", "loket"));
        await Done(id, 1, _customer);

        await Happens(id, new TaskSentBack(2, _clerk, "isi", "Nomor telepon kurang satu angka"), _clerk);

        Assert.That(await _engine.Rows<(string, string)>(
            "select kind, details ->> 'text' from messages where person_id = @_customer and task_no = 3", new { _customer }),
            Is.EqualTo(new[] { ("step-returned", "Nomor telepon kurang satu angka") }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Undoing_a_completion_leaves_the_task_its_time_and_it_is_counted_once(bool wasCounted)
    {
        var id = await Start(Definition.Step("terima", "loket", "60 menit"), Definition.Step("uji", "analis"));
        var due = await Due(id, 1);
        _engine.Clock.Advance(Duration.FromMinutes(50));
        Assert.That(await _engine.Alarms.RingDue(CancellationToken.None), Is.EqualTo(1));
        await Happens(id, new TaskClaimed(1, _clerk), _clerk);
        await Done(id, 1, _clerk);
        if (wasCounted) await _engine.CatchUp();
        _engine.Clock.Advance(Duration.FromSeconds(59));

        await Happens(id, new TaskUndone(1, _clerk), _clerk);

        Assert.That(await _engine.Rows<(int, long?, int)>(
            "select no, holder_id, level::int from tasks where case_id = @id and closed_at is null", new { id }),
            Is.EqualTo(new[] { (1, (long?)_clerk, 1) }));
        Assert.That(await Due(id, 1), Is.EqualTo(due));
        Assert.That(await _engine.Scalar<int>("select count(*)::int from escalations where case_id = @id and is_open", new { id }),
            Is.EqualTo(1));
        if (wasCounted) await _engine.CatchUp();
        _engine.Clock.Advance(Duration.FromMinutes(30));
        await Done(id, 1, _clerk);
        await _engine.CatchUp();
        Assert.That(await Figures(), Is.EqualTo((1, 1)), "done once; the step behind it was cancelled once");
        Assert.That(await _engine.Scalar<int>("select sum(late)::int from step_days"), Is.EqualTo(1), "in the end it was late");
    }

    [Test]
    public async Task A_completion_cannot_be_undone_late_by_others_or_after_another_event()
    {
        var id = await Start(Definition.Step("terima", "loket"), Definition.Step("uji", "analis"));
        var other = await _engine.AddPerson(_unit, "loket2", ["loket"]);
        await Done(id, 1, _clerk);
        Assert.That(Reason(await Try(id, new TaskUndone(1, other), other)), Is.EqualTo(RefusalReason.CannotUndo));
        Assert.That(await Try(id, new TaskUndone(1, _clerk), other), Is.TypeOf<CaseResult.Forbidden>());
        _engine.Clock.Advance(Duration.FromSeconds(61));
        Assert.That(Reason(await Try(id, new TaskUndone(1, _clerk), _clerk)), Is.EqualTo(RefusalReason.UndoTooLate));

        var second = await Start(Definition.Step("terima", "loket"), Definition.Step("uji", "analis"));
        await Done(second, 1, _clerk);
        await Happens(second, new TaskClaimed(2, _analyst), _analyst);
        Assert.That(Reason(await Try(second, new TaskUndone(1, _clerk), _clerk)), Is.EqualTo(RefusalReason.CannotUndo));

        var third = await Start(Definition.Step("terima", "loket"), Definition.Step("isi", "pelanggan"));
        await Done(third, 1, _clerk);
        Assert.That(Reason(await Try(third, new TaskUndone(1, _clerk), _clerk)), Is.EqualTo(RefusalReason.CannotUndo),
            "the customer was told");
    }

    [Test]
    public async Task The_last_step_can_be_undone_only_if_nobody_was_told_of_the_end()
    {
        var own = await Start((long?)null, Definition.Step("terima", "loket"));
        await Done(own, 1, _clerk);
        await Happens(own, new TaskUndone(1, _clerk), _clerk);
        Assert.That(await Status(own), Is.EqualTo("running"));
        Assert.That(await _engine.Scalar<DateTime?>("select ended_at from cases where id = @own", new { own }), Is.Null);
        await Done(own, 1, _clerk);
        Assert.That(await Status(own), Is.EqualTo("finished"));

        var theirs = await Start(Definition.Step("terima", "loket"));
        await Done(theirs, 1, _clerk);
        Assert.That(Reason(await Try(theirs, new TaskUndone(1, _clerk), _clerk)), Is.EqualTo(RefusalReason.CannotUndo));
    }

    [Test]
    public async Task Completing_and_undoing_at_once_leave_a_history_that_replays()
    {
        var id = await Start(Definition.Step("terima", "loket"), Definition.Step("uji", "analis"));
        for (var round = 0; round < 5; round++)
        {
            // Both may land in one transaction or in two.
            var completing = Try(id, new TaskCompleted(1, _clerk), _clerk);
            var undoing = Try(id, new TaskUndone(1, _clerk), _clerk);
            await Task.WhenAll(completing, undoing);
            if (await undoing is not CaseResult.Done) await Happens(id, new TaskUndone(1, _clerk), _clerk);
        }

        Assert.That(await _engine.OpenTasks(_unit, id), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task The_head_opens_a_finished_case_again_and_its_customer_is_told()
    {
        var id = await Start(Definition.Step("terima", "loket"), Definition.Step("uji", "analis"));
        await Done(id, 1, _clerk);
        await Done(id, 2, _analyst);
        Assert.That(await Try(id, new CaseReopened(_clerk, "uji", "Keliru"), _clerk), Is.TypeOf<CaseResult.Forbidden>());

        await Happens(id, new CaseReopened(_head, "uji", "Hasil tertukar"), _head);

        Assert.That(await Status(id), Is.EqualTo("running"));
        Assert.That(await _engine.Rows<(int, long?)>("select no, holder_id from tasks where case_id = @id and closed_at is null",
            new { id }), Is.EqualTo(new[] { (3, (long?)_analyst) }));
        Assert.That(await Messages(_analyst), Is.EqualTo(new[] { "step-returned" }));
        await Done(id, 3, _analyst);
        Assert.That(await Status(id), Is.EqualTo("finished"));
        Assert.That(await Messages(_customer), Is.EqualTo(new[] { "case-ended", "case-reopened", "case-ended" }));
    }

    [Test]
    public async Task A_cancelled_case_opened_again_goes_on_where_it_was_and_the_time_between_does_not_count()
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(
            Definition.Chart("janji", [Definition.Step("terima", "loket"), Definition.Step("uji", "analis")]))!;
        json["customProperties"]!["sop"]!["serviceStandard"] = new System.Text.Json.Nodes.JsonObject { ["value"] = "4", ["unit"] = "jam" };
        var id = (await _engine.Start(await _engine.Publish(_unit, json.ToJsonString()), customer: _customer)).Case;
        await Done(id, 1, _clerk);
        await Happens(id, new TaskClaimed(2, _analyst), _analyst);
        var due = await _engine.Scalar<DateTime>("select standard_due_at from cases where id = @id", new { id });
        await Happens(id, new CaseCancelled(_head, "Salah"), _head);
        _engine.Clock.Advance(Duration.FromHours(2));

        await Happens(id, new CaseReopened(_head, "uji", "Ternyata benar"), _head);

        Assert.That(await _engine.Scalar<DateTime>("select standard_due_at from cases where id = @id", new { id }) - due,
            Is.EqualTo(TimeSpan.FromHours(3)), "two hours, and the office's break");
        Assert.That(await Messages(_analyst), Is.EqualTo(new[] { "step-returned", "case-reopened" }).Or.EqualTo(new[] { "case-reopened" }));
        await Done(id, 3, _analyst);
        Assert.That(await Status(id), Is.EqualTo("finished"));
    }

    private Task<long> Start(params System.Text.Json.Nodes.JsonObject[] steps) => Start(_customer, steps);

    private async Task<long> Start(long? customer, params System.Text.Json.Nodes.JsonObject[] steps) =>
        (await _engine.Start(await _engine.Publish(_unit, Definition.Chart($"alur{Guid.NewGuid():n}"[..12], steps)),
            customer: customer)).Case;

    private Task Done(long id, int task, long person) => Happens(id, new TaskCompleted(task, person), person);

    private async Task Happens(long id, CaseEvent happened, long person) =>
        Assert.That(await Try(id, happened, person), Is.TypeOf<CaseResult.Done>());

    private Task<CaseResult> Try(long id, CaseEvent happened, long person) => _engine.Happens(_unit, id, happened, person);

    private static RefusalReason? Reason(CaseResult result) => (result as CaseResult.Refused)?.Refusal.Reason;

    private Task<string> Status(long id) => _engine.Scalar<string>("select status from cases where id = @id", new { id });

    private Task<DateTime> Due(long id, int no) =>
        _engine.Scalar<DateTime>("select due_at from tasks where case_id = @id and no = @no", new { id, no });

    private Task<List<string>> Messages(long person) =>
        _engine.Rows<string>("select kind from messages where person_id = @person " +
            "and kind in ('step-returned', 'step-withdrawn', 'case-reopened', 'case-ended') order by id", new { person });

    private async Task<(int Done, int Cancelled)> Figures() =>
        (await _engine.Rows<(int, int)>("select coalesce(sum(done), 0)::int, coalesce(sum(cancelled), 0)::int from step_days")).Single();
}
