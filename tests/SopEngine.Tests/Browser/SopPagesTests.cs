using Dapper;
using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>A SOP's pages for its approvers, for staff who only follow it, and for users without either right.</summary>
internal sealed class SopPagesTests : SopPageTest
{
    [Test]
    public async Task With_approval_a_sop_comes_into_force_by_submission_evaluation_and_signature()
    {
        await Execute("update units set sop_approval = true where code = 'bisip'");
        const string Sop = "sop-b-1664-2023";
        var unit = await App.Unit("bisip");
        await Save(unit, Sop, definition => definition["description"] = "Layanan daring");
        var author = await SignIn("admin.bisip");
        var head = await SignIn("kepala.bisip");
        await Execute("update people set roles = '{author}' where user_name = 'admin.bisip'");
        await author.ReloadAsync();

        await author.GotoAsync($"/sops/{Sop}?version=2");
        Assert.That(await author.GetByText("Berlakukan", new() { Exact = true }).CountAsync(), Is.Zero);
        await Do(author, "Ajukan", "Ajukan versi ini", "SOP diajukan untuk dievaluasi.");
        await author.GotoAsync($"/sops/{Sop}/header");
        await author.GetByText("sedang dinilai").WaitForAsync();
        await InspectBoth(author, "sop-header-locked");

        await head.GotoAsync($"/sops?state=submitted");
        await head.GetByRole(AriaRole.Link, new() { Name = "v2" }).ClickAsync();
        await head.GetByText("Kembalikan untuk revisi").ClickAsync();
        await head.GetByLabel("Alasan").FillAsync("Uraian layanan belum lengkap.");
        await head.GetByRole(AriaRole.Button, new() { Name = "Kembalikan kepada penyusun" }).ClickAsync();
        await head.GetByText("SOP dikembalikan kepada penyusun.").WaitForAsync();

        await author.GotoAsync($"/sops/{Sop}?version=2");
        await author.GetByText("Uraian layanan belum lengkap.").WaitForAsync();
        await InspectBoth(author, "sop-revision");
        await Do(author, "Ajukan", "Ajukan versi ini", "SOP diajukan untuk dievaluasi.");
        await head.GotoAsync($"/sops/{Sop}?version=2");
        await InspectBoth(head, "sop-submitted");
        await Do(head, "Nyatakan sudah dievaluasi", "Catat hasil evaluasi", "Hasil evaluasi dicatat.");
        await Do(head, "Kirim untuk ditandatangani", "Kirim untuk tanda tangan", "SOP dikirim untuk ditandatangani.");
        Assert.That(await App.Scalar<int>("select version from definitions where unit_id = @unit and definition_id = @Sop and is_published",
            new { unit, Sop }), Is.EqualTo(1), "the old one runs on");
        await Do(head, "Berlakukan", "Berlakukan versi ini", "SOP mulai berlaku.");

        var log = await App.Scalar<string>(
            "select string_agg(action, ' ' order by no) from definition_log where unit_id = @unit and definition_id = @Sop and version = 2",
            new { unit, Sop });
        Assert.That(log, Is.EqualTo("changed submitted returned submitted evaluated sent_for_signature put_in_force"));

        await head.GetByText("Cabut SOP", new() { Exact = true }).ClickAsync();
        await head.GetByLabel("Alasan").FillAsync("Layanan dihentikan.");
        await head.GetByRole(AriaRole.Button, new() { Name = "Cabut SOP ini" }).ClickAsync();
        await head.GetByText("SOP dicabut.").WaitForAsync();
        await head.GetByText("Layanan dihentikan.").WaitForAsync();
        await InspectBoth(head, "sop-revoked");
    }

    [Test]
    public async Task Staff_and_customers_see_only_the_version_in_force()
    {
        var unit = await App.Unit("bppsi-pekanbaru");
        await Save(unit, "pk-tu-pjt-01", definition => definition["description"] = "rahasia dapur");
        foreach (var user in new[] { "analis1.pekanbaru", "pelanggan1.pekanbaru" })
        {
            var page = await SignIn(user);
            await page.GotoAsync("/sops/pk-tu-pjt-01");
            await page.GetByRole(AriaRole.Heading, new() { Name = "Kegiatan (8)" }).WaitForAsync();
            Assert.That(await page.GetByText("Tahapan SOP").CountAsync(), Is.Zero);
            await InspectBoth(page, $"sop-{user.Split('.')[0]}");
            foreach (var address in new[] { "header", "versions", "compare", "use", "move" })
                Assert.That(await Status(page, $"/sops/pk-tu-pjt-01/{address}"), Is.EqualTo(403), address);
            Assert.That(await Status(page, "/sops/pk-tu-pjt-01?version=2"), Is.EqualTo(404), "a draft");
            Assert.That(await Status(page, "/sops/sop-013-inaker-2023"), Is.EqualTo(404), "another unit's");
        }

        var supervisor = await SignIn("pengawas.pekanbaru");
        Assert.That(await Status(supervisor, "/sops/pk-tu-pjt-01/versions"), Is.EqualTo(200));
        Assert.That(await Status(supervisor, "/sops/pk-tu-pjt-01/header"), Is.EqualTo(403));
        Assert.That(await Status(supervisor, "/sops/pk-tu-pjt-01/move"), Is.EqualTo(403));
        Assert.That(await Status(supervisor, "/sops/pk-tu-pjt-01/compare?from=77"), Is.EqualTo(404));

        var phone = await SignIn("admin.pekanbaru", phone: true);
        await phone.GotoAsync("/sops");
        await Inspect(phone, "sops-library-phone");
        Assert.That(await phone.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        await phone.GotoAsync("/sops/pk-tu-pjt-01?version=2");
        await Inspect(phone, "sop-phone");
        Assert.That(await phone.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
    }

    [Test]
    public async Task Forbidden_and_impossible_deeds_are_answered_with_a_problem_and_change_nothing()
    {
        const string Sop = "ppid-permohonan-informasi";
        var unit = await App.Unit("bppsi-pekanbaru");
        await Save(unit, Sop, definition => definition["description"] = "baru");
        var clerk = await SignIn("analis1.pekanbaru");
        var supervisor = await SignIn("pengawas.pekanbaru");
        var admin = await SignIn("admin.pekanbaru");

        foreach (var deed in new[] { "submission", "withdrawal", "evaluation", "return", "signing", "force", "revocation", "header" })
        {
            Assert.That(await Post(clerk, $"/sops/{Sop}/{deed}", "version=2&revision=1&note=x"), Is.EqualTo(403), deed);
            Assert.That(await Post(supervisor, $"/sops/{Sop}/{deed}", "version=2&revision=1&note=x&name=a&title=b"), Is.EqualTo(403), deed);
            Assert.That(await Post(admin, $"/sops/{Sop}/{deed}", "version=dua&revision="), Is.EqualTo(400), deed);
            Assert.That(await Post(admin, $"/sops/hantu/{deed}", "version=1&revision=1&note=x&name=a&title=b"), Is.EqualTo(404), deed);
        }

        Assert.That(await Post(clerk, $"/sops/{Sop}/versions/1/revival", ""), Is.EqualTo(403));
        Assert.That(await Post(clerk, $"/sops/{Sop}/move", "to=1&case=1&reason=x"), Is.EqualTo(403));
        Assert.That(await Post(admin, $"/sops/{Sop}/move", "to=2&case=1&reason=x"), Is.EqualTo(404), "a draft runs no cases");
        Assert.That(await Post(admin, $"/sops/{Sop}/evaluation", "version=2&revision=1"), Is.EqualTo(422), "it was not submitted");
        Assert.That(await Post(admin, $"/sops/{Sop}/revocation", "version=1&revision=1&note="), Is.EqualTo(422), "a reason is needed");
        Assert.That(await Post(admin, $"/sops/{Sop}/force", "version=2&revision=7"), Is.EqualTo(422), "somebody changed it meanwhile");
        Assert.That(await Post(admin, $"/sops/{Sop}/header",
            "version=2&revision=1&name=&title=&createdOn=31-12-2020&laneName=a&laneName=A&serviceStandard=tiga"), Is.EqualTo(422));
        Assert.That(await App.Scalar<string>(
            "select string_agg(version || state, ' ' order by version) from definitions where unit_id = @unit and definition_id = @Sop",
            new { unit, Sop }),
            Is.EqualTo("1in_force 2draft"));
    }

    /// <summary>Sends a handmade form with the page's token, as a script in the browser might. Returns the status.</summary>
    private static Task<int> Post(IPage page, string address, string fields) => page.EvaluateAsync<int>(
        """
        async ([address, fields]) => {
          const body = new URLSearchParams(fields);
          body.set("__RequestVerificationToken", document.querySelector("input[name=__RequestVerificationToken]").value);
          return (await fetch(address, { method: "POST", body, redirect: "manual" })).status;
        }
        """, new[] { address, fields });

    private static async Task<int> Status(IPage page, string address) => (await page.GotoAsync(address))!.Status;

    private async Task Execute(string sql)
    {
        await using var connection = await App.Database.System.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }
}
