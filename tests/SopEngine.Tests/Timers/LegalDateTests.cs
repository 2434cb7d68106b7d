using System.Text.Json;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Timers;

/// <summary>A request for public information has one legal date: its step and the promise for the whole case are due together.</summary>
internal sealed class LegalDateTests
{
    private TestEngine _engine = null!;
    private DefinitionVersion _definition;
    private int _unit;
    private long _clerk;
    private long _officer;
    private long _head;
    private long _customer;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _clerk = await _engine.AddPerson(_unit, "petugas", ["petugas-pelayanan-informasi"]);
        _officer = await _engine.AddPerson(_unit, "ppid", ["ppid"]);
        _head = await _engine.AddPerson(_unit, "kepala", [], [Role.Head]);
        _customer = await _engine.AddPerson(_unit, "budi", isCustomer: true);
    }

    [TearDown]
    public async Task TearDown()
    {
        var discrepancies = await _engine.Verify();
        await _engine.DisposeAsync();
        Assert.That(discrepancies, Is.Empty);
    }

    [Test]
    public async Task Its_step_is_due_with_its_promise_whatever_lies_before_and_pauses_move_both()
    {
        var id = await Asked();
        // Received on Tuesday 24 November 2026; ten working days later, at closing.
        Assert.That(await Dues(id), Is.EqualTo(new[] { "2026-12-08 16:00", "2026-12-08 16:00" }));

        await Happens(id, new CasePaused(_head, "Menunggu unit lain"), _head);
        _engine.Clock.Advance(Duration.FromDays(2));
        await Happens(id, new CaseResumed(_head), _head);

        var dues = await Dues(id);
        Assert.That(dues.Distinct().Count(), Is.EqualTo(1));
        Assert.That(dues[0], Is.EqualTo("2026-12-10 16:00"));
    }

    [Test]
    public async Task An_extension_by_law_runs_on_from_the_end_of_the_first_ten_days()
    {
        var id = await Asked();

        await Complete(id, 3, "Diperpanjang", _officer);

        Assert.That((await Dues(id))[0], Is.EqualTo("2026-12-17 16:00"), "seven working days after 8 December");
    }

    private async Task<long> Asked()
    {
        _definition = await _engine.Publish(_unit, Definition.Shipped("ppid-permohonan-informasi.json"));
        var id = (await _engine.Start(_definition, customer: _customer)).Case;
        _engine.Clock.Advance(Duration.FromDays(1) + Duration.FromHours(2));
        await Complete(id, 1, null, _customer);
        _engine.Clock.Advance(Duration.FromDays(1));
        await Complete(id, 2, "Informasi publik", _clerk);
        return id;
    }

    private async Task Complete(long id, int task, string? outcome, long actor)
    {
        var flow = await _engine.Flows.Get(_definition, CancellationToken.None);
        var step = flow.StepAt(await _engine.Scalar<int>(
            "select activity from tasks where case_id = @id and no = @task", new { id, task }))!;
        var needed = step.Fields.Where(field => field.Required || (outcome is not null && field.RequiredFor.Contains(outcome)));
        var form = needed.ToDictionary(field => field.Name, object (field) => field.Type switch
        {
            FieldType.Number or FieldType.Money => 3,
            FieldType.DateTime => "2026-11-23T09:00",
            FieldType.Text when field.Format is { } format => format.Example,
            FieldType.Boolean => true,
            FieldType.Date => "2026-11-23",
            FieldType.Choice => field.Options[0],
            _ => "Data",
        });
        await Happens(id, new TaskCompleted(task, actor, outcome, Data: JsonSerializer.SerializeToElement(form)), actor);
    }

    private async Task Happens(long id, CaseEvent happened, long actor)
    {
        var result = await _engine.Happens(_unit, id, happened, actor);
        Assert.That(result, Is.InstanceOf<CaseResult.Done>(), $"{happened}: {result}");
    }

    /// <summary>Of the open task, and of the promise.</summary>
    private async Task<string[]> Dues(long id) =>
    [
        await _engine.Scalar<string>(
            """
            select to_char(due_at at time zone 'Asia/Jakarta', 'YYYY-MM-DD HH24:MI') from tasks where case_id = @id and closed_at is null
            """,
            new { id }),
        await _engine.Scalar<string>(
            "select to_char(standard_due_at at time zone 'Asia/Jakarta', 'YYYY-MM-DD HH24:MI') from cases where id = @id", new { id }),
    ];
}
