using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Designer;

internal sealed class DefinitionFuzzTests
{
    /// <summary>Far above the milliseconds that each takes, also on a busy machine, and far below unbounded growth.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    [Test]
    public void Ten_thousand_spoilt_definitions_are_read_and_compiled_or_refused_in_time()
    {
        var fuzz = new DefinitionFuzz(20_261_121);
        int compiled = 0, refused = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var json = fuzz.Next();
            var watch = Stopwatch.StartNew();
            try
            {
                var content = DefinitionJson.Read(json);
                content.NumberActivities();
                content.ContentHash();
                var result = FlowCompiler.Compile(content.ToDefinition());
                foreach (var problem in result.Problems) problem.Text(CultureInfo.InvariantCulture);
                compiled++;
            }
            catch (JsonException)
            {
                refused++;
            }
            catch (Exception e)
            {
                throw new AssertionException($"No. {i}: {e}\n{json}");
            }

            Assert.That(watch.Elapsed, Is.LessThan(Longest), $"no. {i}");
        }

        TestContext.Out.WriteLine($"{compiled} compiled or with problems, {refused} refused");
        Assert.That(compiled, Is.GreaterThan(5_000), "most of them get as far as the compiler");
    }

    [Test]
    public async Task Spoilt_definitions_over_HTTP_are_saved_whole_or_refused_whole_and_cause_no_fault()
    {
        await using var app = await TestApp.Start();
        using var author = await ElsaClient.WithToken(app, "admin.pekanbaru");
        var fuzz = new DefinitionFuzz(7);
        var statuses = new Dictionary<int, int>();
        for (var i = 0; i < 500; i++)
        {
            var json = fuzz.Next();
            var before = await Stored(app);
            var watch = Stopwatch.StartNew();
            var answer = (i % 3) switch
            {
                0 => await author.Post("workflow-definitions/import", json),
                1 => await author.Save(json),
                _ => await author.Save(json, publish: true),
            };
            Assert.That(watch.Elapsed, Is.LessThan(Longest), json);
            Assert.That(answer.Status, Is.EqualTo(200).Or.EqualTo(400), $"No. {i}: {answer.Text}\n{json}");
            if (answer.Status == 400) Assert.That(answer.Messages, Is.Not.Empty);
            if (answer.Status == 400 && i % 3 != 2) Assert.That(await Stored(app), Is.EqualTo(before), "what is refused leaves no trace");
            statuses[answer.Status] = statuses.GetValueOrDefault(answer.Status) + 1;
        }

        TestContext.Out.WriteLine(string.Join(", ", statuses.Select(status => $"{status.Key}: {status.Value}")));
        await EverythingIsReadable(app, author);
    }

    [Test]
    public void Definitions_made_to_exhaust_us_are_refused_or_compiled_in_time()
    {
        foreach (var json in Hostile())
        {
            var watch = Stopwatch.StartNew();
            try
            {
                var content = DefinitionJson.Read(json);
                content.NumberActivities();
                FlowCompiler.Compile(content.ToDefinition());
            }
            catch (JsonException)
            {
                // Refused, which is as good.
            }

            Assert.That(watch.Elapsed, Is.LessThan(Longest), json[..Math.Min(200, json.Length)]);
        }
    }

    private static IEnumerable<string> Hostile()
    {
        yield return new string('[', 1_000_000);
        yield return Chart(Enumerable.Range(0, 20_000).Select(i => Step($"s{i}")), []);
        yield return Chart(
            Enumerable.Range(0, 900).Select(i => Step($"s{i}")),
            Enumerable.Range(0, 899).Select(i => Connection($"s{i}", $"s{i + 1}")));
        yield return Chart(
            Enumerable.Range(0, 100).Select(i => Step($"s{i}")),
            Enumerable.Range(0, 10_000).Select(i => Connection($"s{i / 100}", $"s{i % 100}")));
        yield return Chart(
            Enumerable.Range(0, 70).Select(i => Step($"s{i}")),
            Enumerable.Range(0, 4_900).Where(i => i / 70 != i % 70).Select(i => Connection($"s{i / 70}", $"s{i % 70}", $"p{i}")));
        yield return Chart(Enumerable.Range(0, 1_000).Select(_ => Step("sama")), []);
        yield return Chart([Step(new string('x', 2_000_000))], []);
        var nested = new StringBuilder();
        for (var i = 0; i < 28; i++)
        {
            var id = new string('y', 50_000) + i;
            nested.Append(CultureInfo.InvariantCulture, $$"""{"id":"{{id}}","type":"Elsa.Sequence","version":1,"activities":[""");
        }

        yield return Chart([nested + string.Concat(Enumerable.Repeat("]}", 28))], []);
        yield return Chart([Definition.Activity("Elsa.RunJavaScript", "a", ("script", new string('(', 19_999))).ToJsonString()], []);
        var choices = string.Concat(Enumerable.Repeat("a?b:", 5_000)) + "c";
        yield return Chart([Definition.Activity("Elsa.RunJavaScript", "a", ("script", choices)).ToJsonString()], []);
        yield return Chart([Definition.Activity("Elsa.RunJavaScript", "a", ("script", new string('!', 19_999))).ToJsonString()], []);
        yield return Chart([Definition.Activity("Sop.Step", "a", ("requirements", new string('[', 100_000))).ToJsonString()], []);
    }

    private static string Chart(IEnumerable<string> activities, IEnumerable<string> connections) =>
        "{\"definitionId\":\"x\",\"root\":{\"id\":\"r\",\"type\":\"Elsa.Flowchart\",\"version\":1,\"activities\":["
        + string.Join(',', activities) + "],\"connections\":[" + string.Join(',', connections) + "]}}";

    private static string Step(string id) => "{\"id\":\"" + id + "\",\"type\":\"Sop.Step\",\"version\":1}";

    private static string Connection(string from, string to, string port = "Done") =>
        "{\"source\":{\"activity\":\"" + from + "\",\"port\":\"" + port + "\"},\"target\":{\"activity\":\"" + to + "\"}}";

    private static Task<long> Stored(TestApp app) =>
        app.Scalar<long>("select (select count(*) + coalesce(sum(revision), 0) from definitions) + (select count(*) from definition_log)");

    /// <summary>Every row can be opened, exactly one version of a definition is the latest, and the palette still comes.</summary>
    private static async Task EverythingIsReadable(TestApp app, ElsaClient author)
    {
        var list = await author.Get("workflow-definitions?versionOptions=AllVersions");
        foreach (var item in list["items"].EnumerateArray())
        {
            var opened = await author.Get($"workflow-definitions/by-id/{Uri.EscapeDataString(item.GetProperty("id").GetString()!)}");
            Assert.That(opened.Status, Is.EqualTo(200));
            Assert.That(opened["root"].ValueKind, Is.EqualTo(JsonValueKind.Object));
            WorkflowDefinition.Parse(opened.Text);
        }

        Assert.That(
            await app.Scalar<long>(
                """
                select count(*) from (
                  select 1 from definitions group by unit_id, definition_id having count(*) filter (where is_latest) <> 1) wrong
                """),
            Is.Zero);
        Assert.That((await author.Get("descriptors/activities?Refresh=True")).Status, Is.EqualTo(200));
    }
}
