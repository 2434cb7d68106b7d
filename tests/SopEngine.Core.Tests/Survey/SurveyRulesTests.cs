using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Survey;

namespace SopEngine.Core.Tests.Survey;

public sealed class SurveyRulesTests
{
    [TestCase("10 10, 15 14, 20 19, 30 28, 40 36, 50 44, 60 52, 70 59, 80 66")]
    [TestCase("100 80, 120 92, 140 103, 160 113, 180 123, 200 132, 220 140, 240 148, 260 155")]
    [TestCase("280 162, 300 169, 340 181, 380 191, 420 201, 460 210, 500 217, 550 226, 600 234")]
    [TestCase("700 248, 800 260, 900 269, 1000 278, 1200 291, 1400 302, 1600 310, 1800 317, 2000 322")]
    [TestCase("2200 327, 2600 335, 3000 341, 4000 351, 5000 357, 7000 364, 10000 370, 20000 377, 100000 383")]
    [TestCase("0 0, 1 1, 5 5, 9 9")]
    public void The_minimum_sample_is_that_of_the_published_table(string pairs)
    {
        foreach (var pair in pairs.Split(", ").Select(text => text.Split(' ').Select(int.Parse).ToArray()))
            Assert.That(MinimumSample.Of(pair[0]), Is.EqualTo(pair[1]), $"of {pair[0]} people");
    }

    [Test]
    public void The_minimum_sample_is_never_more_than_everybody_and_grows_with_them() =>
        Prop.ForAll(Gen.Choose(0, 200_000).ToArbitrary(), served =>
            MinimumSample.Of(served) <= served && MinimumSample.Of(served) <= MinimumSample.Of(served + 1)).QuickCheckThrowOnFailure();

    [TestCase("7 0", "7 0", TestName = "A_full_cell_and_an_empty_one_are_shown")]
    [TestCase("40 4", "- -", TestName = "Of_two_cells_a_small_one_hides_both")]
    [TestCase("40 9 4", "40 - -", TestName = "A_small_cell_takes_the_next_smallest_with_it")]
    [TestCase("40 2 2", "40 2 2 hidden", TestName = "Small_cells_that_are_few_together_take_another_with_them")]
    [TestCase("40 3 2", "40 - -", TestName = "Two_small_cells_of_five_people_cover_each_other")]
    [TestCase("3", "-", TestName = "A_single_small_cell_is_hidden")]
    public void Small_cells_are_hidden_with_what_would_give_them_away(string cells, string expected)
    {
        var counts = cells.Split(' ').Select(int.Parse).ToArray();
        var shown = Suppression.Shown(counts);
        var text = string.Join(' ', counts.Select((count, i) => shown[i] ? $"{count}" : "-"));
        Assert.That(text, Is.EqualTo(expected == "40 2 2 hidden" ? "- - -" : expected));
    }

    [Test]
    public void No_difference_of_a_total_and_the_shown_cells_is_about_fewer_than_five_people() =>
        Prop.ForAll(Gen.Choose(0, 12).NonEmptyListOf().Select(list => list.ToArray()).ToArbitrary(), cells =>
        {
            var shown = Suppression.Shown(cells);
            var hidden = cells.Where((_, i) => !shown[i]).ToList();
            var isAllHidden = cells.Where((count, i) => count > 0 && shown[i]).ToList().Count == 0;
            return cells.Where((_, i) => shown[i]).All(count => count is 0 or >= Suppression.Least)
                && (hidden.Count == 0 || isAllHidden || (hidden.Count > 1 && hidden.Sum() >= Suppression.Least));
        }).QuickCheckThrowOnFailure();

    [TestCase("12 9", true)]
    [TestCase("12 3", false)]
    [TestCase("12 2 2", false)]
    [TestCase("12 3 2", true)]
    [TestCase("12 0", true)]
    public void A_sum_is_shown_only_when_it_gives_no_hidden_part_away(string parts, bool isCovered) =>
        Assert.That(Suppression.CoversParts(parts.Split(' ').Select(int.Parse)), Is.EqualTo(isCovered));

    [TestCase(SurveyGrain.Month, "2026-10", 10, "2026-10-31")]
    [TestCase(SurveyGrain.Quarter, "2026-Q4", 4, "2026-12-31")]
    [TestCase(SurveyGrain.Semester, "2026-S2", 2, "2026-12-31")]
    [TestCase(SurveyGrain.Year, "2026", 1, "2026-12-31")]
    public void A_period_is_named_and_read_again(SurveyGrain grain, string name, int number, string to)
    {
        var period = SurveyPeriod.Of(grain, new LocalDate(2026, 10, 17));
        Assert.That((period.ToString(), period.Number, period.To.ToString("uuuu-MM-dd", null)), Is.EqualTo((name, number, to)));
        Assert.That(SurveyPeriod.TryParse(name, out var read) && read == period);
        Assert.That(period.Next.Previous, Is.EqualTo(period));
        Assert.That(SurveyPeriod.Of(SurveyGrain.Year, period.From).Parts(grain), Does.Contain(period));
    }

    [TestCase("2026-13")]
    [TestCase("2026-Q5")]
    [TestCase("2026-S3")]
    [TestCase("2026-")]
    [TestCase("0000")]
    [TestCase("20 6")]
    [TestCase(null)]
    public void Other_texts_are_no_period(string? text) => Assert.That(SurveyPeriod.TryParse(text, out _), Is.False);

    [Test]
    public void The_time_of_an_answer_is_kept_as_a_half_of_the_day()
    {
        Assert.That(SurveyAnswer.BandOf(new LocalTime(11, 59)), Is.EqualTo(TimeBand.Morning));
        Assert.That(SurveyAnswer.BandOf(new LocalTime(12, 0)), Is.EqualTo(TimeBand.Afternoon));
    }
}
