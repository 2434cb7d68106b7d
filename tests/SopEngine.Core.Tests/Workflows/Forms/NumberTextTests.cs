using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Tests.Workflows.Forms;

[Parallelizable(ParallelScope.All)]
public sealed class NumberTextTests
{
    [TestCase("1.250.000", 1250000)]
    [TestCase("1250000,50", 1250000.5)]
    [TestCase("1.250.000,50", 1250000.5)]
    [TestCase("1,250,000.50", 1250000.5)]
    [TestCase("1,250,000", 1250000)]
    [TestCase("1.250", 1250)]
    [TestCase("1,250", 1.25)]
    [TestCase("12.5", 12.5)]
    [TestCase("0.125", 0.125)]
    [TestCase("0,5", 0.5)]
    [TestCase("-3", -3)]
    [TestCase("Rp 210.000,-", 210000)]
    [TestCase("Rp. 210.000", 210000)]
    [TestCase("1 250 000", 1250000)]
    public void A_number_is_read_as_an_indonesian_writer_means_it(string text, double expected) =>
        Assert.That(NumberText.TryRead(text, out var number) ? number : (decimal?)null, Is.EqualTo((decimal)expected));

    [TestCase("")]
    [TestCase("tiga")]
    [TestCase("1.2.3")]
    [TestCase("12.34.567")]
    [TestCase("1,2,3")]
    [TestCase("3 buah")]
    [TestCase("--3")]
    [TestCase("1e3")]
    public void Another_text_is_no_number(string text) => Assert.That(NumberText.TryRead(text, out _), Is.False);

    [Test]
    public void A_written_number_is_read_back() =>
        Prop.ForAll(
            (from whole in Gen.Choose(-2_000_000_000, 2_000_000_000)
             from scale in Gen.Choose(0, 6)
             select whole / (decimal)Math.Pow(10, scale))
                .ToArbitrary(),
            number => NumberText.TryRead(NumberText.Write(number), out var read) && read == number).QuickCheckThrowOnFailure();

    [Test]
    public void Groups_of_thousands_change_nothing() =>
        Prop.ForAll(Gen.Choose(1000, 2_000_000_000).ToArbitrary(), number =>
            NumberText.TryRead(number.ToString("#,0", System.Globalization.CultureInfo.GetCultureInfo("id-ID")), out var read)
            && read == number).QuickCheckThrowOnFailure();
}
