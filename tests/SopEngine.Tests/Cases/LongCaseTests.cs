using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Cases;

/// <summary>A case of hundreds of steps (5,000 were tried) is read in parts: pages stay small, and every step can be reached.</summary>
internal sealed class LongCaseTests : AppTest
{
    private const int Steps = 400;
    private const string Lane = "pengelola-pelayanan-publik";
    private const int Largest = 200_000;

    private long _case;

    [OneTimeSetUp]
    public async Task WorkThroughIt()
    {
        var (unit, person) = (await App.Unit("baristand-palembang"), await App.Person("pengelola1.palembang"));
        // A SOP of thousands of steps is refused; a case becomes as long by doing one again and again.
        var loop = Definition.Activity("Elsa.While", "ulang");
        loop["condition"] = Definition.Input("JavaScript", "true");
        loop["body"] = Definition.Step("putaran", Lane);
        // The first step is there to give the chart its lane.
        var json = Definition.Chart("panjang", [Definition.Step("langkah", Lane), loop]);
        var published = await App.Services.GetRequiredService<DefinitionStore>().SaveAndPublish(unit, null, json, CancellationToken.None);
        var engine = App.Services.GetRequiredService<CaseEngine>();
        var start = new StartCase(published.Version!.Value,
            new CaseStarted(new Dictionary<string, System.Text.Json.JsonElement>()), person);
        _case = ((CaseResult.Done)await engine.Execute(start, CancellationToken.None)).Case;
        for (var no = 1; no < Steps; no++)
        {
            var done = await engine.Execute(new AdvanceCase(unit, _case, new TaskCompleted(no, person, null, $"putaran {no}"), person),
                CancellationToken.None);
            Assert.That(done, Is.InstanceOf<CaseResult.Done>());
        }
    }

    [Test]
    public async Task Pages_of_a_long_case_are_small_and_a_link_leads_to_earlier_steps()
    {
        using var clerk = await SessionClient.SignIn(App, "pengelola1.palembang");
        var seen = new HashSet<string>();
        var pages = 0;
        string? address = $"/cases/{_case}";
        while (address is not null)
        {
            var page = await clerk.Get(address);
            Assert.That(page.Status, Is.EqualTo(200), address);
            Assert.That(page.Bytes, Has.Length.LessThan(Largest), address);
            seen.UnionWith(Regex.Matches(page.Text, "putaran [0-9]+").Select(match => match.Value));
            address = Regex.Match(page.Text, $"href=\"(/cases/{_case}\\?until=[0-9]+)\"") is { Success: true } earlier
                ? earlier.Groups[1].Value : null;
            Assert.That(++pages, Is.LessThan(Steps / 8));
        }

        Assert.That(seen, Has.Count.EqualTo(Steps - 1));
        foreach (var task in new[] { 1, Steps / 2, Steps })
        {
            var page = await clerk.Get($"/tasks/{_case}-{task}");
            Assert.That(page.Bytes, Has.Length.LessThan(Largest));
            Assert.That(page.Text, Does.Contain(task == 1 ? "Mengerjakan langkah<" : "Mengerjakan putaran<"));
        }
    }

    [Test]
    public async Task The_api_pages_a_long_history_without_gap_or_repeat()
    {
        using var clerk = await App.Client("pengelola1.palembang");
        var (events, tasks) = (new List<int>(), new HashSet<string>());
        string? after = null;
        do
        {
            var page = await clerk.Get($"cases/{_case}{(after is null ? "" : $"?after={after}")}");
            Assert.That(page.Text, Has.Length.LessThan(Largest));
            events.AddRange(page["history"].EnumerateArray().Select(entry => entry.GetProperty("seq").GetInt32()));
            tasks.UnionWith(page["tasks"].EnumerateArray().Select(task => task.GetProperty("id").GetString()!));
            Assert.That(tasks, Does.Contain($"{_case}-{Steps}"), "what is open is on every page");
            after = page["next"].GetString();
        }
        while (after is not null);

        Assert.That(events, Is.EqualTo(Enumerable.Range(1, Steps)));
        Assert.That(tasks, Has.Count.EqualTo(Steps));
    }
}
