using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using SopEngine.Core.Survey;

namespace SopEngine.Core.Tests.Survey;

public sealed class SurveyIndexTests
{
    /// <summary>Ten respondents, in the order of the rule's list.</summary>
    private static readonly string[] Ten =
    [
        "333433434", "332433334", "433434434", "343443434", "333433323", "443444444", "322333333", "333433434", "433434434", "332433334",
    ];

    [TestCase(SurveyWeights.Exact, 83.06, SurveyGrade.B)]
    [TestCase(SurveyWeights.Hundredths, 82.23, SurveyGrade.B)]
    [TestCase(SurveyWeights.Thousandths, 82.97, SurveyGrade.B)]
    public void Ten_respondents_give_the_index_of_the_weight_mode(SurveyWeights weights, decimal index, SurveyGrade grade) =>
        Assert.That(Of(Ten).Index(weights), Is.EqualTo(new SurveyIndex(index, grade)));

    [Test]
    public void Ten_respondents_give_the_totals_averages_and_weakest_elements_of_the_example()
    {
        var tally = Of(Ten);

        Assert.That(SurveyElements.All.Select(element => tally[element].Total), Is.EqualTo((int[])[33, 31, 27, 39, 32, 33, 36, 30, 38]));
        Assert.That(tally.Indexes().Select(index => index.Average),
            Is.EqualTo((decimal[])[3.3m, 3.1m, 2.7m, 3.9m, 3.2m, 3.3m, 3.6m, 3.0m, 3.8m]));
        Assert.That(tally.Weakest().Select(index => (index.Element, index.Index)), Is.EqualTo(((SurveyElement, decimal)[])
        [
            (SurveyElement.Time, 67.50m), (SurveyElement.Complaints, 75.00m), (SurveyElement.Procedure, 77.50m),
        ]));
        Assert.That(tally.Index(SurveyElement.Time)!.Grade, Is.EqualTo(SurveyGrade.C));
        Assert.That(tally.Indexes().MaxBy(index => index.Index), Is.EqualTo(new ElementIndex(
            SurveyElement.Cost, 10, 3.9m, 97.50m, SurveyGrade.A)));
    }

    [TestCase("111111111", SurveyWeights.Exact, 25.00, SurveyGrade.D)]
    [TestCase("111111111", SurveyWeights.Hundredths, 24.75, SurveyGrade.D)]
    [TestCase("444444444", SurveyWeights.Exact, 100.00, SurveyGrade.A)]
    [TestCase("444444444", SurveyWeights.Hundredths, 99.00, SurveyGrade.A)]
    [TestCase("444444444", SurveyWeights.Thousandths, 99.90, SurveyGrade.A)]
    public void The_ends_of_the_scale_are_graded_in_every_mode(string scores, SurveyWeights weights, decimal index, SurveyGrade grade) =>
        Assert.That(Of(scores).Index(weights), Is.EqualTo(new SurveyIndex(index, grade)));

    [TestCase(64.99, SurveyGrade.D)]
    [TestCase(65.00, SurveyGrade.C)]
    [TestCase(76.60, SurveyGrade.C)]
    [TestCase(76.61, SurveyGrade.B)]
    [TestCase(88.30, SurveyGrade.B)]
    [TestCase(88.31, SurveyGrade.A)]
    public void A_grade_begins_at_the_rounded_value_of_the_rule(decimal index, SurveyGrade grade) =>
        Assert.That(SurveyGrades.Of(index), Is.EqualTo(grade));

    [TestCase(76604, 76.60, SurveyGrade.C)]
    [TestCase(76605, 76.61, SurveyGrade.B)]
    [TestCase(88305, 88.31, SurveyGrade.A)]
    public void An_index_is_rounded_half_away_from_zero_before_it_is_graded(int thousandths, decimal index, SurveyGrade grade)
    {
        // All elements alike: the index is 25 times the average, so this average gives the wanted thousandths exactly.
        var tally = new SurveyTally();
        tally.Add(25_000, _ => new ElementTally(25_000, thousandths));

        Assert.That(tally.Index(SurveyWeights.Exact), Is.EqualTo(new SurveyIndex(index, grade)));
        Assert.That(tally.Index(SurveyElement.Cost)!.Index, Is.EqualTo(index));
    }

    [Test]
    public void Without_answers_there_is_no_index()
    {
        Assert.That(new SurveyTally().Index(SurveyWeights.Exact), Is.Null);
        Assert.That(new SurveyTally().Indexes(), Is.Empty);
        Assert.That(new SurveyTally().Weakest(), Is.Empty);
    }

    [Test]
    public void An_element_that_nobody_answered_leaves_the_index_open_and_one_that_some_left_out_does_not()
    {
        var tally = new SurveyTally();
        tally.Add(SurveyElements.All.Where(element => element != SurveyElement.Cost).ToDictionary(element => element, _ => 4));
        Assert.That(tally.Index(SurveyWeights.Exact), Is.Null);

        tally.Add(SurveyElements.All.ToDictionary(element => element, element => element == SurveyElement.Cost ? 4 : 2));
        Assert.That(tally.Index(SurveyElement.Cost), Is.EqualTo(new ElementIndex(SurveyElement.Cost, 1, 4m, 100m, SurveyGrade.A)));
        Assert.That(tally.Index(SurveyWeights.Exact)!.Value.Value, Is.EqualTo(77.78m), "(8 x 3 + 4) / 9 x 25");
    }

    [Test]
    public void Any_answers_give_an_index_on_the_scale_that_no_order_changes() =>
        Prop.ForAll(Answers.ToArbitrary(), answers =>
        {
            var index = Of(answers).Index(SurveyWeights.Exact)!.Value;
            var exact = answers.Sum(scores => scores.Sum(score => score - '0')) * 25m / (9 * answers.Length);
            return index == Of([.. answers.Reverse()]).Index(SurveyWeights.Exact) && index.Value is >= 25 and <= 100
                && Math.Abs(index.Value - exact) <= 0.005m && Of(answers).Weakest().Count == 3;
        }).QuickCheckThrowOnFailure();

    [Test]
    public void Groups_that_are_added_have_the_index_of_all_together() =>
        Prop.ForAll(Answers.ToArbitrary(), Answers.ToArbitrary(), (some, others) =>
        {
            var sum = Of(some);
            sum.Add(Of(others));
            return sum.Respondents == some.Length + others.Length
                && Enum.GetValues<SurveyWeights>().All(weights => sum.Index(weights) == Of([.. some, .. others]).Index(weights));
        }).QuickCheckThrowOnFailure();

    [Test]
    public void The_list_and_the_questionnaire_number_the_last_two_elements_differently()
    {
        Assert.That(SurveyElements.All.Select(SurveyElements.Code), Is.EqualTo(Enumerable.Range(1, 9).Select(number => $"U{number}")));
        Assert.That(SurveyElements.Asked.Select(SurveyElements.QuestionNumber), Is.EqualTo(Enumerable.Range(1, 9)));
        Assert.That(SurveyElements.Asked.TakeLast(2), Is.EqualTo((SurveyElement[])[SurveyElement.Facilities, SurveyElement.Complaints]));
        Assert.That(SurveyElement.Complaints.Code(), Is.EqualTo("U8"));
        Assert.That(SurveyElements.All.Select(element => SurveyElements.Find(element.Key())), Is.EqualTo(SurveyElements.All));
        Assert.That(SurveyElements.Find("u8"), Is.Null);
    }

    private static Gen<string[]> Answers =>
        Gen.Elements('1', '2', '3', '4').ArrayOf(9).Select(scores => new string(scores)).NonEmptyListOf().Select(list => list.ToArray());

    private static SurveyTally Of(params string[] answers)
    {
        var tally = new SurveyTally();
        foreach (var scores in answers)
            tally.Add(SurveyElements.All.ToDictionary(element => element, element => scores[(int)element] - '0'));
        return tally;
    }
}
