using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Documents;

namespace SopEngine.Core.Tests.Documents;

internal sealed class NumberRuleTests
{
    private static readonly LocalDate Day = new(2023, 7, 28);

    // The numbers of the seed documents (domain.md 6.2).
    [TestCase("SOP {seq}-{unit}/5", 4, "BIPA", "", "SOP 4-BIPA/5")]
    [TestCase("PK.TU-{unit}.{seq:00}", 1, "PJT", "", "PK.TU-PJT.01")]
    [TestCase("{seq:000} /{unit}/{yyyy}", 13, "INAKER", "", "013 /INAKER/2023")]
    [TestCase("B-{seq} /{class}/{unit}/{MM}/{yyyy}", 1664, "H.1.1", "OT.010", "B-1664 /OT.010/H.1.1/07/2023")]
    [TestCase("{seq}/{roman:MM}", 1234, "x", "", "1234/VII")]
    public void A_number_is_printed_as_its_rule_says(string rule, int seq, string unit, string classification, string expected) =>
        Assert.That(NumberRule.Parse(rule)!.Number(seq, unit, classification, Day), Is.EqualTo(expected));

    [TestCase("")]
    [TestCase("{unit}/{yyyy}")]
    [TestCase("{seq}/{seq:00}")]
    [TestCase("{seq}/{bulan}")]
    [TestCase("{seq")]
    [TestCase("{seq}/{yyyy:00}")]
    public void A_rule_without_one_count_or_with_an_unknown_place_is_none(string rule) => Assert.That(NumberRule.Parse(rule), Is.Null);

    [Test]
    public void Different_counts_give_different_numbers_within_a_year() => Prop.ForAll(
        Gen.Elements("{seq}", "{seq:000}/{unit}", "{class}-{seq:0}/{roman:MM}/{yyyy}").ToArbitrary(),
        Gen.Choose(1, 100_000).Two().Where(pair => pair.Item1 != pair.Item2).ToArbitrary(),
        (rule, pair) => NumberRule.Parse(rule)!.Number(pair.Item1, "BIPA", "OT", Day)
            != NumberRule.Parse(rule)!.Number(pair.Item2, "BIPA", "OT", Day)).QuickCheckThrowOnFailure();

    [Test]
    public void Counting_begins_anew_each_year_only_where_the_number_shows_the_year() =>
        Assert.That((NumberRule.Parse("{seq}/{yyyy}")!.IsYearly, NumberRule.Parse("{seq}/{MM}")!.IsYearly), Is.EqualTo((true, false)));
}
