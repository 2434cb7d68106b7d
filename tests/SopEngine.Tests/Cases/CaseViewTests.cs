using SopEngine.Tests.Support;

namespace SopEngine.Tests.Cases;

/// <summary>The record of views of a case.</summary>
internal sealed class CaseViewTests : AppTest
{
    [Test]
    public async Task Views_are_recorded_once_a_quarter_of_an_hour_over_all_nodes()
    {
        var id = await Begin();
        await using var node = await App.AnotherNode();
        using var here = await SessionClient.SignIn(App, "kasi.palembang");
        using var there = await SessionClient.SignIn(node, "kasi.palembang");

        foreach (var client in new[] { here, here, there })
        {
            foreach (var path in new[] { $"/cases/{id}", $"/tasks/{id}-1" })
                Assert.That((await client.Get(path)).Status, Is.EqualTo(200), path);
        }

        var quarters = await App.Scalar<int>("select count(distinct quarter)::int from case_views where case_id = @id", new { id });
        Assert.That(quarters, Is.InRange(1, 2), "two when the quarter ended meanwhile");
        Assert.That(await Seen(id, "kasi.palembang"), Is.EqualTo("case 0, task 1"));
    }

    [Test]
    public async Task Reads_of_programs_and_opened_documents_are_recorded_too()
    {
        var id = await Begin();
        using var clerk = await App.Client("pengelola1.palembang");
        var sent = await clerk.Send("POST", $"tasks/{id}-1/documents?name=surat.pdf", "%PDF-1.7\nx",
            contentType: "application/octet-stream");
        Assert.That(sent.Status, Is.EqualTo(201), sent.Text);
        var document = sent["id"].GetInt64();
        using var program = await App.Client("kepala.palembang");
        using var page = await SessionClient.SignIn(App, "pengawas.palembang");

        await program.Get($"cases/{id}");
        await program.Get($"documents/{document}/content");
        await page.Get($"/documents/{document}/preview");

        Assert.That(await Seen(id, "kepala.palembang"), Is.EqualTo($"case 0, document {document}"));
        Assert.That(await Seen(id, "pengawas.palembang"), Is.EqualTo($"document {document}"));
        var shown = (await page.Get($"/cases/{id}")).Text;
        Assert.That(shown, Does.Contain("Dilihat oleh (2)").Or.Contain("Dilihat oleh (3)").And.Contain("surat.pdf"));
    }

    [Test]
    public async Task Refused_views_are_not_recorded_and_clerks_do_not_see_the_readers()
    {
        var id = await Begin();
        using var stranger = await SessionClient.SignIn(App, "kepala.inaker");
        using var customer = await SessionClient.SignIn(App, "pelanggan1.palembang");
        using var clerk = await SessionClient.SignIn(App, "pengelola2.palembang");

        Assert.That((await stranger.Get($"/cases/{id}")).Status, Is.EqualTo(404));
        Assert.That((await customer.Get($"/cases/{id}")).Status, Is.EqualTo(404));
        Assert.That((await clerk.Get($"/cases/{id}")).Text, Does.Not.Contain("Dilihat oleh"));

        Assert.That(await App.Scalar<string>(
            "select string_agg(p.user_name, ', ') from case_views v join people p on p.id = v.person_id where v.case_id = @id", new { id }),
            Is.EqualTo("pengelola2.palembang"));
    }

    [Test]
    public async Task An_auditor_finds_views_in_the_log_by_case_and_by_name_and_exports_them()
    {
        var id = await Begin();
        using var clerk = await SessionClient.SignIn(App, "teknis1.palembang");
        await clerk.Get($"/cases/{id}");
        using var auditor = await SessionClient.SignIn(App, "auditor.palembang");
        var name = await App.Scalar<string>("select name from people where user_name = 'teknis1.palembang'");

        var ofCase = (await auditor.Get($"/people/log?kind=Views&search=%23{id}")).Text;
        var ofPerson = (await auditor.Get($"/people/log.csv?kind=Views&search={Uri.EscapeDataString(name!)}")).Text;
        var ofNobody = (await auditor.Get($"/people/log.csv?kind=Views&search=tidak+ada")).Text;

        Assert.That(ofCase, Does.Contain(name).And.Contain("Melihat berkas"));
        Assert.That(ofPerson, Does.Contain($"#{id}"));
        Assert.That(ofNobody, Does.Not.Contain($"#{id}"));
        Assert.That((await auditor.Get("/people/log.csv")).Text, Does.Not.Contain("Melihat berkas"),
            "the log of all else is not drowned in it");
    }

    private async Task<long> Begin()
    {
        using var clerk = await App.Client("pengelola1.palembang");
        return (await clerk.Post("cases", new { sop = "sop-4-bipa-5" }))["id"].GetInt64();
    }

    private Task<string?> Seen(long id, string userName) => App.Scalar<string>(
        "select string_agg(distinct v.kind || ' ' || v.no, ', ') from case_views v join people p on p.id = v.person_id " +
            "where v.case_id = @id and p.user_name = @userName", new { id, userName });
}
