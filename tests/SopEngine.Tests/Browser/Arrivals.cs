using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>
/// Waits for pages by polling the browser. Playwright waits for an event instead, and was seen to wait in vain
/// when the page arrived while it registered for the event.
/// </summary>
internal static class Arrivals
{
    /// <summary>Waits until the page is at an address and loaded: ** matches anything, * anything within one part of a path.</summary>
    public static async Task ArrivesAtAsync(this IPage page, string address)
    {
        var pattern = Regex.Escape(address).Replace(@"\*\*", ".*", StringComparison.Ordinal)
            .Replace(@"\*", "[^/]*", StringComparison.Ordinal);
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"^{pattern}$"));
        await page.IsLoadedAsync();
    }

    public static Task IsLoadedAsync(this IPage page) =>
        Assertions.Expect(page.Locator("html")).ToHaveJSPropertyAsync("ownerDocument.readyState", "complete");
}
