using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Engine.Documents;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Documents;

/// <summary>Templates, issuing and verification over HTTP, as a browser without scripts uses them.</summary>
internal sealed partial class TemplatePagesTests : AppTest
{
    private const string Editor = "/documents/templates/surat-permintaan-maaf";

    [Test]
    public async Task Without_scripts_the_preview_comes_back_with_what_was_typed_and_keeps_nothing()
    {
        using var admin = await SessionClient.SignIn(App, "admin.palembang");
        var typed = Form(("text", "Isi baru {{pelangan}} <b>tebal</b>\n{{tabel x"), ("version", "1"), ("revision", "1"));
        var shown = await admin.Submit(Editor, Editor + "/preview", typed);

        Assert.That(shown.Status, Is.EqualTo(200));
        Assert.That(shown.Text, Does.Contain("Isi baru").And.Contain("&lt;b&gt;tebal&lt;/b&gt;").And.Not.Contain("<b>tebal</b>"));
        Assert.That(WebUtility.HtmlDecode(shown.Text), Does.Contain("bernama “pelangan”").And.Contain("Baris 2"));
        var pdf = await admin.Submit(Editor, Editor + "/preview.pdf", typed);
        Assert.That(pdf.Header("Content-Type"), Is.EqualTo("application/pdf"));
        Assert.That((await admin.Get(Editor)).Text, Does.Not.Contain("Isi baru"));
    }

    [Test]
    public async Task A_bad_rule_key_or_name_is_said_beside_its_field_and_what_was_typed_stays()
    {
        using var admin = await SessionClient.SignIn(App, "admin.palembang");
        var bad = await admin.Submit(
            "/documents/templates/new", "/documents/templates",
            Form(("kind", "Surat Baru"), ("name", ""), ("numbering", "{bulan}"), ("text", "Isi yang tetap")));

        Assert.That(bad.Status, Is.EqualTo(422));
        Assert.That(bad.Text, Does.Contain("Isi kunci dengan huruf kecil").And.Contain("Aturan nomor harus memuat")
            .And.Contain("Isi yang tetap"));
        Assert.That((await admin.Submit("/documents/templates/new", "/documents/templates",
            Form(("kind", "nota-dinas"), ("name", "x"), ("text", "x")))).Text, Does.Contain("Sudah ada templat dengan kunci ini."));
    }

    [Test]
    public async Task The_public_page_says_number_date_office_kind_and_hash_and_nothing_of_a_person()
    {
        using var staff = await SessionClient.SignIn(App, "kepala.palembang");
        var at = await CompensationOf("pelanggan1.palembang");
        var issued = await staff.Submit($"/cases/{at}/issuing?template=nota-dinas", $"/cases/{at}/issuing",
            ("template", "nota-dinas"), ("key", "k-1"));
        Assert.That(issued.Status, Is.EqualTo(303), issued.Text);
        var again = await staff.Submit($"/cases/{at}/issuing?template=nota-dinas", $"/cases/{at}/issuing",
            ("template", "nota-dinas"), ("key", "k-1"));
        Assert.That(again.Status, Is.EqualTo(303));
        var count = await App.Scalar<int>("select count(*)::int from documents where case_id = @at and number is not null", new { at });
        Assert.That(count, Is.EqualTo(1), "a form sent twice issues once");

        var token = await App.Scalar<string>(
            "select token from issued_documents i join documents d on d.id = i.document_id where d.case_id = @at", new { at });
        var number = await App.Scalar<string>("select number from documents where case_id = @at", new { at });
        var hash = await App.Scalar<string>("select encode(hash, 'hex') from documents where case_id = @at", new { at });
        using var nobody = SessionClient.Nobody(App);
        var page = await nobody.Get($"/d/{token}");
        Assert.That(page.Status, Is.EqualTo(200));
        Assert.That(page.Text, Does.Contain(number).And.Contain(hash).And.Contain("Balai Riset dan Standardisasi Industri Palembang")
            .And.Contain("Nota Dinas").And.Contain("masih berlaku"));
        var names = await App.Scalar<string[]>(
            "select array_agg(name) from (select name from people union select title from cases) as known");
        foreach (var name in names!.Where(name => name.Length > 0))
            Assert.That(page.Text, Does.Not.Contain(name));
        Assert.That(page.Text, Does.Not.Contain($"#{at}"));
        Assert.That(page.Header("X-Robots-Tag"), Is.EqualTo("noindex"));

        foreach (var other in new[] { "x", new string('a', 22), token![..21] + "%27" })
            Assert.That((await nobody.Get($"/d/{other}")).Status, Is.EqualTo(404), other);
    }

    [Test]
    public async Task Templates_of_another_office_are_not_there_and_customers_issue_nothing()
    {
        using var stranger = await SessionClient.SignIn(App, "admin.pekanbaru");
        using var customer = await SessionClient.SignIn(App, "pelanggan1.palembang");
        var at = await CompensationOf("pelanggan1.palembang");

        Assert.That((await stranger.Get("/documents/templates/bpcu")).Status, Is.EqualTo(200));
        Assert.That((await stranger.Get($"/cases/{at}/issuing?template=surat-permintaan-maaf")).Status, Is.EqualTo(404));
        using var author = await SessionClient.SignIn(App, "admin.palembang");
        Assert.That((await author.Get("/documents/templates/bpcu")).Status, Is.EqualTo(404));
        Assert.That((await customer.Get($"/cases/{at}/issuing?template=surat-permintaan-maaf")).Status, Is.EqualTo(403));
        Assert.That((await customer.Submit($"/cases/{at}", $"/cases/{at}/issuing",
            ("template", "surat-permintaan-maaf"), ("key", "k-9"))).Status, Is.EqualTo(403));
    }

    [Test]
    public async Task Every_template_of_the_shelf_is_good_and_the_demo_offices_have_theirs_in_force()
    {
        var places = App.Services.GetRequiredService<TemplatePlaces>();
        var unit = await App.Unit("bppsi-pekanbaru");
        var known = (await places.Read(unit, CancellationToken.None)).All;
        var templates = await new TemplateStore(App.Database, NodaTime.SystemClock.Instance).List(unit, CancellationToken.None);

        Assert.That(templates.Select(template => (template.Kind, template.State)), Is.EquivalentTo(
            new[] { "bpcu", "surat-perintah-kerja", "kuitansi", "lhp", "surat-permintaan-maaf", "nota-dinas" }
                .Select(kind => (kind, TemplateState.InForce))));
        foreach (var template in templates)
        {
            Assert.That(Core.Documents.DocumentCheck.Of(template.Fields.Text, known), Is.Empty, template.Kind);
            Assert.That(template.PostName, Is.Not.Null, template.Kind);
        }

        Assert.That(templates.Single(template => template.Kind == "kuitansi").PostName, Is.EqualTo("Bendahara Penerima"));
        Assert.That(templates.Single(template => template.Kind == "lhp").PostName, Is.EqualTo("Kepala BPPSI Pekanbaru"));
    }

    [Test]
    public async Task A_SOP_whose_template_the_office_lacks_says_so_before_it_comes_into_force()
    {
        using var admin = await SessionClient.SignIn(App, "admin.palembang");
        var json = Definition.Chart("dengan-templat",
        [
            Definition.Step("terima", "pengelola-pelayanan-publik"),
            Definition.Activity("Sop.Document", "surat", ("officeTemplate", "belum-ada")),
        ]);
        var saved = await App.Services.GetRequiredService<Engine.Definitions.DefinitionStore>().Save(
            await App.Unit("baristand-palembang"), null, json, null, cancellation: CancellationToken.None);
        Assert.That(saved, Is.InstanceOf<Engine.Definitions.DefinitionResult.Done>());

        var page = await admin.Get("/sops/dengan-templat");
        Assert.That(WebUtility.HtmlDecode(page.Text), Does.Contain("Templat dokumen “belum-ada” belum berlaku di kantor ini"));
    }

    private async Task<long> CompensationOf(string customer)
    {
        using var staff = await SessionClient.SignIn(App, "pengelola1.palembang");
        var started = await staff.Submit("/sops/sop-21-bipa-5/start", "/cases",
            ("sop", "sop-21-bipa-5"), ("title", "Keluhan rahasia"), ("customer", customer), ("key", Guid.NewGuid().ToString()));
        Assert.That(started.Status, Is.EqualTo(303), started.Text);
        return long.Parse(Number().Match(started.Header("Location")!).Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static (string, string)[] Form(params (string, string)[] fields) =>
        [.. new[] { ("name", "Surat Permintaan Maaf"), ("numbering", "{seq}"), ("case", "0") }
            .Where(field => fields.All(other => other.Item1 != field.Item1)), .. fields];

    [GeneratedRegex("[0-9]+$")]
    private static partial Regex Number();
}
