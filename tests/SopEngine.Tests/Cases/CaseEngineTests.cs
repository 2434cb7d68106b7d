using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Cases;

public sealed class CaseEngineTests
{
    private TestEngine _engine = null!;
    private int _unit;
    private long _clerk;
    private long _otherClerk;
    private long _analyst;
    private DefinitionVersion _line;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _clerk = await _engine.AddPerson(_unit, "loket1", ["loket"]);
        _otherClerk = await _engine.AddPerson(_unit, "loket2", ["loket"]);
        _analyst = await _engine.AddPerson(_unit, "analis", ["analis"]);
        _line = await _engine.Publish(_unit, Definition.Line("terima:loket", "uji:analis"));
    }

    [OneTimeTearDown]
    public async Task TearDown()
    {
        var discrepancies = await _engine.Verify();
        await _engine.DisposeAsync();
        Assert.That(discrepancies, Is.Empty, "every case replays to what is stored");
    }

    [Test]
    public async Task Completing_a_step_closes_its_task_and_opens_the_next()
    {
        var started = await _engine.Start(_line, _clerk);
        var done = (CaseResult.Done)await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _clerk), _clerk);

        var closed = await _engine.Rows<(DateTime ClosedAt, long ClosedBy, int ClosedSeq, string Outcome)>(
            "select closed_at, closed_by, closed_seq, outcome from tasks where case_id = @Case and no = 1", started);
        Assert.Multiple(async () =>
        {
            Assert.That(done.Seq, Is.EqualTo(2));
            Assert.That((closed.Single().ClosedBy, closed.Single().ClosedSeq, closed.Single().Outcome), Is.EqualTo((_clerk, 2, "Done")));
            Assert.That(await _engine.OpenTasks(_unit, started.Case), Is.EqualTo(new[] { 2 }));
        });
    }

    [Test]
    public async Task The_last_step_finishes_the_case()
    {
        var started = await _engine.Start(_line, _clerk);
        await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _clerk), _clerk);
        await _engine.Happens(_unit, started.Case, new TaskCompleted(2, _analyst), _analyst);

        Assert.That(await _engine.Scalar<string>("select status from cases where id = @Case", started), Is.EqualTo("finished"));
    }

    [Test]
    public async Task A_renamed_case_is_found_by_its_new_name()
    {
        var named = await _engine.Publish(_unit, Definition.Chart("nama", [
            Definition.Step("terima", "loket"), Definition.Activity("Elsa.SetName", "beri", ("value", "Sertifikat kayu manis")),
            Definition.Step("uji", "analis")]));
        var started = await _engine.Start(named, _clerk);

        await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _clerk), _clerk);

        Assert.That(await _engine.Rows<string>("select word from case_words where case_id = @Case", started),
            Is.SupersetOf(new[] { "sertifikat", "kayu", "manis", $"{started.Case}" }));
    }

    [Test]
    public async Task Only_a_holder_of_the_lane_may_do_its_step()
    {
        var started = await _engine.Start(_line, _clerk);

        var result = await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _analyst), _analyst);

        Assert.That(result, Is.EqualTo(new CaseResult.Forbidden("loket")));
        Assert.That(await _engine.OpenTasks(_unit, started.Case), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task Of_two_people_who_complete_one_task_the_second_is_told_the_winner_and_the_time()
    {
        var started = await _engine.Start(_line, _clerk);

        var results = await Task.WhenAll(
            _engine.Happens(_unit, started.Case, new TaskCompleted(1, _clerk), _clerk),
            _engine.Happens(_unit, started.Case, new TaskCompleted(1, _otherClerk), _otherClerk));

        var lost = results.OfType<CaseResult.Refused>().Single();
        var winner = results[0] is CaseResult.Done ? _clerk : _otherClerk;
        Assert.Multiple(async () =>
        {
            Assert.That(results.OfType<CaseResult.Done>().Count(), Is.EqualTo(1));
            Assert.That(lost.Refusal.Reason, Is.EqualTo(RefusalReason.TaskNotOpen));
            Assert.That(lost.By, Is.EqualTo(winner));
            Assert.That(lost.At, Is.Not.Null);
            Assert.That(await _engine.OpenTasks(_unit, started.Case), Is.EqualTo(new[] { 2 }));
        });
    }

    [Test]
    public async Task Two_nodes_race_for_one_task_and_it_is_done_once()
    {
        await using var other = _engine.AnotherNode();
        var cases = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _engine.Start(_line, _clerk)));

        var results = await Task.WhenAll(cases.SelectMany(started => new[]
        {
            _engine.Happens(_unit, started.Case, new TaskCompleted(1, _clerk), _clerk),
            other.Engine.Execute(new AdvanceCase(_unit, started.Case, new TaskCompleted(1, _otherClerk), _otherClerk),
                CancellationToken.None),
        }));

        Assert.That(results.OfType<CaseResult.Done>().Count(), Is.EqualTo(20));
        Assert.That(results.OfType<CaseResult.Refused>().Count(), Is.EqualTo(20));
    }

    [Test]
    public async Task A_repeated_request_gets_its_first_answer_and_happens_once()
    {
        var started = await _engine.Start(_line, _clerk);
        var first = await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _clerk), _clerk, "kunci");
        _engine.Clock.Advance(Duration.FromMinutes(5));

        var again = await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _clerk), _clerk, "kunci");

        Assert.That(again, Is.EqualTo(first));
        Assert.That(await _engine.Scalar<int>("select count(*) from history where case_id = @Case", started), Is.EqualTo(2));
    }

    [Test]
    public async Task Many_repeats_at_once_from_two_nodes_happen_once()
    {
        await using var other = _engine.AnotherNode();
        var start = new StartCase(_line, new CaseStarted(new Dictionary<string, System.Text.Json.JsonElement>()), _clerk, "mulai-sekali");

        var results = await Task.WhenAll(Enumerable.Range(0, 30)
            .Select(i => (i % 2 == 0 ? _engine.Engine : other.Engine).Execute(start, CancellationToken.None)));

        Assert.That(results.Distinct().Count(), Is.EqualTo(1));
        Assert.That(results[0], Is.InstanceOf<CaseResult.Done>());
    }

    [Test]
    public async Task A_key_used_for_something_else_is_refused()
    {
        var started = await _engine.Start(_line, _clerk);
        await _engine.Happens(_unit, started.Case, new TaskClaimed(1, _clerk), _clerk, "satu");

        Assert.That(await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _clerk), _clerk, "satu"),
            Is.EqualTo(new CaseResult.KeyReused()));
    }

    [Test]
    public async Task The_same_key_of_two_people_is_two_keys()
    {
        var first = await _engine.Start(_line, _clerk);
        var second = await _engine.Start(_line, _clerk);
        await _engine.Happens(_unit, first.Case, new TaskClaimed(1, _clerk), _clerk, "sama");

        Assert.That(await _engine.Happens(_unit, second.Case, new TaskClaimed(1, _otherClerk), _otherClerk, "sama"),
            Is.InstanceOf<CaseResult.Done>());
    }

    [Test]
    public async Task A_claimed_task_is_held_until_it_is_released()
    {
        var started = await _engine.Start(_line, _clerk);
        await _engine.Happens(_unit, started.Case, new TaskClaimed(1, _clerk), _clerk);

        var refused = (CaseResult.Refused)await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _otherClerk), _otherClerk);
        Assert.That((refused.Refusal.Reason, refused.By), Is.EqualTo((RefusalReason.TaskHeldByOther, _clerk)));
        Assert.That(await _engine.Scalar<long>("select holder_id from tasks where case_id = @Case", started), Is.EqualTo(_clerk));

        await _engine.Happens(_unit, started.Case, new TaskReleased(1, _clerk), _clerk);
        Assert.That(await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _otherClerk), _otherClerk),
            Is.InstanceOf<CaseResult.Done>());
    }

    [Test]
    public async Task A_case_of_another_unit_is_not_found()
    {
        var elsewhere = await _engine.AddUnit("lain");
        var stranger = await _engine.AddPerson(elsewhere, "asing", ["loket"], [Role.Admin, Role.Head]);
        var started = await _engine.Start(_line, _clerk);

        Assert.That(await _engine.Happens(elsewhere, started.Case, new TaskCompleted(1, stranger), stranger),
            Is.EqualTo(new CaseResult.NotFound()));
        Assert.That(await _engine.Happens(_unit, started.Case, new TaskCompleted(1, stranger), stranger),
            Is.EqualTo(new CaseResult.Forbidden(null)));
    }

    [Test]
    public async Task A_customer_does_the_external_steps_of_their_own_case_only()
    {
        var definition = await _engine.Publish(_unit,
            Definition.Chart("layanan", [Definition.Step("minta", "pelanggan"), Definition.Step("layani", "loket")]));
        var customer = await _engine.AddPerson(_unit, "pelanggan1", isCustomer: true);
        var other = await _engine.AddPerson(_unit, "pelanggan2", isCustomer: true);
        var started = await _engine.Start(definition, customer, customer);

        Assert.Multiple(async () =>
        {
            Assert.That(await _engine.Happens(_unit, started.Case, new TaskCompleted(1, other), other),
                Is.InstanceOf<CaseResult.Forbidden>());
            Assert.That(await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _clerk), _clerk),
                Is.InstanceOf<CaseResult.Forbidden>());
            Assert.That(await _engine.Happens(_unit, started.Case, new TaskCompleted(1, customer), customer),
                Is.InstanceOf<CaseResult.Done>());
            Assert.That(await _engine.Happens(_unit, started.Case, new TaskCompleted(2, customer), customer),
                Is.InstanceOf<CaseResult.Forbidden>());
        });
    }

    [Test]
    public async Task A_customer_cannot_start_an_internal_sop_or_a_case_for_somebody_else()
    {
        var definition = await _engine.Publish(_unit, Definition.Chart("layanan-dua", [Definition.Step("minta", "pelanggan")]));
        var customer = await _engine.AddPerson(_unit, "pelanggan3", isCustomer: true);
        var none = new CaseStarted(new Dictionary<string, System.Text.Json.JsonElement>());

        Assert.Multiple(async () =>
        {
            Assert.That(await _engine.Engine.Execute(new StartCase(_line, none, customer, Customer: customer), default),
                Is.InstanceOf<CaseResult.Forbidden>());
            Assert.That(await _engine.Engine.Execute(new StartCase(definition, none, customer), default),
                Is.InstanceOf<CaseResult.Forbidden>());
            Assert.That(await _engine.Engine.Execute(new StartCase(definition, none, customer, Customer: customer), default),
                Is.InstanceOf<CaseResult.Done>());
        });
    }

    [Test]
    public async Task Only_the_units_leaders_may_cancel_a_case()
    {
        var head = await _engine.AddPerson(_unit, "kepala", [], [Role.Head]);
        var started = await _engine.Start(_line, _clerk);

        Assert.That(await _engine.Happens(_unit, started.Case, new CaseCancelled(_clerk, "salah"), _clerk),
            Is.InstanceOf<CaseResult.Forbidden>());
        Assert.That(await _engine.Happens(_unit, started.Case, new CaseCancelled(head, "salah"), head), Is.InstanceOf<CaseResult.Done>());
        Assert.That(await _engine.OpenTasks(_unit, started.Case), Is.Empty);
    }

    [Test]
    public async Task One_bad_command_in_a_batch_does_not_affect_the_others()
    {
        var cases = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => _engine.Start(_line, _clerk)));

        var results = await Task.WhenAll(cases.Select((started, i) =>
            _engine.Happens(_unit, started.Case, new TaskCompleted(i % 3 == 0 ? 99 : 1, _clerk), _clerk)));

        Assert.That(results.Select(result => result is CaseResult.Done), Is.EqualTo(Enumerable.Range(0, 30).Select(i => i % 3 != 0)));
    }

    [Test]
    public async Task A_task_is_due_when_its_limit_has_run_on_the_units_calendar()
    {
        // 08:00 + 5 hours of service: 08-12, 13-14.
        var definition = await _engine.Publish(_unit, Definition.Chart("batas", [Definition.Step("a", "loket", "5 jam")]));
        var started = await _engine.Start(definition, _clerk);

        var due = await _engine.Scalar<DateTime>("select due_at from tasks where case_id = @Case", started);
        var expected = (await _engine.Scalar<DateTime>("select opened_at from tasks where case_id = @Case", started)).AddHours(6);
        Assert.That(due, Is.EqualTo(expected));
    }
}
