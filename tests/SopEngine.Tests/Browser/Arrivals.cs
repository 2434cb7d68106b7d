using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>
/// Waiting for pages by asking the browser again and again. Playwright's own waiting for an address or a load was seen to wait in vain for a page that
/// was there: it listens for an event, which may come while it begins to.
/// </summary>
internal static class Arrivals
{
    /// <summary>Waits until the page is at an address and loaded: ** stands for anything, * for anything within one part of a path.</summary>
    public static async Task ArrivesAtAsync(this IPage page, string address)
    {
        var pattern = Regex.Escape(address).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal);
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"^{pattern}$"));
        await page.IsLoadedAsync();
    }

    public static Task IsLoadedAsync(this IPage page) => Assertions.Expect(page.Locator("html")).ToHaveJSPropertyAsync("ownerDocument.readyState", "complete");
}
