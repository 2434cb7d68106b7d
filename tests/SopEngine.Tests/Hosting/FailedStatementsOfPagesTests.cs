using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Hosting;

/// <summary>
/// Every statement of every page fails once while it is bound and once while it runs, over a pool of few connections; after each
/// failure the page is as before.
/// </summary>
internal sealed partial class FailedStatementsOfPagesTests : AppTest
{
    /// <summary>Size of each of the two pools; the service's background work needs some.</summary>
    private const int Connections = 4;

    private const int MostStatements = 40;

    private StatementProxy _proxy = null!;
    private TestApp _node = null!;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _node = await App.NodeBy(direct =>
        {
            _proxy = new StatementProxy(direct);
            return new NpgsqlConnectionStringBuilder(_proxy.ConnectionString) { MaxPoolSize = Connections }.ConnectionString;
        });
    }

    [OneTimeTearDown]
    public async Task TearDown()
    {
        await _node.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Test]
    public async Task After_each_failed_statement_of_a_page_the_page_is_as_before()
    {
        using var head = await SessionClient.SignIn(_node, "kepala.palembang");
        var failures = 0;
        foreach (var page in await Pages(head))
        {
            var right = Seen(await head.Get(page));
            foreach (var refusal in Enum.GetValues<StatementProxy.Refusal>())
            {
                for (var statement = 1; statement <= MostStatements; statement++)
                {
                    var hasFailed = _proxy.Refuse(statement, refusal);
                    await head.Get(page);
                    _proxy.Disarm();
                    if (!hasFailed()) break;

                    failures++;
                    for (var i = 0; i < 2; i++)
                        Assert.That(Seen(await head.Get(page)), Is.EqualTo(right), $"{page}, {refusal} of statement {statement}");
                }
            }
        }

        TestContext.Out.WriteLine($"{failures} failed statements");
        Assert.That(failures, Is.GreaterThan(200));
    }

    [Test]
    public async Task A_completion_whose_statements_fail_one_after_another_happens_once_when_it_is_sent_again()
    {
        using var clerk = await _node.Client("pengelola1.palembang");
        foreach (var refusal in Enum.GetValues<StatementProxy.Refusal>())
        {
            for (var statement = 1; statement <= MostStatements; statement++)
            {
                var id = (await clerk.Post("cases", new { sop = "sop-4-bipa-5" }))["id"];
                var hasFailed = _proxy.Refuse(statement, refusal);
                var first = await clerk.Post($"tasks/{id}-1/completion", new { comment = "Selesai" }, $"kunci-{refusal}-{statement}");
                _proxy.Disarm();
                var again = await clerk.Post($"tasks/{id}-1/completion", new { comment = "Selesai" }, $"kunci-{refusal}-{statement}");
                Assert.That(again.Status, Is.EqualTo(200), $"{refusal} of statement {statement}: {first.Text}, then {again.Text}");
                if (!hasFailed()) break;
            }
        }

        Assert.That(await _node.Verify(), Is.Empty);
    }

    /// <summary>Every page without a parameter, and the pages of a case and a SOP.</summary>
    private async Task<List<string>> Pages(SessionClient head)
    {
        using var clerk = await _node.Client("pengelola1.palembang");
        var id = (await clerk.Post("cases", new { sop = "sop-4-bipa-5" }))["id"];
        var plain = _node.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'))
            .Where(path => !path.Contains('{', StringComparison.Ordinal) && !path.StartsWith("/api", StringComparison.Ordinal)
                && !path.StartsWith("/elsa", StringComparison.Ordinal));
        var pages = new List<string>();
        foreach (var page in plain.Concat([$"/cases/{id}", $"/tasks/{id}-1", "/sops/sop-4-bipa-5"]).Where(page => page is not "/live")
            .Distinct())
        {
            if ((await head.Get(page)).Status == 200) pages.Add(page);
        }

        return pages;
    }

    /// <summary>The answer without the parts that differ at every visit.</summary>
    private static string Seen(SessionClient.Answer answer) => $"{answer.Status} {Changing().Replace(answer.Text, "")}";

    [GeneratedRegex("""value="[^"]{60,}"|name="key" value="[^"]*"|csp-nonce" content="[^"]*"|nonce="[^"]*"|[\d.,:]+""")]
    private static partial Regex Changing();
}
