using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Browser;

/// <summary>
/// Every page of the route table: in both languages, on a desk and on a phone, as a user who may see it, with demo work behind it.
/// A page without a visit in <see cref="PageVisits"/> fails the test.
/// </summary>
internal sealed partial class EveryPageTests : PageTest
{
    private readonly ConcurrentDictionary<(string Who, string Language), Lazy<Task<IBrowserContext>>> _sessions = [];
    private Dictionary<string, string> _things = [];

    protected override Task Prepare(string connectionString) => OfficeHistory.Make(connectionString, "baristand-palembang", 35);

    [OneTimeSetUp]
    public async Task MakeThings() => _things = await PageVisits.Things(App);

    [Test]
    public void Every_page_of_the_route_table_has_a_visitor()
    {
        var pages = App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<RequireAntiforgeryTokenAttribute>() is not null
                && endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null
                && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Contains("GET"))
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/')).ToHashSet();
        var known = PageVisits.All.Select(visit => visit.Route).Concat(PageVisits.NoPages).ToHashSet();

        Assert.Multiple(() =>
        {
            Assert.That(pages.Except(known), Is.Empty,
                "pages without a visit in PageVisits.All (what is no page stands in PageVisits.NoPages)");
            Assert.That(known.Except(pages), Is.Empty, "no such page");
        });
    }

    [TestCase("id")]
    [TestCase("en")]
    public async Task Every_page_is_fit_for_everybody_and_for_any_width(string language)
    {
        var wrong = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(PageVisits.All, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (visit, _) =>
        {
            try
            {
                foreach (var what in await Look(visit, language)) wrong.Enqueue($"{language} {visit.Address} as {visit.Who}: {what}");
            }
            catch (Exception e) when (e is PlaywrightException or TimeoutException)
            {
                wrong.Enqueue($"{language} {visit.Address} as {visit.Who}: {e.Message}");
            }
        });
        _sessions.Clear();

        Assert.That(string.Join('\n', wrong.Order(StringComparer.Ordinal)), Is.Empty);
    }

    private async Task<List<string>> Look(PageVisits.Visit visit, string language)
    {
        var session = await _sessions.GetOrAdd((visit.Who, language), key => new(() => SignedIn(key.Who, key.Language))).Value;
        var page = Watch(await session.NewPageAsync());
        var wrong = new List<string>();
        var answer = await page.GotoAsync(_things.Aggregate(visit.Address,
            (address, thing) => address.Replace("{" + thing.Key + "}", thing.Value, StringComparison.Ordinal)));
        if (answer!.Status != visit.Status) wrong.Add($"status {answer.Status}");
        if (visit.WaitFor is { } awaited) await page.Locator(awaited).First.WaitForAsync();
        if (await page.EvaluateAsync<string>("document.documentElement.lang") != language) wrong.Add("another language");
        if ((await page.TitleAsync()).Split('·')[0].Trim().Length == 0) wrong.Add("no title");
        if (await page.Locator("h1").CountAsync() != 1) wrong.Add($"{await page.Locator("h1").CountAsync()} main headings");
        wrong.AddRange((await Untranslated(page)).Select(key => $"untranslated {key}"));
        wrong.AddRange((await Unstyled(page)).Select(name => $"no stylesheet for .{name}"));

        var name = $"every-{language}{Slug().Replace(visit.Address, "-")}";
        foreach (var width in new[] { 1280, 360 })
        {
            await page.SetViewportSizeAsync(width, 800);
            await Picture(page, $"{name}-{width}");
            // Axe is slow. A finding depends on the language or on the width, never on both.
            if (width == (language == "en" ? 360 : 1280))
                wrong.AddRange((await Axe.All(page)).Select(violation => $"at {width}: {violation}"));
            if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth") is var wide && wide > width)
                wrong.Add($"{wide} wide at {width}: {string.Join(", ", await Wide(page))}");
        }

        await page.CloseAsync();
        return wrong;
    }

    private async Task<IBrowserContext> SignedIn(string who, string language)
    {
        var session = await Session();
        var culture = Uri.EscapeDataString(language == "en" ? "c=en|uic=en" : "c=id-ID|uic=id");
        var cookies = new List<Cookie> { new() { Name = ".AspNetCore.Culture", Value = culture, Url = App.Address.ToString() } };
        if (who.Length > 0)
        {
            using var client = await SessionClient.SignIn(App, who);
            cookies.AddRange(client.Cookies.GetAllCookies()
                .Select(cookie => new Cookie { Name = cookie.Name, Value = cookie.Value, Url = App.Address.ToString() }));
        }

        await session.AddCookiesAsync(cookies);
        return session;
    }

    /// <summary>Text keys that the page shows, or reads out, in place of their text.</summary>
    private static async Task<IEnumerable<string>> Untranslated(IPage page)
    {
        var shown = await page.EvaluateAsync<string>(
            """
            document.body.innerText + [...document.querySelectorAll("[title], [aria-label], [placeholder]")]
              .map((element) => ` ${element.title} ${element.ariaLabel} ${element.placeholder}`).join(" ")
            """);
        return KeyLike().Matches(shown).Select(match => match.Value).Where(word => Families.Value.Contains(word.Split('.')[0])).Distinct();
    }

    /// <summary>Classes on the page that one of our stylesheets defines, but none that the page links.</summary>
    private static async Task<IEnumerable<string>> Unstyled(IPage page)
    {
        var linked = await page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('link[rel=stylesheet]')].map((link) => new URL(link.href).pathname)");
        var used = await page.EvaluateAsync<string[]>(
            "[...new Set([...document.querySelectorAll('body *')].flatMap((element) => [...element.classList]))]");
        var here = Styles.Value.Where(style => linked.Any(path => path.StartsWith($"/{style.Key}.", StringComparison.Ordinal)))
            .SelectMany(style => style.Value).ToHashSet();
        return used.Where(name => !here.Contains(name) && Styles.Value.Values.Any(names => names.Contains(name)));
    }

    /// <summary>Classes that each of our stylesheets defines, without Tabler's own.</summary>
    private static readonly Lazy<Dictionary<string, HashSet<string>>> Styles = new(() =>
    {
        var root = Path.Combine(Sources.Root, "src", "SopEngine.Web", "wwwroot");
        var tablers = Classes(Path.Combine(root, "lib", "tabler.min.css"), AnyClass());
        return Directory.GetFiles(root, "*.css").ToDictionary(path => Path.GetFileNameWithoutExtension(path),
            path => Classes(path, LeadingClass()).Except(tablers).ToHashSet());

        static IEnumerable<string> Classes(string path, Regex pattern) =>
            pattern.Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value).Distinct();
    });

    private static Task<string[]> Wide(IPage page) => page.EvaluateAsync<string[]>(
        """
        [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
          .map((element) => `${element.tagName.toLowerCase()}.${element.className}`).slice(0, 5)
        """);

    private static readonly Lazy<HashSet<string>> Families = new(() =>
        XDocument.Load(Path.Combine(Sources.Root, "src", "SopEngine.Web", "Language", "Texts.resx")).Root!
        .Elements("data").Select(data => ((string)data.Attribute("name")!).Split('.')[0]).ToHashSet());

    [GeneratedRegex(@"\b[A-Z][A-Za-z]*(\.[A-Z][A-Za-z]*)+\b")]
    private static partial Regex KeyLike();

    [GeneratedRegex(@"^[ ]*\.([A-Za-z][\w-]*)", RegexOptions.Multiline)]
    private static partial Regex LeadingClass();

    [GeneratedRegex(@"\.([A-Za-z][\w-]*)")]
    private static partial Regex AnyClass();

    [GeneratedRegex(@"[^\w]+")]
    private static partial Regex Slug();
}
