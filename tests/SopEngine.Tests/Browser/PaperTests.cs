using Microsoft.Playwright;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Browser;

/// <summary>Pages as they are printed.</summary>
internal sealed class PaperTests : PageTest
{
    private Dictionary<string, string> _things = [];

    protected override Task Prepare(string connectionString) => OfficeHistory.Make(connectionString, "baristand-palembang", 35);

    [OneTimeSetUp]
    public async Task MakeThings() => _things = await PageVisits.Things(App);

    [TestCase("/tasks/{late}")]
    [TestCase("/cases/{case}")]
    [TestCase("/cases/{ended}")]
    [TestCase("/dashboard/reports/{month}")]
    [TestCase("/sops/{sop}")]
    public async Task A_printed_page_holds_nothing_to_fill_in_or_to_press_and_is_as_wide_as_the_paper(string address)
    {
        var page = await SignIn("kepala.palembang");
        await page.GotoAsync(
            _things.Aggregate(address, (path, thing) => path.Replace("{" + thing.Key + "}", thing.Value, StringComparison.Ordinal)));
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await page.SetViewportSizeAsync(718, 1000); // A4 less its margins

        if (Environment.GetEnvironmentVariable("SOP_TEST_SCREENSHOTS") is { Length: > 0 } folder)
        {
            var name = $"paper{address.Replace('/', '-').Replace("{", "", StringComparison.Ordinal).Trim('}')}.pdf";
            await page.PdfAsync(new PagePdfOptions { Path = Path.Combine(folder, name), Format = "A4" });
        }
        var pressed = await page.Locator("button:visible, input:visible, textarea:visible, select:visible, summary:visible, nav:visible")
            .AllInnerTextsAsync();
        var isHeaded = await page.Locator("h1").IsVisibleAsync();
        var width = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");

        Assert.Multiple(() =>
        {
            Assert.That(pressed, Is.Empty);
            Assert.That(isHeaded, Is.True);
            Assert.That(width, Is.LessThanOrEqualTo(718));
        });
    }
}
