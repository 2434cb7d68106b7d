using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SopEngine.Core.Rights;

namespace SopEngine.Benchmarks.Soak;

/// <summary>Deeds that only read: pages, searches and lists.</summary>
internal static partial class ReadingDeeds
{
    private static readonly string[] Searches = Words(
        """
        kinerja uji soak pelanggan tiada 820220922465628 %25 o%27neil data+kinerja
        """);

    private static readonly string[] ForEverybody = Words(
        """
        /inbox /inbox?list=queue /inbox?list=done /inbox?list=waiting /inbox?list=escalated /inbox?list=asked
        /inbox?list=queue&standing=OnTime /inbox?list=done&q={q} /inbox?list=queue&q={q} /inbox?list=waiting&due=Today /cases
        /cases?q={q} /cases?list=all /cases?list=ended&q={q} /cases?order=Promise /cases?standing=Late
        /cases?from=2026-11-01&until=2026-11-30 /cases.csv?q={q} /cases.xlsx /sops /messages /messages/choices /account
        """);

    private static readonly string[] ForStaff = Words(
        """
        /calendar /calendar?year=2027 /calendar?limit=3+hari /customers /customers?search=pel /customers/new /people/substitutes
        /people/substitutes/new /sops/{sop} /sops/{sop}/sheet /sops/{sop}/sheet.svg /sops/{sop}/export /sops?q={q}
        """);

    private static readonly string[] ForLeaders = Words(
        """
        /dashboard /dashboard/now /dashboard/now?lane=* /dashboard/trend /dashboard/trend?by=day&from=2026-11-01
        /dashboard/trend?by=month /dashboard/steps /dashboard/steps?sop={sop} /dashboard/list /dashboard/list?standing=late
        /dashboard/list?standing=done /dashboard/list.csv /dashboard/list.xlsx?standing=done /dashboard/trend.csv /dashboard/trend.xlsx
        /dashboard/reports /dashboard/reports/2026-10 /dashboard/reports/2026-10.pdf /people /people?search=a /people/lanes
        /people/{person} /schedules /sops/{sop}/versions /sops/{sop}/use
        """);

    private static readonly string[] ForAdmins = Words(
        """
        /people/log /people/log?search=soak /people/log.csv /people/new /people/security /messages/failures /messages/templates
        /messages/webhook /schedules/new /schedules/new?sop={sop} /sops/new /sops/{sop}/header
        """);

    private static readonly string[] OfTheApi = Words(
        """
        /me /calendar /cases /cases?running=true /cases?q={q} /cases?order=Promise /tasks?list=Mine /tasks?list=Queue /tasks?list=Done
        /tasks?list=Waiting /tasks?list=Queue&q={q} /sops
        """);

    private static readonly string[] OfTheApiForStaff = Words(
        """
        /sops/{sop} /substitutes
        """);

    private static readonly string[] OfTheApiForLeaders = Words(
        """
        /people /jobs /schedules /people?size=5
        """);

    /// <summary>Reads a page, and often one that it links to.</summary>
    public static async Task Page(Visit visit)
    {
        var person = visit.Person;
        var pages = visit.Random.Next(4) switch
        {
            0 when !person.IsCustomer => ForStaff,
            1 when person.Sees => ForLeaders,
            2 when person.May(Right.ManageStaff) => ForAdmins,
            _ => ForEverybody,
        };
        var page = await visit.Get(Filled(visit, visit.Any(pages)));
        Note(visit, page);
        if (page.Status != 200 || !visit.Chance(0.5)) return;
        var links = Links().Matches(page.Text).Select(match => System.Net.WebUtility.HtmlDecode(match.Groups[1].Value)).Distinct().ToList();
        if (links.Count > 0) Note(visit, await visit.Get(visit.Any(links)));
    }

    public static async Task Case(Visit visit)
    {
        if (visit.Person.IsCustomer || !visit.Office.Cases.Pick(visit.Random, out var id)) return;
        await visit.Get($"/cases/{id}{(visit.Chance(0.2) ? "/drawing" : "")}");
        if (visit.Chance(0.3)) await visit.Api(HttpMethod.Get, $"/cases/{id}");
        if (visit.Chance(0.1)) await visit.Api(HttpMethod.Get, $"/cases/{id}/documents");
        if (visit.Office.Documents.Pick(visit.Random, out var document) && visit.Chance(0.3))
            await visit.Get($"/documents/{document}{(visit.Chance(0.5) ? "/preview" : "")}");
    }

    public static async Task Api(Visit visit)
    {
        var paths = visit.Random.Next(4) switch
        {
            0 when !visit.Person.IsCustomer => OfTheApiForStaff,
            1 when visit.Person.Sees => OfTheApiForLeaders,
            _ => OfTheApi,
        };
        var path = Filled(visit, visit.Any(paths));
        var answer = await visit.Api(HttpMethod.Get, path);
        if (answer.Json is not { ValueKind: JsonValueKind.Object } page || !page.TryGetProperty("next", out var next)) return;
        if (next.GetString() is { } after && visit.Chance(0.3))
            await visit.Api(HttpMethod.Get, $"{path}{(path.Contains('?') ? '&' : '?')}after={Uri.EscapeDataString(after)}");
    }

    public static Task Live(Visit visit) => visit.Listen(TimeSpan.FromSeconds(0.2 + (visit.Random.NextDouble() * 15)));

    /// <summary>Splits a text at spaces and line ends.</summary>
    internal static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string Filled(Visit visit, string path)
    {
        var hasSop = visit.Office.Sops.Pick(visit.Random, out var sop) || visit.Office.SopsForCustomers.Pick(visit.Random, out sop);
        return path.Replace("{q}", visit.Any(Searches), StringComparison.Ordinal)
            .Replace("{sop}", hasSop ? sop : "sop-4-bipa-5", StringComparison.Ordinal)
            .Replace("{person}", $"{visit.Any(visit.Office.Visitors).Person.Id}", StringComparison.Ordinal);
    }

    private static void Note(Visit visit, Answer page)
    {
        if (page.Status != 200 || visit.Person.IsCustomer) return;
        foreach (Match found in CaseLinks().Matches(page.Text))
            visit.Office.Cases.See(long.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    // Links to pages, without the sign-out, other hosts and files of the program itself.
    [GeneratedRegex("""<a [^>]*href="(/(?:inbox|cases|tasks|sops|dashboard|people|customers|calendar|schedules|messages)[^"#]*)""")]
    private static partial Regex Links();

    [GeneratedRegex("""href="/cases/(\d+)""")]
    private static partial Regex CaseLinks();
}
