using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>The public site in a browser without scripts, by keyboard, on a phone, and twice as large.</summary>
internal sealed class PublicSitePagesTests : PageTest
{
    private static readonly string[] Paths =
    [
        "/o/bppsi-pekanbaru", "/o/bppsi-pekanbaru/services/pk-tu-pjt-02", "/o/bppsi-pekanbaru/sops/pk-tu-pjt-01",
        "/o/bppsi-pekanbaru/survey", "/o/inaker-limapuluhkota",
    ];

    [Test]
    public async Task A_visitor_without_scripts_finds_a_service_and_reads_it_in_both_languages()
    {
        var page = Watch(await (await Session(phone: true, scripts: false)).NewPageAsync());
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Balai Pengembangan Produk" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Permohonan informasi publik", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "3. Jangka waktu penyelesaian" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Request for public information" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Indonesia", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Permohonan informasi publik" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Baca SOP layanan ini" }).ClickAsync();
        await Assertions.Expect(page.Locator(".sheet").First).ToBeVisibleAsync();
    }

    [Test]
    public async Task Pages_twice_as_large_need_no_scrolling_sideways()
    {
        foreach (var width in new[] { 1280, 640, 320 })
        {
            var page = await Open();
            await page.SetViewportSizeAsync(width, 800);
            foreach (var path in Paths)
            {
                await page.GotoAsync(path);
                // At 640 and 320 the page is as at 200 and 400 %; at 1280 its text alone is twice as large.
                if (width == 1280) await page.EvaluateAsync("document.documentElement.style.fontSize = '200%'");
                await Picture(page, $"public-{width}{path.Replace('/', '-')}");
                Assert.That(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width), path);
            }

            await page.CloseAsync();
        }
    }

    [Test]
    public async Task The_keyboard_reaches_the_content_and_the_services()
    {
        var page = await Open();
        await page.GotoAsync("/o/bppsi-pekanbaru");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Langsung ke isi" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        Assert.That(page.Url, Does.EndWith("#content"));
        for (var i = 0; i < 12 && !await Focused(page, "/services/"); i++) await page.Keyboard.PressAsync("Tab");
        Assert.That(await Focused(page, "/services/"));
    }

    private static Task<bool> Focused(IPage page, string path) =>
        page.EvaluateAsync<bool>("(path) => (document.activeElement.getAttribute('href') ?? '').includes(path)", path);
}
