using System.Diagnostics;

namespace SopEngine.Tests.Support;

/// <summary>Polls a condition that nothing signals. A wait in vain fails the test instead of hanging.</summary>
internal static class Patience
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

    public static async Task Until(Func<Task<bool>> isSo, string what)
    {
        for (var waited = Stopwatch.StartNew(); !await isSo();)
        {
            Assert.That(waited.Elapsed, Is.LessThan(Longest), $"never: {what}");
            await Pause();
        }
    }

    /// <summary>Between two looks. Looking without a pause would take the machine from the work that is waited for.</summary>
    public static Task Pause() => Task.Delay(10);
}
