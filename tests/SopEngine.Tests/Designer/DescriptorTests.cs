using System.Globalization;
using System.Resources;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows.Activities;
using SopEngine.Tests.Support;
using SopEngine.Web.Designer;
using SopEngine.Web.Designer.Descriptors;

namespace SopEngine.Tests.Designer;

internal sealed class DescriptorTests
{
    private static readonly string[] OurOwn =
        ["Elsa.Start", "Sop.Step", "Sop.Decision", "Sop.StartSop", "Sop.Survey", "Sop.Notification", "Sop.Document", "Elsa.End"];

    private TestApp _app = null!;
    private ElsaClient _author = null!;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _app = await TestApp.Start();
        _author = await ElsaClient.WithToken(_app, "admin.pekanbaru");
    }

    [OneTimeTearDown]
    public async Task TearDown()
    {
        _author.Dispose();
        await _app.DisposeAsync();
    }

    [Test]
    public void Exactly_the_activities_that_run_are_described() =>
        Assert.That(ActivityDescriptors.Types, Is.EquivalentTo(ActivityTypes.Names));

    [Test]
    public async Task The_palette_has_the_activities_of_a_SOP_in_a_group_of_their_own_with_Indonesian_texts()
    {
        var palette = (await Activities()).Where(activity => activity.GetProperty("isBrowsable").GetBoolean()).ToList();
        var sop = palette.Where(activity => activity.GetProperty("category").GetString() == "SOP").ToList();

        Assert.Multiple(() =>
        {
            Assert.That(sop.Select(activity => activity.GetProperty("typeName").GetString()), Is.EquivalentTo(OurOwn));
            Assert.That(sop.Select(activity => activity.GetProperty("displayName").GetString()), Is.EquivalentTo(
                new[] { "Mulai", "Kegiatan", "Keputusan", "Mulai SOP lain", "Survei kepuasan", "Pemberitahuan", "Dokumen", "Selesai" }));
            Assert.That(
                palette.Select(activity => activity.GetProperty("typeName").GetString()),
                Is.SupersetOf(new[] { "Elsa.FlowDecision", "Elsa.FlowFork", "Elsa.Delay" }));
        });
    }

    [Test]
    public async Task Every_text_is_there_in_both_languages()
    {
        var texts = _app.Services.GetRequiredService<IStringLocalizer<Descriptions>>();
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        Assert.That(texts["Sop.Step"].Value, Is.EqualTo("Step"));

        var shown = (await Activities()).SelectMany(Texts).ToList();
        Assert.That(
            shown.Where(text => text.Contains('.', StringComparison.Ordinal) && !text.Contains(' ', StringComparison.Ordinal)),
            Is.Empty, "a key without a text");
        Assert.That(Keys(CultureInfo.InvariantCulture), Is.EqualTo(Keys(CultureInfo.GetCultureInfo("en"))));
    }

    [Test]
    public async Task Every_type_has_one_descriptor_a_version_and_the_shape_that_the_Studio_reads()
    {
        var activities = await Activities();

        Assert.That(
            activities.Select(activity => (activity.GetProperty("typeName").GetString(), activity.GetProperty("version").GetInt32())),
            Is.Unique);
        foreach (var activity in activities)
        {
            foreach (var name in new[] { "inputs", "outputs", "ports" })
                Assert.That(activity.GetProperty(name).ValueKind, Is.EqualTo(JsonValueKind.Array));
            foreach (var input in activity.GetProperty("inputs").EnumerateArray())
            {
                Assert.That(char.IsAsciiLetterUpper(input.GetProperty("name").GetString()![0]), Is.True);
                if (input.GetProperty("uiSpecifications").TryGetProperty("code-editor", out var editor))
                    Assert.That(editor.GetProperty("editorHeight").ValueKind, Is.EqualTo(JsonValueKind.Number), "a text crashes the panel");
            }
        }
    }

    [Test]
    public void Every_property_of_the_shipped_definitions_is_an_input_that_is_described()
    {
        string[] common = ["id", "nodeId", "name", "type", "version", "customProperties", "metadata", "result"];
        foreach (var file in Directory.GetFiles(Definition.Folder, "*.json"))
        {
            foreach (var activity in JsonNode.Parse(File.ReadAllText(file))!["root"]!["activities"]!.AsArray())
            {
                var inputs = ActivityDescriptors.Inputs((string)activity!["type"]!);
                Assert.That(
                    activity.AsObject().Select(property => property.Key).Except(common),
                    Is.SubsetOf(inputs), $"{Path.GetFileName(file)} {activity["id"]}");
            }
        }
    }

    [Test]
    public async Task The_lane_is_chosen_from_the_lanes_of_the_unit()
    {
        var lane = Input(await Activity("Sop.Step"), "Lane");
        var values = lane.GetProperty("uiSpecifications").GetProperty("dropdown").GetProperty("selectList")
            .GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("value").GetString()).ToList();
        var held = await _app.Scalar<string[]>(
            "select array_agg(distinct lane) from lane_holders h join units u on u.id = h.unit_id where u.code = 'bppsi-pekanbaru'");
        var options = await _author.Post("descriptors/activities/Sop.Step/options/Lane", new { context = new { } });

        Assert.Multiple(() =>
        {
            Assert.That(values, Is.Unique.And.SupersetOf(held!));
            Assert.That(
                options["items"].GetProperty("dropdown").GetProperty("selectList").GetProperty("items").GetArrayLength(),
                Is.EqualTo(values.Count));
        });
    }

    [Test]
    public async Task A_new_decision_begins_with_two_choices_and_a_new_step_with_minutes()
    {
        var decision = (await Activity("Sop.Decision")).GetProperty("constructionProperties");
        var step = (await Activity("Sop.Step")).GetProperty("constructionProperties");

        Assert.That(
            decision.GetProperty("Outcomes").GetProperty("expression").GetProperty("value").GetString(),
            Is.EqualTo("""["Ya","Tidak"]"""));
        Assert.That(step.GetProperty("TimeUnit").GetProperty("expression").GetProperty("value").GetString(), Is.EqualTo("menit"));
        Assert.That(Input(await Activity("Sop.Decision"), "Outcomes").GetProperty("uiHint").GetString(), Is.EqualTo("dynamic-outcomes"));
    }

    [Test]
    public async Task A_definition_in_force_that_is_usable_as_an_activity_is_in_the_palette_and_runs_where_it_is_used()
    {
        var part = JsonNode.Parse(Definition.Chart("bagian", [Definition.Step("a", "pengelola-pelayanan-publik")]))!;
        part["name"] = "Periksa berkas";
        part["options"] = new JsonObject { ["usableAsActivity"] = true };
        part["outcomes"] = new JsonArray("Ditolak");
        await _author.Save(part.ToJsonString(), publish: true);

        var described = await Activity("Periksaberkas");
        var use = Definition.Activity("Periksaberkas", "pakai");
        foreach (var property in described.GetProperty("constructionProperties").EnumerateObject())
            use[char.ToLowerInvariant(property.Name[0]) + property.Name[1..]] = JsonNode.Parse(property.Value.GetRawText());
        var whole = Definition.Chart("utuh", [use]);
        var published = await _author.Save(whole, publish: true);

        Assert.That(
            described.GetProperty("ports").EnumerateArray().Select(port => port.GetProperty("name").GetString()),
            Is.EqualTo(new[] { "Ditolak", "Done" }));
        Assert.That(published.Status, Is.EqualTo(200), published.Text);
    }

    [TestCase("descriptors/expression-descriptors", 5)]
    [TestCase("descriptors/variables", 17)]
    [TestCase("descriptors/storage-drivers", 1)]
    [TestCase("descriptors/workflow-activation-strategies", 0)]
    [TestCase("descriptors/log-persistence-strategies", 0)]
    [TestCase("descriptors/incident-strategies", 0)]
    [TestCase("descriptors/commit-strategies/workflows", 0)]
    [TestCase("descriptors/commit-strategies/activities", 0)]
    [TestCase("descriptors/output-converters?sourceType=String&destinationType=Object", 0)]
    [TestCase("features/installed", 1)]
    public async Task The_small_lists_are_answered(string path, int count)
    {
        var answer = await _author.Get(path);

        Assert.That((answer.Status, answer["items"].GetArrayLength(), answer["count"].GetInt32()), Is.EqualTo((200, count, count)));
    }

    [Test]
    public async Task The_editor_gets_the_functions_that_a_script_may_call()
    {
        var answer = await _author.Post("scripting/javascript/type-definitions/ppid-permohonan-informasi", new { });

        Assert.Multiple(() =>
        {
            Assert.That((answer.Status, answer.MediaType), Is.EqualTo((200, "application/x-typescript")));
            Assert.That(answer.Text, Does.Contain("declare function getVariable(name: string): any;"));
            Assert.That(answer.Text, Does.Match(@"declare function get[A-Z]\w+\(\): \w+;\ndeclare function set[A-Z]"));
        });
    }

    [Test]
    public async Task A_trial_of_one_activity_is_declined_in_words()
    {
        var answer = await _author.Post("tests/activities", new { });

        Assert.That(
            (answer.Status, answer["exception"].GetProperty("message").GetString()),
            Is.EqualTo((200, "Aktivitas tidak dapat dicoba satu per satu. Jalankan SOP-nya dari halaman SOP.")));
    }

    private async Task<List<JsonElement>> Activities() =>
        [.. (await _author.Get("descriptors/activities?Refresh=True"))["items"].EnumerateArray()];

    private async Task<JsonElement> Activity(string type) =>
        (await Activities()).Single(activity => activity.GetProperty("typeName").GetString() == type);

    private static JsonElement Input(JsonElement activity, string name) =>
        activity.GetProperty("inputs").EnumerateArray().Single(input => input.GetProperty("name").GetString() == name);

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.Name is "displayName" or "description" or "category" or "text" && property.Value.ValueKind == JsonValueKind.String
                ? [property.Value.GetString()!] : Texts(property.Value)),
        _ => [],
    };

    private static List<string> Keys(CultureInfo culture) =>
        [.. new ResourceManager(typeof(Descriptions)).GetResourceSet(culture, createIfNotExists: true, tryParents: false)!
            .Cast<System.Collections.DictionaryEntry>()
            .Select(entry => (string)entry.Key).Order()];
}
