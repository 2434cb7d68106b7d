using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Sla;

namespace SopEngine.Core.Tests.Sla;

/// <summary>Figures of many days equal those of all their values together, and no quantile is further off than promised.</summary>
public sealed class QuantileSketchTests
{
    private static readonly Arbitrary<double[]> Values =
        Gen.Choose(0, 1_000_000_000).Select(number => Math.Pow(10, number % 100 / 10.0) * (number / 1e9))
            .NonEmptyListOf().Select(list => list.ToArray()).ToArbitrary();

    [Test]
    public void A_quantile_is_off_by_two_percent_at_most() => Prop.ForAll(Values, Gen.Choose(0, 100).ToArbitrary(), (values, percent) =>
    {
        var exact = values.Order().ElementAt(Math.Max(1, (int)Math.Ceiling(percent / 100.0 * values.Length)) - 1);
        var found = Of(values).Quantile(percent / 100.0)!.Value;
        return Math.Abs(found - Math.Max(exact, QuantileSketch.Least))
            <= (QuantileSketch.RelativeError + 1e-9) * Math.Max(exact, QuantileSketch.Least);
    }).QuickCheckThrowOnFailure();

    [Test]
    public void Sketches_add_up_to_the_sketch_of_all_their_values() => Prop.ForAll(Values, Values, (some, others) =>
    {
        var (left, right) = (Of(some), Of(others));
        left.Add(Of(others));
        right.Add(Of(some).Pack());
        var all = Of([.. some, .. others]).Pack();
        return left.Pack().SequenceEqual(all) && right.Pack().SequenceEqual(all);
    }).QuickCheckThrowOnFailure();

    [Test]
    public void Many_values_need_little_room()
    {
        var sketch = Of(Enumerable.Range(0, 1_000_000).Select(i => i * 31.5));

        Assert.That(sketch.Pack(), Has.Length.LessThan(1_500));
        Assert.That(sketch.Quantile(0.9), Is.EqualTo(900_000 * 31.5).Within(2).Percent);
    }

    [Test]
    public void Nothing_has_no_quantile_and_nothing_is_negative()
    {
        Assert.That(new QuantileSketch().Quantile(0.5), Is.Null);
        Assert.That(() => new QuantileSketch().Add((ReadOnlySpan<byte>)[0xFF, 0xFF]), Throws.TypeOf<FormatException>());
        Assert.That(() => new QuantileSketch().Add((ReadOnlySpan<byte>)[0xFF, 0xFF, 0xFF, 0x7F, 1]), Throws.TypeOf<FormatException>());
        Assert.That(() => new QuantileSketch().Add(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new QuantileSketch().Add(double.NaN), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_tally_tells_done_from_taken_back_and_late_from_in_time()
    {
        var tally = new Tally();
        tally.Add(new ClosedStep(
            Duration.FromMinutes(30), Duration.FromMinutes(60), IsLate: false, IsLateExtended: false, IsDone: true, 0));
        tally.Add(new ClosedStep(Duration.FromMinutes(90), Duration.FromMinutes(60), IsLate: true, IsLateExtended: false, IsDone: true, 2));
        tally.Add(new ClosedStep(Duration.FromMinutes(5), null, IsLate: false, IsLateExtended: false, IsDone: true, 0));
        tally.Add(new ClosedStep(Duration.FromDays(9), Duration.FromMinutes(60), IsLate: true, IsLateExtended: true, IsDone: false, 3));
        var both = new Tally();
        both.Add(tally);
        both.Add(tally);

        Assert.That((tally.Done, tally.Limited, tally.Late, tally.Cancelled), Is.EqualTo((3, 2, 1, 1)));
        Assert.That(tally.LateShare, Is.EqualTo(0.5));
        Assert.That(tally.Levels, Is.EqualTo((int[])[0, 1]));
        Assert.That(tally.Share.Quantile(0.9), Is.EqualTo(1500).Within(2).Percent);
        Assert.That(tally.Worked.Quantile(0.5), Is.EqualTo(1800).Within(2).Percent);
        Assert.That((both.Done, both.Late, both.Levels[1], both.Worked.Count), Is.EqualTo((6, 2, 2, 6L)));
    }

    private static QuantileSketch Of(IEnumerable<double> values)
    {
        var sketch = new QuantileSketch();
        foreach (var value in values) sketch.Add(value);
        return sketch;
    }
}
