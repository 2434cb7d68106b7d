using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Designer.Instances;

namespace SopEngine.Tests.Browser;

/// <summary>A SOP's life through its pages: by those who write it, those who decide on it, and those who only follow it.</summary>
internal sealed class SopPagesTests : PageTest
{
    private const string Sample = "pk-tu-pjt-02";

    [Test]
    public async Task An_author_edits_the_header_puts_it_in_force_compares_and_moves_the_running_cases()
    {
        var unit = await App.Unit("bppsi-pekanbaru");
        using var clerk = await App.Client("pengelola1.pekanbaru");
        var stays = (await clerk.Post("cases", new { sop = Sample, customer = "pelanggan1.pekanbaru", title = "Uji kopi" }))["id"].GetInt64();
        var page = await SignIn("admin.pekanbaru");

        await page.GetByRole(AriaRole.Link, new() { Name = "SOP", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Pustaka SOP" }).WaitForAsync();
        await InspectBoth(page, "sops-library");
        await page.GetByRole(AriaRole.Searchbox).FillAsync("pjt.02");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cari" }).ClickAsync();
        await page.WaitForURLAsync("**q=pjt.02");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new() { Name = "Pelaksanaan Pelayanan pada Unit Pelayanan Publik", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Kegiatan (10)" }).WaitForAsync();
        await InspectBoth(page, "sop-in-force");

        await page.GetByRole(AriaRole.Link, new() { Name = "Ubah kepala SOP" }).ClickAsync();
        await page.GetByLabel("NIP").FillAsync("123");
        await page.GetByLabel("Tanggal efektif").FillAsync("2018-01-01");
        await page.GetByLabel("Nomor SOP").FillAsync("pk.tu-pjt.01");
        await page.GetByRole(AriaRole.Button, new() { Name = "Simpan kepala SOP" }).ClickAsync();
        await page.GetByText("NIP terdiri atas 18 angka").First.WaitForAsync();
        await page.GetByText("Tanggal efektif tidak boleh mendahului tanggal pembuatan.").First.WaitForAsync();
        await InspectBoth(page, "sop-header-wrong", canReload: false);

        await page.GetByLabel("NIP").FillAsync("19861101 200911 1 001");
        await page.GetByLabel("Tanggal efektif").FillAsync("2026-12-01");
        await page.GetByRole(AriaRole.Button, new() { Name = "Simpan kepala SOP" }).ClickAsync();
        await page.GetByText("sudah dipakai SOP").First.WaitForAsync();
        await page.GetByLabel("Nomor SOP").FillAsync("PK.TU-PJT.02");
        await page.GetByLabel("Standar waktu layanan (SPM)").FillAsync("3 hari");
        await page.GetByLabel("Peralatan/perlengkapan").FillAsync("Komputer/printer\nContoh uji\nTimbangan");
        await page.GetByLabel("Nama pelaksana, baris 5").FillAsync("Petugas Arsip");
        await page.GetByRole(AriaRole.Button, new() { Name = "Simpan kepala SOP" }).ClickAsync();
        await page.GetByText("Kepala SOP disimpan.").WaitForAsync();
        await page.GetByText("Pelaksana “Petugas Arsip” tidak memiliki kegiatan.").WaitForAsync();
        await InspectBoth(page, "sop-draft");
        Assert.That(await Sop(unit, "serviceStandard"), Is.EqualTo("""{"value":3,"unit":"hari"}"""));
        Assert.That(await Sop(unit, "createdOn"), Is.EqualTo("2018-04-26"), "what the form left alone stays");

        await Redraw(unit);
        await page.ReloadAsync();
        await Do(page, "Berlakukan", "Berlakukan versi ini", "SOP mulai berlaku.");

        await page.GetByRole(AriaRole.Link, new() { Name = "Bandingkan versi" }).ClickAsync();
        await page.GetByText("1 kegiatan baru, 0 dihapus, 2 berubah").WaitForAsync();
        await InspectBoth(page, "sop-compare");
        await page.GetByRole(AriaRole.Link, new() { Name = "Versi dan riwayat" }).ClickAsync();
        await page.GetByText("Digantikan versi baru").First.WaitForAsync();
        await InspectBoth(page, "sop-versions");
        await page.GetByRole(AriaRole.Link, new() { Name = "Pelaksana dan pemakaian" }).ClickAsync();
        await page.GetByText("Belum ada pemegangnya").WaitForAsync();
        await page.GetByText("Memulai SOP ini").WaitForAsync();
        await InspectBoth(page, "sop-use");

        await page.GetByRole(AriaRole.Link, new() { Name = "masih berjalan pada versi lain" }).ClickAsync();
        await page.GetByText("Ini baru pratinjau").WaitForAsync();
        await InspectBoth(page, "sop-move");
        await page.GotoAsync($"/cases/{stays}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Pindahkan ke versi SOP lain" }).ClickAsync();
        await page.Locator("#move-reason").FillAsync("SOP diperbaiki");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pindahkan berkas terpilih ke versi 3" }).ClickAsync();
        await page.GetByText("1 berkas dipindahkan.").WaitForAsync();
        Assert.That((await clerk.Get($"cases/{stays}"))["version"].GetInt32(), Is.EqualTo(3));
        Assert.That(await App.Verify(), Is.Empty);

        await page.GotoAsync($"/cases/{stays}");
        await page.GetByText("Riwayat (2)").ClickAsync();
        await page.GetByText("Arif Budiman memindahkan berkas ke versi 3 (SOP diperbaiki)").WaitForAsync();
        var replayed = await App.Services.GetRequiredService<CaseReplay>().Read(unit, $"{stays}", CancellationToken.None);
        Assert.That((replayed.Flow.Definition.Version, replayed.Trace.State.Status), Is.EqualTo((3, CaseStatus.Running)), "the designer's viewer follows it, too");

        await Save(unit, Sample, definition =>
        {
            var connections = definition["root"]!["connections"]!.AsArray();
            connections.Remove(connections.First(way => (string)way!["source"]!["activity"]! == "step-1"));
            connections.First(way => (string)way!["source"]!["activity"]! == "start")!["target"]!["activity"] = "step-2";
            var activities = definition["root"]!["activities"]!.AsArray();
            activities.Remove(activities.First(activity => (string)activity!["id"]! == "step-1"));
        });
        Assert.That((await App.Services.GetRequiredService<DefinitionStore>().Publish(unit, null, Sample)).Version, Is.Not.Null);
        await page.GotoAsync($"/sops/{Sample}/move");
        await page.GetByText("yang tidak ada di versi tujuan").WaitForAsync();
        Assert.That(await page.GetByRole(AriaRole.Button, new() { Name = "Pindahkan berkas terpilih" }).CountAsync(), Is.Zero);
        await InspectBoth(page, "sop-move-refused");
    }

    [Test]
    public async Task Of_two_authors_of_one_header_the_second_is_told_and_overwrites_nothing()
    {
        const string Sop = "sop-4-bipa-5";
        var unit = await App.Unit("baristand-palembang");
        var page = await SignIn("admin.palembang");
        await page.GotoAsync($"/sops/{Sop}/header");
        await Save(unit, Sop, definition => definition["description"] = "Dari rekan");
        await page.GetByLabel("Uraian singkat").FillAsync("Dari saya");
        await page.GetByRole(AriaRole.Button, new() { Name = "Simpan kepala SOP" }).ClickAsync();

        await page.GetByText("Definisi ini sudah diubah").WaitForAsync();
        Assert.That(await page.GetByLabel("Uraian singkat").InputValueAsync(), Is.EqualTo("Dari saya"), "what was typed is still there");
        Assert.That(await App.Scalar<string>("select description from definitions where unit_id = @unit and definition_id = @Sop and is_latest", new { unit, Sop }), Is.EqualTo("Dari rekan"));
    }

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
        Assert.That(await App.Scalar<int>("select version from definitions where unit_id = @unit and definition_id = @Sop and is_published", new { unit, Sop }), Is.EqualTo(1), "the old one runs on");
        await Do(head, "Berlakukan", "Berlakukan versi ini", "SOP mulai berlaku.");

        var log = await App.Scalar<string>("select string_agg(action, ' ' order by no) from definition_log where unit_id = @unit and definition_id = @Sop and version = 2", new { unit, Sop });
        Assert.That(log, Is.EqualTo("changed submitted returned submitted evaluated sent_for_signature put_in_force"));

        await head.GetByText("Cabut SOP", new() { Exact = true }).ClickAsync();
        await head.GetByLabel("Alasan").FillAsync("Layanan dihentikan.");
        await head.GetByRole(AriaRole.Button, new() { Name = "Cabut SOP ini" }).ClickAsync();
        await head.GetByText("SOP dicabut.").WaitForAsync();
        await head.GetByText("Layanan dihentikan.").WaitForAsync();
        await InspectBoth(head, "sop-revoked");
    }

    [Test]
    public async Task A_draft_with_problems_is_refused_with_each_of_them_and_the_old_version_keeps_running()
    {
        const string Sop = "sop-013-inaker-2023";
        var unit = await App.Unit("inaker-limapuluhkota");
        await Save(unit, Sop, definition =>
        {
            definition["root"]!["activities"]!.AsArray().First(activity => (string)activity!["id"]! == "step-4")!["lane"]!["expression"]!["value"] = "hantu";
            definition["root"]!["connections"]!.AsArray().RemoveAt(8);
            definition["customProperties"]!["sop"]!["effectiveOn"] = "2001-01-01";
        });
        var page = await SignIn("admin.inaker");

        await page.GotoAsync($"/sops/{Sop}?version=2");
        await Do(page, "Berlakukan", "Berlakukan versi ini", "Definisi SOP belum dapat diberlakukan");
        var problems = page.Locator("#problems li");
        Assert.That(await problems.CountAsync(), Is.GreaterThan(2));
        await page.GetByText("pelaksana “hantu” tidak ada").WaitForAsync();
        Assert.That(await problems.Filter(new() { HasText = "hantu" }).GetByRole(AriaRole.Link).GetAttributeAsync("href"),
            Is.EqualTo($"/studio/workflows/definitions/{Sop}/edit?activity=step-4"));
        Assert.That(await problems.Filter(new() { HasText = "Tanggal pembuatan" }).GetByRole(AriaRole.Link).GetAttributeAsync("href"), Is.EqualTo($"/sops/{Sop}/header"));
        await InspectBoth(page, "sop-problems", canReload: false);

        using var clerk = await App.Client("sekretaris.inaker");
        Assert.That((await clerk.Post("cases", new { sop = Sop }))["id"].GetInt64(), Is.Positive);
        Assert.That(await App.Scalar<string>("select state from definitions where unit_id = @unit and definition_id = @Sop and version = 1", new { unit, Sop }), Is.EqualTo("in_force"));
    }

    [Test]
    public async Task Staff_and_customers_see_what_is_in_force_and_nothing_behind_it()
    {
        var unit = await App.Unit("bppsi-pekanbaru");
        await Save(unit, "pk-tu-pjt-01", definition => definition["description"] = "rahasia dapur");
        foreach (var user in new[] { "analis1.pekanbaru", "pelanggan1.pekanbaru" })
        {
            var page = await SignIn(user);
            await page.GotoAsync("/sops/pk-tu-pjt-01");
            await page.GetByRole(AriaRole.Heading, new() { Name = "Kegiatan (8)" }).WaitForAsync();
            Assert.That(await page.GetByText("Daur hidup SOP").CountAsync(), Is.Zero);
            await InspectBoth(page, $"sop-{user.Split('.')[0]}");
            foreach (var address in new[] { "header", "versions", "compare", "use", "move" }) Assert.That(await Status(page, $"/sops/pk-tu-pjt-01/{address}"), Is.EqualTo(403), address);
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
    public async Task What_a_person_may_not_do_or_nobody_can_is_answered_with_a_problem_and_changes_nothing()
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
        Assert.That(await Post(admin, $"/sops/{Sop}/header", "version=2&revision=1&name=&title=&createdOn=31-12-2020&laneName=a&laneName=A&serviceStandard=tiga"), Is.EqualTo(422));
        Assert.That(await App.Scalar<string>("select string_agg(version || state, ' ' order by version) from definitions where unit_id = @unit and definition_id = @Sop", new { unit, Sop }),
            Is.EqualTo("1in_force 2draft"));
    }

    /// <summary>Sends a form of one's own making with the page's token, as a program in the browser might. Gives the status.</summary>
    private static Task<int> Post(IPage page, string address, string fields) => page.EvaluateAsync<int>(
        """
        async ([address, fields]) => {
          const body = new URLSearchParams(fields);
          body.set("__RequestVerificationToken", document.querySelector("input[name=__RequestVerificationToken]").value);
          return (await fetch(address, { method: "POST", body, redirect: "manual" })).status;
        }
        """, new[] { address, fields });

    private static async Task Do(IPage page, string deed, string submit, string answer)
    {
        await page.Locator("summary").Filter(new() { HasTextRegex = new($"^{deed}$") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = submit }).ClickAsync();
        await page.GetByText(answer).WaitForAsync();
    }

    private static async Task<int> Status(IPage page, string address) => (await page.GotoAsync(address))!.Status;

    /// <summary>In Indonesian and, where the page can be asked for again, in English.</summary>
    private static async Task InspectBoth(IPage page, string name, bool canReload = true)
    {
        await Inspect(page, name);
        if (!canReload) return;

        await Language(page, "English");
        Assert.That(await page.Locator("body").InnerTextAsync(), Does.Not.Match(@"\b(Sops|Header|Compare|Use|Move)\.[A-Za-z]+"), "a text is missing");
        await Inspect(page, name + "-en");
        await Language(page, "Indonesia");
    }

    private static async Task Language(IPage page, string language)
    {
        await page.Locator(".app-menu > summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = language, Exact = true }).ClickAsync();
        await page.Locator($"html[lang={(language == "English" ? "en" : "id")}]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    /// <summary>What an author draws in the designer: one more step, one reworded, one with another limit.</summary>
    private Task Redraw(int unit) => Save(unit, Sample, definition =>
    {
        var activities = definition["root"]!["activities"]!.AsArray();
        var step = activities.First(activity => (string)activity!["id"]! == "step-7")!;
        step["timeLimit"]!["expression"]!["value"] = "240";
        activities.First(activity => (string)activity!["id"]! == "step-1")!["instruction"]!["expression"]!["value"] = "Mengajukan permohonan pengujian dan menyerahkan contoh uji";
        var copy = step.DeepClone();
        copy["id"] = "arsip";
        copy["metadata"]!["displayText"] = "11. Mengarsipkan";
        copy["number"]!["expression"]!["value"] = "11";
        copy["instruction"]!["expression"]!["value"] = "Mengarsipkan berkas layanan";
        copy["lane"]!["expression"]!["value"] = "petugas-arsip";
        activities.Add(copy);
        var connections = definition["root"]!["connections"]!.AsArray();
        var last = connections.First(way => (string)way!["target"]!["activity"]! == "end")!;
        var onward = last.DeepClone();
        onward["source"]!["activity"] = "arsip";
        last["target"]!["activity"] = "arsip";
        connections.Add(onward);
    });

    private async Task Save(int unit, string sop, Action<JsonNode> edit)
    {
        var definitions = App.Services.GetRequiredService<DefinitionStore>();
        var definition = JsonNode.Parse((await definitions.Latest(unit, sop, CancellationToken.None))!.Json)!;
        edit(definition);
        Assert.That(await definitions.Save(unit, null, definition.ToJsonString()), Is.InstanceOf<DefinitionResult.Done>());
    }

    private Task<string?> Sop(int unit, string member) => App.Scalar<string>(
        "select json #>> array['customProperties', 'sop', @member] from definitions where unit_id = @unit and definition_id = @Sample and is_latest", new { unit, member, Sample });

    private async Task Execute(string sql)
    {
        await using var connection = await App.Database.System.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }
}
