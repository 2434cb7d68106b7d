using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Schedules;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Schedules;

/// <summary>Workflows with an <c>Elsa.Cron</c> trigger. The clock begins on Monday 23 November 2026 at 08:00 in Jakarta.</summary>
internal sealed class DefinitionTriggersTests
{
    private TestEngine _engine = null!;
    private DueSchedules _due = null!;
    private int _unit;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _due = new DueSchedules(_engine.Database, _engine.Engine, _engine.Flows, _engine.Calendars, _engine.Clock,
            NullLogger<DueSchedules>.Instance);
        _unit = await _engine.AddUnit();
    }

    [TearDown]
    public async Task TearDown()
    {
        var discrepancies = await _engine.Verify();
        await _engine.DisposeAsync();
        Assert.That(discrepancies, Is.Empty);
    }

    [Test]
    public async Task A_workflow_in_force_starts_at_the_times_of_its_cron_expression()
    {
        await _engine.Publish(_unit, Cron("0 30 9 * * *"));

        Assert.That(await _due.StartDue(default), Is.Zero, "only planned");
        Assert.That(await NextAt(), Is.EqualTo(new[] { new DateTime(2026, 11, 23, 2, 30, 0, DateTimeKind.Utc) }),
            "09:30 in the unit's zone");
        _engine.Clock.Advance(Duration.FromMinutes(91));
        Assert.That(await _due.StartDue(default), Is.EqualTo(1));
        Assert.That(await _engine.Scalar<string>("select status from cases"), Is.EqualTo("finished"));
    }

    [Test]
    public async Task Its_schedule_changes_with_the_definition_and_ends_with_it()
    {
        await _engine.Publish(_unit, Cron("30 9 * * *"));
        await _due.StartDue(default);
        var id = await _engine.Scalar<long>("select id from schedules");

        await _engine.Publish(_unit, Cron("0 10 * * *"));
        await _due.StartDue(default);
        Assert.That(await _engine.Scalar<long>("select id from schedules"), Is.EqualTo(id),
            "the same schedule, with what became of its times");
        Assert.That(await NextAt(), Is.EqualTo(new[] { new DateTime(2026, 11, 23, 3, 0, 0, DateTimeKind.Utc) }));

        Assert.That(await new ScheduleStore(_engine.Database, _engine.Calendars, _engine.Clock).Delete(_unit, id, default), Is.False,
            "it is the definition's");
        await _engine.Definitions.Retract(_unit, null, "pagi");
        Assert.That(await NextAt(), Is.Empty);
    }

    [Test]
    public async Task An_invalid_expression_keeps_the_workflow_out_of_force()
    {
        var publication = await _engine.Definitions.SaveAndPublish(_unit, null, Cron("99 9 * * *"), default);

        Assert.That(publication.Version, Is.Null);
        Assert.That(publication.Problems.Single(problem => problem.IsError).Code, Is.EqualTo(ProblemCode.InputBad));
    }

    [Test]
    public async Task A_workflow_is_used_as_an_activity_by_its_name()
    {
        await _engine.Publish(_unit, """
            {"definitionId":"hitung","name":"Hitung Biaya",
             "inputs":[{"name":"Jumlah","type":"Int32"}],"outputs":[{"name":"Biaya","type":"Int32"}],
             "root":{"id":"o","type":"Elsa.SetOutput","version":1,"outputName":{"expression":{"type":"Literal","value":"Biaya"}},
              "outputValue":{"expression":{"type":"JavaScript","value":"getJumlah() + 1"}}}}
            """);
        await _engine.Publish(_unit, """
            {"definitionId":"pakai","name":"Pakai","variables":[{"id":"b","name":"b","typeName":"Int32"}],
             "root":{"id":"s","type":"Elsa.Sequence","version":1,"activities":[
              {"id":"h","name":"h","type":"HitungBiaya","version":1,
               "jumlah":{"expression":{"type":"Literal","value":"4"}},"biaya":{"memoryReference":{"id":"b"}}},
              {"id":"n","name":"n","type":"Elsa.SetName","version":1,
               "value":{"expression":{"type":"JavaScript","value":"'Biaya ' + getB()"}}}]}}
            """);
        var version = (await _engine.Definitions.InForce(_unit, "pakai", default))!.Value;
        var started = new CaseStarted(new Dictionary<string, System.Text.Json.JsonElement>());
        var flow = await _engine.Flows.Get(version, default);

        Assert.That(Interpreter.Advance(flow, CaseState.New, started, _engine.Clock.GetCurrentInstant()).State.Name, Is.EqualTo("Biaya 5"));
        Assert.That(await _engine.Scalar<string>("select uses ->> 'hitung' from definitions where definition_id = 'pakai'"),
            Is.EqualTo("1"), "that version is kept");
    }

    private Task<List<DateTime>> NextAt() => _engine.Rows<DateTime>("select next_at from schedules");

    private static string Cron(string expression) =>
        $$$$"""
        {"definitionId":"pagi","name":"Pagi","root":{"id":"f","type":"Elsa.Flowchart","version":1,
         "connections":[{"source":{"activity":"c","port":"Done"},"target":{"activity":"w","port":"In"}}],
         "activities":[{"id":"c","name":"c","type":"Elsa.Cron","version":1,"customProperties":{"canStartWorkflow":true},
           "cronExpression":{"expression":{"type":"Literal","value":"{{{{expression}}}}"}}},
          {"id":"w","name":"w","type":"Elsa.WriteLine","version":1,"text":{"expression":{"type":"Literal","value":"selamat pagi"}}}]}}
        """;
}
