using System.Diagnostics;

namespace SopEngine.Tests.Support;

/// <summary>Waits for a condition that nothing signals. A test that waits in vain fails, and never hangs.</summary>
internal static class Patience
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static async Task Until(Func<Task<bool>> isSo, string what)
    {
        for (var waited = Stopwatch.StartNew(); !await isSo();)
        {
            Assert.That(waited.Elapsed, Is.LessThan(Longest), $"never: {what}");
            await Task.Yield();
        }
    }
}
