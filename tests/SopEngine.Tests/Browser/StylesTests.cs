using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>An area's stylesheets load with its pages and are removed on leaving them.</summary>
internal sealed class StylesTests : PageTest
{
    [Test]
    public async Task A_page_reached_by_links_has_the_styles_of_one_opened_directly()
    {
        var page = await SignIn("kepala.palembang");
        foreach (var name in new[] { "Berkas", "SOP", "Dasbor", "Tugas", "Dasbor", "SOP", "Berkas", "Tugas" })
        {
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Menu utama" })
                .GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
            await page.Locator(".app-nav .nav-link.active", new() { HasText = name }).WaitForAsync();
            await Assertions.Expect(page.Locator("link[rel=stylesheet]")).ToHaveCountAsync((await Fresh(page)).Length);

            Assert.That(await page.EvaluateAsync<string[]>(
                "[...document.querySelectorAll('link[rel=stylesheet]')].map((link) => link.getAttribute('href'))"),
                Is.EqualTo(await Fresh(page)), name);
        }

        await page.GoBackAsync();
        await page.Locator(".app-nav .nav-link.active", new() { HasText = "Berkas" }).WaitForAsync();
        await Assertions.Expect(page.Locator("link[href*='inbox']")).ToHaveCountAsync(1);
    }

    private static Task<string[]> Fresh(IPage page) => page.EvaluateAsync<string[]>(
        """
        fetch(location.href).then((answer) => answer.text())
          .then((text) => [...new DOMParser().parseFromString(text, "text/html").querySelectorAll("link[rel=stylesheet]")]
          .map((link) => link.getAttribute("href")))
        """);
}
