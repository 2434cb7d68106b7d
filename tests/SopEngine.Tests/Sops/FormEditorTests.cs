using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using SopEngine.Tests.Support;
using SopEngine.Web.Sops;

namespace SopEngine.Tests.Sops;

/// <summary>The editor of a step's form writes the JSON and the expressions that its author chooses.</summary>
internal sealed class FormEditorTests : AppTest
{
    private const string Page = "/sops/pk-tu-pjt-01/form?step=step-2";
    private const string Editor = "/sops/pk-tu-pjt-01/form";

    [Test]
    public async Task Fields_are_added_moved_computed_and_saved_as_a_draft_that_a_stale_page_cannot_overwrite()
    {
        using var author = await SessionClient.SignIn(App, "admin.pekanbaru");
        var version = (await App.Scalar<int>("select version from definitions where definition_id = 'pk-tu-pjt-01' and is_latest limit 1"))
            .ToString(System.Globalization.CultureInfo.InvariantCulture);
        var revision = (await App.Scalar<int>(
            "select revision from definitions where definition_id = 'pk-tu-pjt-01' and is_latest limit 1"))
            .ToString(System.Globalization.CultureInfo.InvariantCulture);
        (string, string)[] seen = [("version", version), ("revision", revision), ("step", "step-2")];
        Assert.That((await author.Get(Page)).Status, Is.EqualTo(200));

        var added = await author.Submit(Page, Editor, [.. seen, ("deed", "add")]);
        Assert.That(added.Text, Does.Contain("name=\"f[0].label\""));

        (string, string)[] fields =
        [
            ("f[0].json", "{}"), ("f[0].label", "Daftar alat"), ("f[0].type", "Table"), ("f[0].maxRows", "20"),
            ("f[0].c[0].json", "{}"), ("f[0].c[0].label", "Alat"), ("f[0].c[0].type", "Text"), ("f[0].c[0].required", "always"),
            ("f[0].c[1].json", "{}"), ("f[0].c[1].label", "Tarif"), ("f[0].c[1].type", "Money"), ("f[0].c[1].sum", "true"),
            ("f[1].json", """{"name":"total","lain":7}"""), ("f[1].label", "Total biaya"), ("f[1].type", "Computed"),
            ("f[1].shows", "money"),
            ("f[1].recipe", "Sum"), ("f[1].first", "daftarAlat.tarif"),
            ("f[2].json", "{}"), ("f[2].label", "Catatan"), ("f[2].type", "LongText"), ("f[2].shown", "if"), ("f[2].condition", "total"),
            ("f[2].conditionKind", "MoreThan"), ("f[2].conditionValue", "1.000.000"), ("f[2].office", "true"),
        ];
        var preview = await author.Submit(Page, Editor, [.. seen, .. fields, ("deed", "look")]);
        Assert.That(preview.Text, Does.Contain("name=\"data.daftarAlat[0].alat\"").And.Contain("Total biaya"));
        var broken = await author.Submit(Page, Editor, [.. seen, .. fields, ("deed", "up:2")]);
        Assert.That(broken.Text.IndexOf("value=\"Catatan\"", StringComparison.Ordinal),
            Is.LessThan(broken.Text.IndexOf("value=\"Total biaya\"", StringComparison.Ordinal)));

        var wrong = await author.Submit(Page, Editor,
            [.. seen, .. fields, ("f[3].json", "{}"), ("f[3].label", "Pilih"), ("f[3].type", "Choice"), ("deed", "save")]);
        Assert.That(wrong.Status, Is.EqualTo(422));
        Assert.That(wrong.Text, Does.Contain("pilih: options"));

        var saved = await author.Submit(Page, Editor, [.. seen, .. fields, ("deed", "save")]);
        Assert.That(saved.Status, Is.EqualTo(303), saved.Text);
        using var stored = JsonDocument.Parse((await App.Scalar<string>(
            """
            select jsonb_path_query_first(json::jsonb, '$.root.activities[*] ? (@.id == "step-2").fields.expression.value') #>> '{}'
            from definitions where definition_id = 'pk-tu-pjt-01' and is_latest limit 1
            """))!);
        var total = stored.RootElement[1];
        Assert.That(total.GetProperty("formula").GetString(), Is.EqualTo("sum(getDaftarAlat(), \"tarif\")"));
        Assert.That(total.GetProperty("lain").GetInt32(), Is.EqualTo(7), "what the editor does not know stays");
        Assert.That(stored.RootElement[2].GetProperty("shownIf").GetString(), Is.EqualTo("getTotal() > 1000000"));
        Assert.That(stored.RootElement[2].GetProperty("audience").GetString(), Is.EqualTo("office"));
        Assert.That((await author.Get(Page)).Text, Does.Contain("value=\"daftarAlat.tarif\" selected"));

        var stale = await author.Submit(Page, Editor, [.. seen, .. fields, ("f[0].hint", "Satu baris setiap alat"), ("deed", "save")]);
        Assert.That(stale.Status, Is.EqualTo(422));
        Assert.That(stale.Text, Does.Contain("name=\"f[0].label\"").And.Contain("Daftar alat"), "and nothing typed is lost");
    }

    [Test]
    public void An_integer_stays_one_and_a_field_of_a_new_type_loses_settings_that_its_editor_does_not_show()
    {
        Assert.That(
            FormDraft.Of("""[{"name":"jumlah","label":"Jumlah","type":"integer"}]""").Write(), Does.Contain("\"decimals\":0"));
        Assert.That(FormDraft.Of("""[{"name":"kadar","type":"number","min":1.125}]""").Fields[0].Written("min"), Is.EqualTo("1,125"));

        var sent = new FormCollection(new Dictionary<string, StringValues>
        {
            ["f[0].json"] = """{"name":"kode","type":"Text","format":"ntpn"}""",
            ["f[0].label"] = "Kode",
            ["f[0].type"] = "Number",
            ["f[0].format"] = "ntpn",
        });
        Assert.That(FormDraft.Read(sent, "look").Write(), Does.Contain("Kode").And.Not.Contain("ntpn"));
    }

    [Test]
    public async Task Who_writes_no_drafts_does_not_edit_forms()
    {
        using var clerk = await SessionClient.SignIn(App, "pengelola1.pekanbaru");

        Assert.That((await clerk.Get(Page)).Status, Is.EqualTo(403));
        var sent = await clerk.Submit(
            "/inbox", Editor, ("version", "1"), ("revision", "1"), ("step", "step-2"), ("deed", "save"));
        Assert.That(sent.Status, Is.EqualTo(403));
    }
}
