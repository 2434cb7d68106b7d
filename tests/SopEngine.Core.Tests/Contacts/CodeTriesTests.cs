using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Contacts;

namespace SopEngine.Core.Tests.Contacts;

/// <summary>The limits of codes that confirm a contact.</summary>
internal sealed class CodeTriesTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 12, 1, 5, 0);

    [Test]
    public void Five_wrong_codes_are_followed_by_a_rest_of_a_quarter_of_an_hour()
    {
        var tries = CodeTries.None;
        for (var i = 0; i < CodeTries.MostWrong; i++)
        {
            Assert.That(tries.WaitToTry(Noon), Is.EqualTo(Duration.Zero), $"try {i + 1}");
            tries = tries.AfterWrong(Noon);
        }

        Assert.That(tries.WaitToTry(Noon), Is.EqualTo(CodeTries.Rest));
        Assert.That(tries.WaitToSend(Noon), Is.EqualTo(CodeTries.Rest), "a new code gives no new tries");
        var after = Noon + CodeTries.Rest;
        Assert.That(tries.WaitToTry(after), Is.EqualTo(Duration.Zero));
        Assert.That(tries.AfterWrong(after).WaitToTry(after), Is.EqualTo(Duration.Zero), "and five more are free");
    }

    [Test]
    public void A_right_code_forgets_the_wrong_ones_and_not_the_sendings()
    {
        var tries = CodeTries.None.AfterSending(Noon).AfterWrong(Noon).AfterWrong(Noon).AfterRight();
        Assert.That((tries.Wrong, tries.Sent), Is.EqualTo((0, 1)));
    }

    [Test]
    public void Codes_are_sent_apart_and_after_three_not_for_a_while()
    {
        var tries = CodeTries.None.AfterSending(Noon);
        Assert.That(tries.WaitToSend(Noon), Is.EqualTo(CodeTries.Apart));
        var second = Noon + CodeTries.Apart;
        tries = tries.AfterSending(second);
        var third = second + CodeTries.Apart;
        tries = tries.AfterSending(third);
        Assert.That(tries.WaitToSend(third), Is.EqualTo(CodeTries.Rest));
        var later = third + CodeTries.Rest;
        Assert.That(tries.WaitToSend(later), Is.EqualTo(Duration.Zero));
        Assert.That(tries.AfterSending(later).Sent, Is.EqualTo(1));
    }

    [Test]
    public void Whatever_is_tried_and_sent_no_more_than_five_tries_fall_into_a_quarter_of_an_hour() =>
        Prop.ForAll(Gen.Choose(0, 400).ListOf().ToArbitrary(), pauses =>
        {
            var (tries, now, taken) = (CodeTries.None, Noon, new List<Instant>());
            foreach (var pause in pauses)
            {
                now += Duration.FromSeconds(pause);
                if (tries.WaitToTry(now) > Duration.Zero) continue;
                tries = tries.AfterWrong(now);
                taken.Add(now);
            }

            // A rest stands between the fifth of a round and the next.
            return taken.Index().All(one => one.Index == 0 || one.Index % CodeTries.MostWrong != 0
                || one.Item - taken[one.Index - 1] >= CodeTries.Rest);
        }).QuickCheckThrowOnFailure();
}

/// <summary>The secret on a receipt.</summary>
internal sealed class ReceiptSecretTests
{
    [Test]
    public void It_is_read_as_people_type_it()
    {
        Assert.That(ReceiptSecret.Read("acde-fhjk"), Is.EqualTo("ACDEFHJK"));
        Assert.That(ReceiptSecret.Read(" ACDE FHJK "), Is.EqualTo("ACDEFHJK"));
        Assert.That(ReceiptSecret.Show("ACDEFHJK"), Is.EqualTo("ACDE-FHJK"));
    }

    [TestCase("")]
    [TestCase("ACDEFHJ")]
    [TestCase("ACDEFHJKL")]
    [TestCase("ACDEFHJ0")]
    [TestCase("ACDEFHJ\0")]
    [TestCase("1234")]
    public void Anything_else_is_none(string text) => Assert.That(ReceiptSecret.Read(text), Is.Null);

    [Test]
    public void Random_bytes_make_one_that_is_read_back() => Prop.ForAll(
        Gen.Choose(0, 255).ArrayOf(32).ToArbitrary(), bytes =>
        {
            var secret = ReceiptSecret.Of([.. bytes.Select(value => (byte)value)]);
            return ReceiptSecret.Read(ReceiptSecret.Show(secret)) == secret;
        }).QuickCheckThrowOnFailure();

    [TestCase("1234", "1234")]
    [TestCase(" 0987 ", "0987")]
    [TestCase("123", null)]
    [TestCase("12a4", null)]
    [TestCase("١٢٣٤", null)]
    public void Four_digits_of_a_telephone_are_four_digits(string typed, string? read) =>
        Assert.That(ReceiptSecret.ReadDigits(typed), Is.EqualTo(read));
}
