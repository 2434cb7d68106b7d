using System.Text.Json;
using NodaTime;
using SopEngine.Core.Substitutes;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Substitutes;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Dispositions;

/// <summary>People of a disposition in the engine: who may take the next step, and what happens when they cannot.</summary>
internal sealed class ChosenPeopleTests
{
    private const string Fields = """
        [{"name":"kepada","label":"Diteruskan kepada","type":"people"},{"name":"batas","label":"Batas waktu","type":"date"}]
        """;

    private TestEngine _engine = null!;
    private DefinitionVersion _definition;
    private int _unit;
    private long _head, _one, _two, _three, _other;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _head = await _engine.AddPerson(_unit, "kepala", ["kepala"], [SopEngine.Core.Rights.Role.Head]);
        _one = await _engine.AddPerson(_unit, "satu", ["petugas"]);
        _two = await _engine.AddPerson(_unit, "dua", ["petugas"]);
        _three = await _engine.AddPerson(_unit, "tiga", ["petugas"]);
        _other = await _engine.AddPerson(_unit, "lain", ["loket"]);
        var (dispose, between, work) = (
            Definition.Step("disposisi", "kepala", "60 menit"), Definition.Step("agenda", "loket", "60 menit"),
            Definition.Step("kerja", "petugas", "5 hari"));
        dispose["fields"] = Definition.Input("Object", Fields);
        dispose["disposes"] = Definition.Input("Literal", "True");
        work["holders"] = Definition.Input("Literal", "kepada");
        work["deadline"] = Definition.Input("Literal", "batas");
        var number = 1;
        foreach (var step in new[] { dispose, between, work })
            step["number"] = Definition.Input("Literal", $"{number++}");
        _definition = await _engine.Publish(_unit, Definition.Chart("disposisi", [dispose, between, work]));
    }

    [TearDown]
    public async Task TearDown()
    {
        var discrepancies = await _engine.Verify();
        await _engine.DisposeAsync();
        Assert.That(discrepancies, Is.Empty);
    }

    [Test]
    public async Task One_person_holds_the_step_and_is_told()
    {
        var id = await Disposed([_one]);

        Assert.That(await Holder(id), Is.EqualTo(_one));
        Assert.That(await Complete(id, 3, _two), Is.TypeOf<CaseResult.Refused>());
        Assert.That(await _engine.Scalar<string>(
            "select string_agg(person_id::text, ',') from messages where unit_id = @_unit and kind = 'disposition'", new { _unit }),
            Is.EqualTo($"{_one}"));
        Assert.That(await Complete(id, 3, _one), Is.TypeOf<CaseResult.Done>());
    }

    [Test]
    public async Task Of_many_only_they_may_take_the_step()
    {
        var id = await Disposed([_one, _two]);

        Assert.That((await Holder(id), await Chosen(id)), Is.EqualTo(((long?)null, $"{{{_one},{_two}}}")));
        Assert.That(await Complete(id, 3, _three), Is.TypeOf<CaseResult.Forbidden>());
        Assert.That(await _engine.Happens(_unit, id, new TaskClaimed(3, _three), _three), Is.TypeOf<CaseResult.Forbidden>());
        Assert.That(await _engine.Happens(_unit, id, new TaskClaimed(3, _two), _two), Is.TypeOf<CaseResult.Done>());
        Assert.That(await _engine.Happens(_unit, id, new TaskHandedOver(3, _two, _three, "cuti"), _two), Is.TypeOf<CaseResult.Done>(),
            "a holder may give it to another of the lane");
        Assert.That(await Complete(id, 3, _three), Is.TypeOf<CaseResult.Done>());
    }

    [Test]
    public async Task Somebody_of_another_lane_or_office_cannot_be_chosen()
    {
        var id = await Begin();
        var stranger = await _engine.AddPerson(await _engine.AddUnit("lain"), "asing", ["petugas"]);

        Assert.That(await Fault(id, _other), Is.EqualTo(FieldFault.NotOfTheLane));
        Assert.That(await Fault(id, stranger), Is.EqualTo(FieldFault.NotAPerson));
        Assert.That(await Fault(id, 999_999), Is.EqualTo(FieldFault.NotAPerson));
    }

    [Test]
    public async Task Who_left_before_the_step_opened_does_not_get_it()
    {
        var (lone, several) = (await Disposed([_one], between: false), await Disposed([_one, _two], between: false));
        await _engine.Scalar<int>("delete from lane_holders where unit_id = @_unit and person_id = @_one returning 1", new { _unit, _one });
        foreach (var id in new[] { lone, several }) Assert.That(await Complete(id, 2, _other), Is.TypeOf<CaseResult.Done>());

        Assert.That((await Holder(lone), await Chosen(lone)), Is.EqualTo(((long?)null, (string?)null)), "it is the lane's");
        Assert.That((await Holder(several), await Chosen(several)), Is.EqualTo(((long?)null, $"{{{_two}}}")));
        Assert.That(await Complete(lone, 3, _three), Is.TypeOf<CaseResult.Done>());
    }

    [Test]
    public async Task The_deputy_of_an_absent_person_does_the_step_in_their_name()
    {
        var (lone, several) = (await Disposed([_one]), await Disposed([_one, _two]));
        var now = _engine.Clock.GetCurrentInstant();
        await new SubstituteStore(_engine.Database, _engine.Clock).Make(
            _unit, new Substitution(_one, _other, SubstituteKind.Plh, null, new Interval(now, now + Duration.FromHours(9))), "cuti", _head,
            CancellationToken.None);

        foreach (var id in new[] { lone, several })
        {
            Assert.That(await Complete(id, 3, _three), Is.Not.TypeOf<CaseResult.Done>());
            Assert.That(await Complete(id, 3, _other), Is.TypeOf<CaseResult.Done>());
        }
    }

    [Test]
    public async Task A_deadline_shortens_the_time_and_a_disposition_on_shortens_it_further()
    {
        var today = _engine.Clock.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb["Asia/Jakarta"]).Date;
        var without = await Disposed([_one]);
        var with = await Disposed([_one], deadline: today.PlusDays(3));
        var (own, due) = (await Due(without), await Due(with));
        Assert.That(due, Is.LessThan(own));

        var tomorrow = NodaTime.Text.LocalDatePattern.Iso.Format(today.PlusDays(1));
        Assert.That(await _engine.Happens(_unit, with, new TaskDisposed(3, _one, [_two], "Bantu", Deadline: tomorrow), _one),
            Is.TypeOf<CaseResult.Done>());
        Assert.That(await Due(with), Is.LessThan(due));
        Assert.That(await Holder(with), Is.EqualTo(_two));
    }

    [Test]
    public async Task A_disposition_on_goes_to_people_who_may_do_the_step_and_by_those_who_have_it()
    {
        var id = await Disposed([_one]);

        Assert.That(await _engine.Happens(_unit, id, new TaskDisposed(3, _two, [_three], "x"), _two), Is.TypeOf<CaseResult.Forbidden>());
        Assert.That(await _engine.Happens(_unit, id, new TaskDisposed(3, _one, [_two, _other], "x"), _one),
            Is.TypeOf<CaseResult.Refused>().With.Property("By").EqualTo(_other));
        Assert.That(await _engine.Happens(_unit, id, new TaskDisposed(3, _one, [_two, _three], "Bantu"), _one),
            Is.TypeOf<CaseResult.Done>());
        Assert.That(await Chosen(id), Is.EqualTo($"{{{_two},{_three}}}"));
        Assert.That(await Complete(id, 3, _one), Is.TypeOf<CaseResult.Forbidden>());
        Assert.That(await Complete(id, 3, _three), Is.TypeOf<CaseResult.Done>());
    }

    [Test]
    public async Task A_late_step_that_rose_is_for_the_others_too()
    {
        var id = await Disposed([_one, _two]);
        _engine.Clock.Advance(Duration.FromDays(30));
        await _engine.Alarms.RingAll(CancellationToken.None);
        await _engine.Messages.TellDue(CancellationToken.None);

        Assert.That(await Complete(id, 3, _three), Is.TypeOf<CaseResult.Done>());
        Assert.That(await _engine.Scalar<long>(
            "select count(*) from messages where unit_id = @_unit and person_id = @_three and kind = 'step-late'", new { _unit, _three }),
            Is.Zero, "it was not theirs to be late with");
    }

    private async Task<long> Begin() => (await _engine.Start(_definition)).Case;

    private async Task<long> Disposed(long[] people, LocalDate? deadline = null, bool between = true)
    {
        var id = await Begin();
        Assert.That(await Dispose(id, people, deadline), Is.TypeOf<CaseResult.Done>());
        if (between) Assert.That(await Complete(id, 2, _other), Is.TypeOf<CaseResult.Done>());
        return id;
    }

    private Task<CaseResult> Dispose(long id, long[] people, LocalDate? deadline = null) => _engine.Happens(
        _unit, id, new TaskCompleted(1, _head, Data: JsonSerializer.SerializeToElement(deadline is { } day
            ? new { kepada = people, batas = NodaTime.Text.LocalDatePattern.Iso.Format(day) } : (object)new { kepada = people })), _head);

    private async Task<FieldFault?> Fault(long id, long person) =>
        (await Dispose(id, [person]) as CaseResult.Refused)?.Refusal.Fields?.Single().Fault;

    private Task<CaseResult> Complete(long id, int task, long person) =>
        _engine.Happens(_unit, id, new TaskCompleted(task, person), person);

    private Task<long?> Holder(long id) => _engine.Scalar<long?>("select holder_id from tasks where case_id = @id and no = 3", new { id });

    private Task<string?> Chosen(long id) =>
        _engine.Scalar<string?>("select chosen::text from tasks where case_id = @id and no = 3", new { id });

    private Task<DateTime> Due(long id) => _engine.Scalar<DateTime>("select due_at from tasks where case_id = @id and no = 3", new { id });
}
