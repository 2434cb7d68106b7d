using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Outbox;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Outbox;

/// <summary>Effects of a decision on other cases happen once.</summary>
internal sealed class OutboxDeliveryTests
{
    private TestEngine _engine = null!;
    private int _unit;
    private long _clerk;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _clerk = await _engine.AddPerson(_unit, "loket", ["loket"]);
    }

    [TearDown]
    public async Task TearDown()
    {
        var discrepancies = await _engine.Verify();
        await _engine.DisposeAsync();
        Assert.That(discrepancies, Is.Empty);
    }

    [Test]
    public async Task A_step_that_starts_another_sop_opens_one_sub_case_and_goes_on_when_that_ends()
    {
        await _engine.Publish(_unit, Definition.Chart("anak", [Definition.Step("a", "loket")]));
        var parent = await _engine.Start(await _engine.Publish(_unit, Parent("ANAK")), _clerk);
        await _engine.Happens(_unit, parent.Case, new TaskCompleted(1, _clerk), _clerk);

        Assert.That(await _engine.Outbox.DeliverDue(CancellationToken.None), Is.EqualTo(1));
        var child = await _engine.Scalar<long>("select id from cases where parent_case = @Case", parent);
        Assert.That(await _engine.OpenTasks(_unit, parent.Case), Is.Empty);

        await _engine.Happens(_unit, child, new TaskCompleted(1, _clerk), _clerk);
        await _engine.Outbox.DeliverDue(CancellationToken.None);
        Assert.That(await _engine.OpenTasks(_unit, parent.Case), Is.EqualTo(new[] { 3 }));
    }

    [Test]
    public async Task A_sop_that_is_not_in_the_system_lets_the_case_go_on()
    {
        var parent = await _engine.Start(await _engine.Publish(_unit, Parent("PK.TU-PJT.04")), _clerk);
        await _engine.Happens(_unit, parent.Case, new TaskCompleted(1, _clerk), _clerk);
        await _engine.Outbox.DeliverDue(CancellationToken.None);

        Assert.That(await _engine.OpenTasks(_unit, parent.Case), Is.EqualTo(new[] { 3 }));
    }

    [Test]
    public async Task SOP_numbers_match_regardless_of_blanks_and_case()
    {
        await _engine.Publish(_unit, Definition.Chart("anak", [Definition.Step("a", "loket")]));
        var parent = await _engine.Start(await _engine.Publish(_unit, Parent(" an ak ")), _clerk);
        await _engine.Happens(_unit, parent.Case, new TaskCompleted(1, _clerk), _clerk);
        await _engine.Outbox.DeliverDue(CancellationToken.None);

        Assert.That(await _engine.Scalar<int>("select count(*) from cases where parent_case = @Case", parent), Is.EqualTo(1));
    }

    [Test]
    public async Task Two_nodes_that_deliver_at_once_start_each_sub_case_once()
    {
        await _engine.Publish(_unit, Definition.Chart("anak", [Definition.Step("a", "loket")]));
        var definition = await _engine.Publish(_unit, Parent("ANAK"));
        for (var i = 0; i < 20; i++)
        {
            var parent = await _engine.Start(definition, _clerk);
            await _engine.Happens(_unit, parent.Case, new TaskCompleted(1, _clerk), _clerk);
        }

        await using var other = _engine.AnotherNode();
        var delivered = await Task.WhenAll(_engine.Outbox.DeliverDue(CancellationToken.None),
            other.Outbox.DeliverDue(CancellationToken.None));

        Assert.That(delivered.Sum(), Is.EqualTo(20));
        Assert.That(await _engine.Scalar<int>("select count(*) from cases where parent_case is not null"), Is.EqualTo(20));
    }

    [Test]
    public async Task A_published_event_reaches_the_cases_of_its_unit_that_wait_for_it()
    {
        var waiting = await _engine.Publish(_unit, Waiting());
        var first = await _engine.Start(waiting, _clerk);
        var second = await _engine.Start(waiting, _clerk);
        var elsewhere = await _engine.AddUnit("lain");
        var stranger = await _engine.Start(await _engine.Publish(elsewhere, Waiting()));

        await new OutboxWriter(_engine.Database, _engine.Clock)
            .PublishEvent(_unit, "dibayar", null, Definition.Json("""{"jumlah":5}"""), CancellationToken.None);
        await _engine.Outbox.DeliverDue(CancellationToken.None);

        Assert.Multiple(async () =>
        {
            Assert.That(await _engine.OpenTasks(_unit, first.Case), Is.EqualTo(new[] { 2 }));
            Assert.That(await _engine.OpenTasks(_unit, second.Case), Is.EqualTo(new[] { 2 }));
            Assert.That(await _engine.OpenTasks(elsewhere, stranger.Case), Is.Empty);
            Assert.That(await _engine.Scalar<int>("select count(*) from waits where unit_id = @unit", new { unit = _unit }), Is.Zero);
        });
    }

    [Test]
    public async Task An_event_with_a_correlation_id_reaches_only_cases_that_have_it()
    {
        var correlated = await _engine.Publish(_unit, Definition.Chart("hubungan",
            [Definition.Activity("Elsa.Correlate", "c", ("correlationId", "K-1")),
                Definition.Activity("Elsa.Event", "e", ("eventName", "dibayar")), Definition.Step("a", "loket")]));
        var with = await _engine.Start(correlated, _clerk);
        var without = await _engine.Start(await _engine.Publish(_unit, Waiting()), _clerk);

        await new OutboxWriter(_engine.Database, _engine.Clock).PublishEvent(_unit, "dibayar", "K-1", default, CancellationToken.None);
        await _engine.Outbox.DeliverDue(CancellationToken.None);

        Assert.That(await _engine.OpenTasks(_unit, with.Case), Is.EqualTo(new[] { 2 }));
        Assert.That(await _engine.OpenTasks(_unit, without.Case), Is.Empty);
    }

    [Test]
    public async Task A_case_can_publish_an_event_to_another()
    {
        var waiting = await _engine.Start(await _engine.Publish(_unit, Waiting()), _clerk);
        await _engine.Start(await _engine.Publish(_unit,
            Definition.Chart("kabar", [Definition.Activity("Elsa.PublishEvent", "p", ("eventName", "dibayar"))])), _clerk);
        await _engine.Outbox.DeliverDue(CancellationToken.None);

        Assert.That(await _engine.OpenTasks(_unit, waiting.Case), Is.EqualTo(new[] { 2 }));
    }

    [Test]
    public async Task A_failed_message_is_retried_later_and_does_not_delay_others()
    {
        await _engine.Scalar<int>(
            "insert into outbox (unit_id, case_id, kind, message, created_at, next_at) " +
                "values (@unit, 1, 'omong-kosong', '{}', @now, @now) returning 1",
            new { unit = _unit, now = _engine.Clock.GetCurrentInstant() });
        var waiting = await _engine.Start(await _engine.Publish(_unit, Waiting()), _clerk);
        await new OutboxWriter(_engine.Database, _engine.Clock).PublishEvent(_unit, "dibayar", null, default, CancellationToken.None);

        await _engine.Outbox.DeliverDue(CancellationToken.None);
        Assert.That(await _engine.OpenTasks(_unit, waiting.Case), Is.EqualTo(new[] { 2 }));
        Assert.That(await _engine.Scalar<int>("select attempts from outbox"), Is.EqualTo(1));

        for (var i = 0; i < 20; i++)
        {
            _engine.Clock.Advance(Duration.FromHours(2));
            await _engine.Outbox.DeliverDue(CancellationToken.None);
        }

        Assert.That(await _engine.Scalar<string>("select attempts || ' ' || (next_at = 'infinity') || ' ' || failure from outbox"),
            Does.StartWith("12 true ").And.Contain("omong-kosong"));
    }

    [Test]
    public async Task A_definition_used_as_an_activity_keeps_its_version_under_running_cases()
    {
        await _engine.Publish(_unit, Definition.Chart("bagian", [Definition.Step("lama", "loket")]));
        var use = Definition.Activity("Bagian", "pakai");
        use["workflowDefinitionId"] = "bagian";
        var whole = await _engine.Publish(_unit, Definition.Chart("utuh", [use, Definition.Step("akhir", "loket")]));
        await _engine.Publish(_unit, Definition.Chart("bagian", [Definition.Step("baru", "loket"), Definition.Step("lagi", "loket")]));

        var started = await _engine.Start(whole, _clerk);
        await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _clerk), _clerk);

        var open = await _engine.Rows<int>("select activity from tasks where case_id = @Case and closed_at is null", started);
        var flow = await new FlowCache(_engine.Database).Get(whole, CancellationToken.None);
        Assert.That(open.Select(activity => flow.Activities[activity].Id), Is.EqualTo(new[] { "akhir" }));
    }

    private static string Waiting() =>
        Definition.Chart("tunggu", [Definition.Activity("Elsa.Event", "e", ("eventName", "dibayar")), Definition.Step("a", "loket")]);

    private static string Parent(string sopNumber)
    {
        var start = Definition.Step("mulai", "loket");
        start["type"] = "Sop.StartSop";
        start["sopNumber"] = Definition.Input("Literal", sopNumber);
        return Definition.Chart("induk", [start, Definition.Step("akhir", "loket")]);
    }
}
