using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Inbox;

/// <summary>What the page of a step says of who did the earlier ones.</summary>
internal sealed class SecondPersonTests : AppTest
{
    [Test]
    public async Task The_doer_of_a_step_is_known_after_the_case_has_moved_to_another_version()
    {
        var unit = await App.Unit("bppsi-pekanbaru");
        var first = await Publish(unit, Step("1", "terima"), With(Step("2", "periksa"), "1"));
        using var clerk = await App.Client("analis1.pekanbaru");
        var started = await clerk.Post("cases", new { sop = "uji-periksa", title = "Uji periksa" });
        Assert.That(started.Status, Is.EqualTo(201), started.Text);
        var id = started["id"].GetInt64();
        Assert.That((await clerk.Post($"tasks/{id}-1/completion", new { })).Status, Is.EqualTo(200));
        var second = await Publish(unit, Step("3", "baru"), Step("1", "terima"), With(Step("2", "periksa"), "1"));

        Assert.That(await App.Services.GetRequiredService<CaseEngine>().Execute(
            new AdvanceCase(unit, id, new CaseMoved(first.Version, second.Version), null), CancellationToken.None),
            Is.InstanceOf<CaseResult.Done>());

        using var page = await SessionClient.SignIn(App, "analis1.pekanbaru");
        Assert.That(WebUtility.HtmlDecode((await page.Get($"/tasks/{id}-2")).Text), Does.Contain("Anda yang mengerjakan langkah 1."));
        var refused = await clerk.Post($"tasks/{id}-2/completion", new { });
        Assert.That((refused.Status, refused.Text.Contains("second-person-needed", StringComparison.Ordinal)), Is.EqualTo((403, true)));
        var name = await App.Scalar<string>("select name from people where user_name = 'analis1.pekanbaru'");
        using var other = await SessionClient.SignIn(App, "analis2.pekanbaru");
        Assert.That(WebUtility.HtmlDecode((await other.Get($"/tasks/{id}-2/send-back")).Text), Does.Contain($"· {name}"));
    }

    private async Task<DefinitionVersion> Publish(int unit, params JsonObject[] steps)
    {
        var saved = await App.Services.GetRequiredService<DefinitionStore>().SaveAndPublish(
            unit, null, Definition.Chart("uji-periksa", steps), CancellationToken.None);
        return saved.Version ?? throw new AssertionException(string.Join('\n', saved.Problems.Select(problem => problem.Code)));
    }

    private static JsonObject Step(string number, string id)
    {
        var step = Definition.Step(id, "analis");
        step["number"] = Definition.Input("Literal", number);
        return step;
    }

    private static JsonObject With(JsonObject step, string notBy)
    {
        step["notBy"] = Definition.Input("Object", $"[\"{notBy}\"]");
        return step;
    }
}
