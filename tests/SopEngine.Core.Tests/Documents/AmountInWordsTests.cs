using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using SopEngine.Core.Documents;

namespace SopEngine.Core.Tests.Documents;

internal sealed class AmountInWordsTests
{
    private static readonly Dictionary<string, int> Digits = new()
    {
        ["satu"] = 1,
        ["dua"] = 2,
        ["tiga"] = 3,
        ["empat"] = 4,
        ["lima"] = 5,
        ["enam"] = 6,
        ["tujuh"] = 7,
        ["delapan"] = 8,
        ["sembilan"] = 9,
        ["sepuluh"] = 10,
        ["sebelas"] = 11,
    };

    private static readonly Arbitrary<long> Amounts = Gen.OneOf(
        Gen.Choose(0, 100_000).Select(number => (long)number),
        from scale in Gen.Choose(0, 14)
        from part in Gen.Choose(0, int.MaxValue)
        select part % Math.Min(((long)Math.Pow(10, scale) * 10) + 1, AmountInWords.Most)).ToArbitrary();

    [TestCase(0, "nol")]
    [TestCase(11, "sebelas")]
    [TestCase(19, "sembilan belas")]
    [TestCase(20, "dua puluh")]
    [TestCase(100, "seratus")]
    [TestCase(1_000, "seribu")]
    [TestCase(1_100, "seribu seratus")]
    [TestCase(21_000, "dua puluh satu ribu")]
    [TestCase(1_000_000, "satu juta")]
    [TestCase(1_250_000, "satu juta dua ratus lima puluh ribu")]
    [TestCase(1_001_001_001_001, "satu triliun satu miliar satu juta seribu satu")]
    [TestCase(999_000_000_000_000, "sembilan ratus sembilan puluh sembilan triliun")]
    public void An_amount_is_spelled_as_receipts_spell_it(long amount, string words) =>
        Assert.That(AmountInWords.Of(amount), Is.EqualTo(words));

    [Test]
    public void The_words_read_back_as_the_amount() =>
        Prop.ForAll(Amounts, amount => Read(AmountInWords.Of(amount)) == amount).QuickCheckThrowOnFailure();

    [Test]
    public void Words_are_single_blanks_apart() =>
        Prop.ForAll(Amounts, amount => AmountInWords.Of(amount).Split(' ').All(word => word.Length > 0)).QuickCheckThrowOnFailure();

    [TestCase(-1)]
    [TestCase(AmountInWords.Most + 1)]
    public void An_amount_beyond_the_words_is_refused(long amount) =>
        Assert.That(() => AmountInWords.Of(amount), Throws.TypeOf<ArgumentOutOfRangeException>());

    /// <summary>Reads words the other way round, by the rules of the language.</summary>
    private static long Read(string words)
    {
        var (total, part, digit) = (0L, 0L, 0L);
        foreach (var word in words.Split(' '))
        {
            switch (word)
            {
                case "nol": break;
                case "seratus": part += 100; break;
                case "seribu": total += 1_000; break;
                case "belas": (part, digit) = (part + digit + 10, 0); break;
                case "puluh": (part, digit) = (part + (digit * 10), 0); break;
                case "ratus": (part, digit) = (part + (digit * 100), 0); break;
                case "ribu": Scale(1_000); break;
                case "juta": Scale(1_000_000); break;
                case "miliar": Scale(1_000_000_000); break;
                case "triliun": Scale(1_000_000_000_000); break;
                default: digit = Digits[word]; break;
            }
        }

        return total + part + digit;

        void Scale(long by) => (total, part, digit) = (total + ((part + digit) * by), 0, 0);
    }
}
