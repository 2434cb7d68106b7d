using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Reports;

namespace SopEngine.Core.Tests.Reports;

public sealed class ReportPeriodTests
{
    [TestCase(ReportGrain.Month, "2026-02-28", "2026-02", "2026-02-01", "2026-02-28")]
    [TestCase(ReportGrain.Month, "2028-02-01", "2028-02", "2028-02-01", "2028-02-29")]
    [TestCase(ReportGrain.Quarter, "2026-03-31", "2026-Q1", "2026-01-01", "2026-03-31")]
    [TestCase(ReportGrain.Quarter, "2026-12-31", "2026-Q4", "2026-10-01", "2026-12-31")]
    public void A_day_belongs_to_one_period_whose_name_says_which(ReportGrain grain, string day, string name, string from, string to)
    {
        var period = ReportPeriod.Of(grain, NodaTime.Text.LocalDatePattern.Iso.Parse(day).Value);

        Assert.That((period.ToString(), period.From.ToString("uuuu-MM-dd", null), period.To.ToString("uuuu-MM-dd", null)),
            Is.EqualTo((name, from, to)));
        Assert.That(ReportPeriod.TryParse(name, out var read) && read == period);
        Assert.That(period.Next.Previous, Is.EqualTo(period));
    }

    [Test]
    public void Periods_that_ended_follow_one_another_and_none_goes_on() =>
        Prop.ForAll(Gen.Choose(0, 3_000).ToArbitrary(), Gen.Choose(0, 1_500).ToArbitrary(), (first, days) =>
        {
            var from = new LocalDate(2020, 1, 1).PlusDays(first);
            var today = from.PlusDays(days);
            return Enum.GetValues<ReportGrain>().All(grain =>
            {
                var ended = ReportPeriod.Ended(grain, from, today).ToList();
                var next = ended.Count == 0 ? ReportPeriod.Of(grain, from) : ended[^1].Next;
                return ended.Zip(ended.Skip(1)).All(pair => pair.First.Next == pair.Second) && ended.All(period => period.To < today)
                    && (ended.Count == 0 || (ended[0].From <= from && from <= ended[0].To)) && next.To >= today;
            });
        }).QuickCheckThrowOnFailure();

    [TestCase("2026-13")]
    [TestCase("2026-00")]
    [TestCase("2026-Q5")]
    [TestCase("0000-01")]
    [TestCase("2026-1")]
    [TestCase("26-10-1")]
    [TestCase("")]
    [TestCase(null)]
    public void A_malformed_period_is_not_read(string? text) => Assert.That(ReportPeriod.TryParse(text, out _), Is.False);
}
