using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Cases;

/// <summary>Questions to colleagues: the right to ask and answer, the messages about them, and their end.</summary>
internal sealed class QuestionTests
{
    private TestEngine _engine = null!;
    private int _unit;
    private long _clerk;
    private long _expert;
    private long _other;
    private long _case;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _clerk = await _engine.AddPerson(_unit, "loket", ["loket"]);
        _expert = await _engine.AddPerson(_unit, "ahli", ["analis"]);
        _other = await _engine.AddPerson(_unit, "lain", ["analis"]);
        _case = (await _engine.Start(await _engine.Publish(_unit, Definition.Line("terima:loket", "uji:analis")))).Case;
    }

    [TearDown]
    public async Task TearDown()
    {
        var discrepancies = await _engine.Verify();
        await _engine.DisposeAsync();
        Assert.That(discrepancies, Is.Empty);
    }

    [Test]
    public async Task The_holder_of_a_task_asks_and_each_person_asked_answers_once()
    {
        var question = await Ask([_expert, _other]);
        Assert.That(await Messages(_expert), Is.EqualTo(new[] { "question-asked" }));

        Assert.That(await Answer(question, _expert), Is.TypeOf<CaseResult.Done>());

        Assert.That(await Messages(_clerk), Is.EqualTo(new[] { "question-answered" }));
        Assert.That(await Open(), Is.EqualTo(new[] { _other }));
        Assert.That(await Answer(question, _expert), Is.EqualTo(new CaseResult.Refused(new Refusal(RefusalReason.QuestionNotOpen))),
            "answered already");
        Assert.That(await _engine.OpenTasks(_unit, _case), Is.EqualTo(new[] { 1 }), "the task stays where it is");
    }

    [Test]
    public async Task The_asked_and_the_asking_person_are_told_once_of_an_overdue_answer()
    {
        var until = _engine.Clock.GetCurrentInstant() + Duration.FromHours(2);
        var question = await Ask([_expert, _other]);
        await Answer(question, _other);
        Assert.That(await _engine.OverdueQuestions.TellDue(CancellationToken.None), Is.Zero, "not yet");

        _engine.Clock.Advance(Duration.FromHours(2));
        await using var other = _engine.AnotherNode();
        await Task.WhenAll(_engine.OverdueQuestions.TellDue(CancellationToken.None),
            other.OverdueQuestions.TellDue(CancellationToken.None));

        Assert.That(await Messages(_expert), Is.EqualTo(new[] { "question-asked", "question-overdue" }));
        Assert.That(await Messages(_clerk), Is.EqualTo(new[] { "question-answered", "question-overdue" }));
        Assert.That(await Messages(_other), Is.EqualTo(new[] { "question-asked" }), "he answered");
        Assert.That(await _engine.Scalar<string>("select details ->> 'due' from messages where kind = 'question-overdue' limit 1"),
            Is.EqualTo(until.ToString("uuuu-MM-ddTHH:mm:ss'Z'", null)));
    }

    [Test]
    public async Task Nobody_is_told_of_a_question_whose_task_is_over()
    {
        await Ask([_expert]);
        await _engine.Happens(_unit, _case, new TaskCompleted(1, _clerk), _clerk);
        _engine.Clock.Advance(Duration.FromHours(3));

        await _engine.OverdueQuestions.TellDue(CancellationToken.None);

        Assert.That(await Messages(_expert), Is.EqualTo(new[] { "question-asked" }));
    }

    [Test]
    public async Task Nobody_else_asks_and_nobody_else_answers()
    {
        Assert.That(await Try(new QuestionAsked(1, _expert, [_clerk], "?"), _expert), Is.TypeOf<CaseResult.Forbidden>(), "not of the lane");
        var question = await Ask([_expert]);
        Assert.That(await Answer(question, _other), Is.EqualTo(new CaseResult.Refused(new Refusal(RefusalReason.QuestionNotOpen))));
        Assert.That(await Try(new QuestionAnswered(1, _expert, question, "x"), _other), Is.TypeOf<CaseResult.Forbidden>(),
            "in another's name");
        var customer = await _engine.AddPerson(_unit, "budi", isCustomer: true);
        Assert.That(await Try(new QuestionAnswered(1, customer, question, "x"), customer), Is.TypeOf<CaseResult.Forbidden>());
    }

    [Test]
    public async Task A_question_does_not_keep_its_task_open_and_is_closed_with_it()
    {
        var question = await Ask([_expert]);
        Assert.That(await Try(new TaskCompleted(1, _clerk), _clerk), Is.TypeOf<CaseResult.Done>());

        Assert.That(((CaseResult.Refused)await Answer(question, _expert)).Refusal.Reason, Is.EqualTo(RefusalReason.TaskNotOpen));
        Assert.That(await Messages(_clerk), Is.Empty);
    }

    [Test]
    public async Task A_question_and_its_answer_may_come_within_one_transaction()
    {
        var question = await _engine.Scalar<int>("select seq + 1 from cases where id = @_case", new { _case });
        var (asking, answering) = (Try(new QuestionAsked(1, _clerk, [_expert], "Sudah benar?"), _clerk), Answer(question, _expert));
        Assert.That(await asking, Is.TypeOf<CaseResult.Done>());
        if (await answering is not CaseResult.Done) Assert.That(await Answer(question, _expert), Is.TypeOf<CaseResult.Done>());
    }

    private async Task<int> Ask(long[] to) =>
        ((CaseResult.Done)await Try(
            new QuestionAsked(1, _clerk, to, "Sudah benar?", _engine.Clock.GetCurrentInstant() + Duration.FromHours(2)), _clerk)).Seq;

    private Task<CaseResult> Answer(int question, long person) => Try(new QuestionAnswered(1, person, question, "Sudah"), person);

    private Task<CaseResult> Try(CaseEvent happened, long person) => _engine.Happens(_unit, _case, happened, person);

    private Task<List<string>> Messages(long person) =>
        _engine.Rows<string>("select kind from messages where person_id = @person order by id", new { person });

    private Task<List<long>> Open() =>
        _engine.Rows<long>("select person_id from questions where case_id = @_case and answered_at is null order by 1", new { _case });
}
