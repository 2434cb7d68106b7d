using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>The official sheets of all SOPs, on the screen and in print.</summary>
internal sealed partial class SheetTests : PageTest
{
    [TestCase("kepala.palembang", "sop-4-bipa-5", 2)]
    [TestCase("kepala.palembang", "sop-21-bipa-5", 3)]
    [TestCase("kepala.pekanbaru", "pk-tu-pjt-01", 2)]
    [TestCase("kepala.pekanbaru", "pk-tu-pjt-02", 2)]
    [TestCase("kepala.pekanbaru", "ppid-permohonan-informasi", 3)]
    [TestCase("kepala.inaker", "sop-013-inaker-2023", 2)]
    [TestCase("kepala.bisip", "sop-b-1664-2023", 3)]
    public async Task A_sheet_is_shown_page_by_page_and_printed_as_A4_landscape_and_nothing_else(string person, string sop, int pages)
    {
        var page = await SignIn(person);
        await page.GotoAsync($"/sops/{sop}/sheet");
        await Assertions.Expect(page.Locator(".sheet svg[role=img]")).ToHaveCountAsync(pages);
        await Inspect(page, $"sheet-{sop}");
        var tooWide = await page.EvaluateAsync<string[]>(
            """
            [...document.querySelectorAll('.sheet text')]
              .filter((text) => text.getBBox().width > Number(text.getAttribute('textLength')) + 2).map((text) => text.textContent)
            """);
        Assert.That(tooWide, Is.Empty, "wider than was reckoned with, in whatever font there is");

        var printed = await page.PdfAsync(new PagePdfOptions { PreferCSSPageSize = true, PrintBackground = true });
        if (Environment.GetEnvironmentVariable("SOP_TEST_SCREENSHOTS") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, $"sheet-{sop}.pdf"), printed);
        var sizes = MediaBox().Matches(Encoding.Latin1.GetString(printed)).Select(box => (Parse(box, 1), Parse(box, 2))).ToList();
        Assert.That(sizes, Has.Count.EqualTo(pages));
        foreach (var (width, height) in sizes) Assert.That((width, height), Is.EqualTo((841.89, 595.28)).Using<(double, double)>(Near));
    }

    [Test]
    public async Task The_sheet_is_found_from_the_list_and_downloaded_as_one_picture()
    {
        var page = await SignIn("kepala.palembang");
        await page.GotoAsync("/sops");
        await page.GetByRole(AriaRole.Link, new() { Name = "Pemberian Kompensasi" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Lembar SOP" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cetak" }).WaitForAsync();

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Unduh SVG" })
            .ClickAsync());
        Assert.That(download.SuggestedFilename, Is.EqualTo("SOP-21-BIPA-5-v1.svg"));
        var svg = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.That(Regex.Count(svg, "<svg"), Is.EqualTo(4), "three pages in one");
    }

    [Test]
    public async Task The_print_button_prints()
    {
        var page = await SignIn("kepala.palembang");
        await page.AddInitScriptAsync("window.print = () => { document.title = 'printed'; };");
        await page.GotoAsync("/sops/sop-4-bipa-5/sheet");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cetak" }).ClickAsync();

        await Assertions.Expect(page).ToHaveTitleAsync("printed");
    }

    [GeneratedRegex(@"/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)\s*\]")]
    private static partial Regex MediaBox();

    private static double Parse(Match match, int group) =>
        double.Parse(match.Groups[group].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);

    private static bool Near((double Width, double Height) a, (double Width, double Height) b) =>
        Math.Abs(a.Width - b.Width) < 1 && Math.Abs(a.Height - b.Height) < 1;
}
