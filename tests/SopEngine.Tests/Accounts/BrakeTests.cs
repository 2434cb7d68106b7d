using NodaTime;
using SopEngine.Web.Accounts;

namespace SopEngine.Tests.Accounts;

internal sealed class BrakeTests
{
    [TestCase(1, 0)]
    [TestCase(4, 0)]
    [TestCase(5, 15)]
    [TestCase(6, 30)]
    [TestCase(8, 120)]
    [TestCase(12, 1920)]
    [TestCase(13, 3600)]
    [TestCase(99, 3600)]
    [TestCase(100, 86400)]
    public void Each_failure_beyond_the_free_ones_doubles_the_wait(double failures, long seconds) =>
        Assert.That(Brake.Password.Wait(failures), Is.EqualTo(Duration.FromSeconds(seconds)));

    [Test]
    public void An_account_stands_fewer_than_a_hundred_guesses_of_strangers_in_four_days()
    {
        var (at, guesses) = (Duration.Zero, 0);
        while (at < Duration.FromDays(4)) at += Brake.Password.Wait(++guesses);

        Assert.That(guesses, Is.LessThan(110));
    }
}
