using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Sla;

namespace SopEngine.Core.Tests.Sla;

/// <summary>Figures are kept by days, weeks and months, and any period is read from few of them.</summary>
public sealed class StretchTests
{
    private static readonly Arbitrary<(LocalDate From, LocalDate To)> Periods =
        (from start in Gen.Choose(0, 4_000) from days in Gen.Choose(0, 2_000) select Days(start, days)).ToArbitrary();

    [Test]
    public void The_stretches_that_cover_a_period_are_just_its_days_each_once_and_in_order() => Prop.ForAll(Periods, period =>
    {
        var at = period.From;
        foreach (var stretch in Stretch.Cover(period.From, period.To))
        {
            if (stretch.First != at || Stretch.Of(stretch.Grain, at).First != at) return false;
            at = stretch.End;
        }

        return at == period.To.PlusDays(1);
    }).QuickCheckThrowOnFailure();

    [Test]
    public void No_more_stretches_cover_a_period_than_its_months_and_the_ends_need() => Prop.ForAll(Periods, period =>
    {
        // At each end at most six days to a Monday, four weeks, and six days behind the last of them.
        var months = NodaTime.Period.Between(period.From, period.To, PeriodUnits.Months).Months;
        return Stretch.Cover(period.From, period.To).Count() <= months + (2 * (6 + 4 + 6));
    }).QuickCheckThrowOnFailure();

    [Test]
    public void Whole_months_come_first_then_whole_weeks()
    {
        var pieces = Stretch.Cover(new LocalDate(2026, 6, 27), new LocalDate(2026, 9, 9)).ToList();

        Assert.That(string.Join(' ', pieces.Select(piece => $"{piece.Grain} {piece.First:MM-dd}")), Is.EqualTo(
            "Day 06-27 Day 06-28 Day 06-29 Day 06-30 Month 07-01 Month 08-01 Day 09-01 Day 09-02 Day 09-03 "
            + "Day 09-04 Day 09-05 Day 09-06 Day 09-07 Day 09-08 Day 09-09"));
        Assert.That(Stretch.Cover(new LocalDate(2026, 11, 16), new LocalDate(2026, 11, 22)).Single(),
            Is.EqualTo(new Stretch(Grain.Week, new LocalDate(2026, 11, 16))));
    }

    private static (LocalDate From, LocalDate To) Days(int start, int days)
    {
        var from = new LocalDate(2020, 1, 1).PlusDays(start);
        return (from, from.PlusDays(days));
    }
}
