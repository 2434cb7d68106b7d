using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Core.Rights;
using SopEngine.Tests.Support;
using SopEngine.Web.Dashboards;
using SopEngine.Web.Http;

namespace SopEngine.Tests.Dashboards;

/// <summary>The dashboards of a person who answers for one SOP of the office.</summary>
internal sealed partial class OfficerDashboardTests
{
    private const string Officer = "pengelola1.palembang", Own = "sop-4-bipa-5", Other = "sop-21-bipa-5";

    private TestApp _app = null!;
    private int _unit;

    [OneTimeSetUp]
    public async Task Start()
    {
        _app = await TestApp.Start(connection => OfficeHistory.Make(connection, "baristand-palembang", 33));
        _unit = await _app.Unit("baristand-palembang");
        await _app.Scalar<int?>(
            "insert into sop_officers select unit_id, id, @Own from people where user_name = @Officer returning 1", new { Own, Officer });
        await _app.Scalar<int?>(
            """
            insert into thresholds (unit_id, figure, definition_id, at_least, people, made_by, made_at)
            select unit_id, 'open', sop, at_least, array[id], id, now()
            from people cross join (values (null, 7771), (@Other, 7772), (@Own, 7773)) as t (sop, at_least)
            where user_name = 'kepala.palembang' returning 1
            """, new { Own, Other });
    }

    [OneTimeTearDown]
    public async Task Stop() => await _app.DisposeAsync();

    [Test]
    public async Task No_page_and_no_file_tells_anything_of_another_sop()
    {
        using var officer = await SessionClient.SignIn(_app, Officer);
        using var auditor = await SessionClient.SignIn(_app, "auditor.palembang");
        var period = Period().Match((await auditor.Get("/dashboard/reports")).Text).Groups[1].Value;
        string[] standings = [.. Enum.GetNames<Standing>().Select(name => $"?standing={name}&lane=*")];
        string[] outcomes = [.. Enum.GetNames<PromiseOutcome>().Select(name => $"?outcome={name}")];
        var asked = 0;
        foreach (var pattern in Routes("GET"))
        {
            foreach (var ending in pattern.Contains("{ending") ? new[] { "csv", "xlsx", "pdf" } : [""])
            {
                var path = Parameter().Replace(
                    pattern, match => match.Groups[1].Value == "period" ? period : match.Groups[1].Value == "ending" ? ending : "1");
                foreach (var query in pattern.Contains("/list", StringComparison.Ordinal) ? standings
                    : pattern.Contains("promises", StringComparison.Ordinal) ? outcomes : ["?lane=*"])
                {
                    var answer = await officer.Get(path + query);
                    if (ending == "pdf" && answer.Status == 404) continue;
                    Assert.That(answer.Status, Is.EqualTo(200), path + query);
                    asked++;
                    // An address that asks for another SOP tells no more.
                    var asking = await officer.Get($"{path}{query}&sop={Other}");
                    foreach (var text in new[] { answer.Text, asking.Text })
                        Assert.That(Scripts().Replace(text, ""), Does.Not.Contain("21-bipa-5").And.Not.Contain("21-BIPA/5"), path + query);
                }
            }
        }

        Assert.That(asked, Is.GreaterThan(40));
        Assert.That(
            (await auditor.Get("/dashboard/list.csv?standing=open&lane=*")).Text, Does.Contain("21-BIPA/5"), "there is something to hide");
    }

    [Test]
    public async Task The_figures_are_those_that_others_get_by_choosing_the_sop()
    {
        using var officer = await SessionClient.SignIn(_app, Officer);
        using var auditor = await SessionClient.SignIn(_app, "auditor.palembang");
        string[] paths =
        [
            "/trend.csv?lane=*", .. Enum.GetNames<Standing>().Select(name => $"/list.csv?lane=*&standing={name}"),
        ];
        foreach (var path in paths)
        {
            var own = (await officer.Get("/dashboard" + path)).Text;
            Assert.That(own, Is.EqualTo((await auditor.Get($"/dashboard{path}&sop={Own}")).Text), path);
            Assert.That((await officer.Get($"/dashboard{path}&sop={Other}")).Text, Is.EqualTo(own), path);
        }

        foreach (var path in new[] { "/now?lane=*", "/causes?lane=*", "/promises?outcome=kept", "/ahead?lane=*" })
        {
            var (own, chosen) = ((await officer.Get("/dashboard" + path)).Text, (await auditor.Get($"/dashboard{path}&sop={Own}")).Text);
            Assert.That(Numbers(own), Is.EqualTo(Numbers(chosen)), path);
        }

        Assert.That(
            (await officer.Get("/dashboard")).Text, Does.Not.Contain(">Pegawai</label>"), "whose steps they are is for those who lead");
    }

    [Test]
    public async Task Reports_and_thresholds_hold_the_sop_alone()
    {
        using var officer = await SessionClient.SignIn(_app, Officer);
        using var head = await SessionClient.SignIn(_app, "kepala.palembang");
        var period = Period().Match((await head.Get("/dashboard/reports")).Text).Groups[1].Value;
        var (all, own) = (await Rows(head, period), await Rows(officer, period));
        Assert.That(own, Is.Not.Empty.And.EqualTo(all.Where(row => row.Contains("4-BIPA/5", StringComparison.Ordinal)
            || row.StartsWith(own[0].Split(';')[0] + ";", StringComparison.Ordinal))));
        var thresholds = (await officer.Get("/dashboard/thresholds")).Text;
        Assert.That((thresholds.Contains("7.771"), thresholds.Contains("7.772"), thresholds.Contains("7.773")),
            Is.EqualTo((false, false, true)));
    }

    [Test]
    public async Task An_admin_names_the_officer_on_their_page_and_the_log_says_it()
    {
        using var admin = await SessionClient.SignIn(_app, "admin.palembang");
        using var clerk = await SessionClient.SignIn(_app, "seksi1.palembang");
        var id = await _app.Person("seksi1.palembang");
        Assert.That((await clerk.Get("/dashboard")).Status, Is.EqualTo(403));
        Assert.That((await clerk.Get("/inbox")).Text, Does.Not.Contain("href=\"/dashboard\""));

        Assert.That((await Save("tidak-ada")).Status, Is.EqualTo(422));
        Assert.That((await Save(Own)).Status, Is.EqualTo(303));
        Assert.That((await admin.Get($"/people/{id}")).Text, Does.Match($"name=\"answersFor\" value=\"{Own}\"\\s+checked"));
        Assert.That((await clerk.Get("/dashboard")).Status, Is.EqualTo(200));
        Assert.That((await clerk.Get("/inbox")).Text, Does.Contain("href=\"/dashboard\""));
        Assert.That((await admin.Get("/people/log")).Text, Does.Contain("penanggung jawab SOP 4-BIPA/5"));

        Assert.That((await Save()).Status, Is.EqualTo(303));
        Assert.That((await clerk.Get("/dashboard")).Status, Is.EqualTo(403));

        Task<SessionClient.Answer> Save(params string[] sops) => admin.Post($"/people/{id}", new FormUrlEncodedContent(
        [
            KeyValuePair.Create("name", "Seksi Satu"), KeyValuePair.Create("title", "Kepala Seksi"),
            .. sops.Select(sop => KeyValuePair.Create("answersFor", sop)),
        ]));
    }

    [Test]
    public async Task A_deputy_sees_the_figures_while_the_officer_is_away()
    {
        using var deputy = await SessionClient.SignIn(_app, "seksi2.palembang");
        Assert.That((await deputy.Get("/dashboard")).Status, Is.EqualTo(403));
        await _app.Scalar<int?>(
            """
            insert into stand_ins (unit_id, deputy_id, no, person_id, kind, from_at, until_at)
            select @_unit, deputy.id, 99, away.id, 'plh', now() - interval '1 hour', now() + interval '1 hour'
            from people away, people deputy where away.user_name = @Officer and deputy.user_name = 'seksi2.palembang' returning 1
            """, new { _unit, Officer });
        using var again = await SessionClient.SignIn(_app, "seksi2.palembang");
        var csv = (await again.Get("/dashboard/list.csv?standing=done")).Text;
        Assert.That(csv, Does.Contain("4-BIPA/5").And.Not.Contain("21-BIPA/5"));
    }

    [Test]
    public async Task Nothing_of_the_dashboards_can_be_changed_but_ones_own_views()
    {
        using var officer = await SessionClient.SignIn(_app, Officer);
        foreach (var pattern in Routes("POST").Where(pattern => !pattern.StartsWith("/dashboard/saved", StringComparison.Ordinal)))
        {
            var answer = await officer.Post(Parameter().Replace(pattern, "1"), new FormUrlEncodedContent([]));
            Assert.That(answer.Status, Is.EqualTo(403), pattern);
        }
    }

    /// <summary>Requests with a filter are narrowed by it; the others narrow by themselves and are named here.</summary>
    [Test]
    public void Requests_for_officers_are_read_within_their_reach()
    {
        var free = typeof(Person).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<RequiresAttribute>()?.Rights.Contains(Right.SeeFiguresOfOwnSops) == true)
            .Where(type => type.GetProperty("Filter")?.PropertyType != typeof(DashboardFilter))
            .Select(type => type.DeclaringType!.Name + "." + type.Name);
        Assert.That(
            free, Is.EquivalentTo(new[]
            {
                "ListReports.Query", "ReadReport.Query", "ReadIkm.Query", "SavedDashboards.Save", "SavedDashboards.Remove",
                "ReadRegister.Query", "KeepInformation.Command",
            }));
    }

    private IEnumerable<string> Routes(string method) =>
        _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText!.StartsWith("/dashboard", StringComparison.Ordinal)
                && route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Contains(method))
            .Select(route => route.RoutePattern.RawText!);

    private static async Task<List<string>> Rows(SessionClient client, string period) =>
        [.. (await client.Get($"/dashboard/reports/{period}.csv")).Text.Split("\r\n").Skip(1).Where(row => row.Length > 0)];

    /// <summary>The numbers that the page shows, without its clock and its filter.</summary>
    private static string Numbers(string page) => string.Join(
        ' ', Number().Matches(page).Select(match => Tags().Replace(match.Value, "").Trim()));

    [GeneratedRegex("href=\"/dashboard/reports/([0-9]{4}-[0-9]{2})\"")]
    private static partial Regex Period();

    [GeneratedRegex(@"\{(\w+)(?:[^{}]|\{[^}]*\})*\}")]
    private static partial Regex Parameter();

    /// <summary>Scripts, and the page's own address in the form that changes the language.</summary>
    [GeneratedRegex("(?s)<script.*?</script>|<input type=\"hidden\" name=\"next\"[^>]*>")]
    private static partial Regex Scripts();

    [GeneratedRegex("(?s)<(td|span) class=\"(figure-number|number)[^\"]*\".*?</\\1>")]
    private static partial Regex Number();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
