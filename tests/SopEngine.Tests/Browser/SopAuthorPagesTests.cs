using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Designer.Instances;

namespace SopEngine.Tests.Browser;

/// <summary>The author's pages of a SOP: its header, putting it in force, comparing versions, moving running cases.</summary>
internal sealed class SopAuthorPagesTests : SopPageTest
{
    private const string Sample = "pk-tu-pjt-02";

    [Test]
    public async Task An_author_edits_the_header_puts_it_in_force_compares_and_moves_the_running_cases()
    {
        var unit = await App.Unit("bppsi-pekanbaru");
        using var clerk = await App.Client("pengelola1.pekanbaru");
        var stays = (await clerk.Post("cases", new { sop = Sample, customer = "pelanggan1.pekanbaru", title = "Uji kopi" }))["id"]
            .GetInt64();
        var page = await SignIn("admin.pekanbaru");

        await page.GetByRole(AriaRole.Link, new() { Name = "SOP", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Pustaka SOP" }).WaitForAsync();
        await InspectBoth(page, "sops-library");
        await page.GetByRole(AriaRole.Searchbox).FillAsync("pjt.02");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cari" }).ClickAsync();
        await page.ArrivesAtAsync("**q=pjt.02");
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
        await page.GetByLabel("Standar layanan (SPM)").FillAsync("3 hari");
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
        Assert.That((replayed.Flow.Definition.Version, replayed.Trace.State.Status), Is.EqualTo((3, CaseStatus.Running)),
            "the designer's viewer follows it, too");

        await Save(unit, Sample, definition =>
        {
            var connections = definition["root"]!["connections"]!.AsArray();
            connections.Remove(connections.First(way => (string)way!["source"]!["activity"]! == "step-1"));
            connections.First(way => (string)way!["source"]!["activity"]! == "start")!["target"]!["activity"] = "step-2";
            var activities = definition["root"]!["activities"]!.AsArray();
            activities.Remove(activities.First(activity => (string)activity!["id"]! == "step-1"));
            // The next form began with rows of the one that is gone.
            var fields = activities.First(activity => (string)activity!["id"]! == "step-2")!["fields"]!["expression"]!;
            fields["value"] = ((string)fields["value"]!).Replace("getContoh()", "null", StringComparison.Ordinal);
        });
        Assert.That((await App.Services.GetRequiredService<DefinitionStore>().Publish(unit, null, Sample)).Version, Is.Not.Null);
        await page.GotoAsync($"/sops/{Sample}/move");
        await page.GetByText("yang tidak ada di versi tujuan").WaitForAsync();
        Assert.That(await page.GetByRole(AriaRole.Button, new() { Name = "Pindahkan berkas terpilih" }).CountAsync(), Is.Zero);
        await InspectBoth(page, "sop-move-refused");
    }

    [Test]
    public async Task The_second_of_two_authors_of_one_header_is_told_and_overwrites_nothing()
    {
        const string Sop = "sop-4-bipa-5";
        var unit = await App.Unit("baristand-palembang");
        var page = await SignIn("admin.palembang");
        await page.GotoAsync($"/sops/{Sop}/header");
        await Save(unit, Sop, definition => definition["description"] = "Dari rekan");
        await page.GetByLabel("Uraian singkat").FillAsync("Dari saya");
        await page.GetByRole(AriaRole.Button, new() { Name = "Simpan kepala SOP" }).ClickAsync();

        await page.GetByText("SOP ini sudah diubah").WaitForAsync();
        Assert.That(await page.GetByLabel("Uraian singkat").InputValueAsync(), Is.EqualTo("Dari saya"), "what was typed is still there");
        Assert.That(await App.Scalar<string>(
            "select description from definitions where unit_id = @unit and definition_id = @Sop and is_latest", new { unit, Sop }),
            Is.EqualTo("Dari rekan"));
    }

    [Test]
    public async Task A_draft_with_problems_is_refused_with_each_of_them_and_the_old_version_keeps_running()
    {
        const string Sop = "sop-013-inaker-2023";
        var unit = await App.Unit("inaker-limapuluhkota");
        await Save(unit, Sop, definition =>
        {
            definition["root"]!["activities"]!.AsArray()
                .First(activity => (string)activity!["id"]! == "step-4")!["lane"]!["expression"]!["value"] = "hantu";
            definition["root"]!["connections"]!.AsArray().RemoveAt(8);
            definition["customProperties"]!["sop"]!["effectiveOn"] = "2001-01-01";
        });
        var page = await SignIn("admin.inaker");

        await page.GotoAsync($"/sops/{Sop}?version=2");
        await Do(page, "Berlakukan", "Berlakukan versi ini", "SOP belum dapat diberlakukan");
        var problems = page.Locator("#problems li");
        Assert.That(await problems.CountAsync(), Is.GreaterThan(2));
        await page.GetByText("pelaksana “hantu” tidak ada").WaitForAsync();
        var lane = problems.Filter(new() { HasText = "hantu" }).GetByRole(AriaRole.Link);
        Assert.That(await lane.First.GetAttributeAsync("href"), Is.EqualTo($"/sops/{Sop}/table?at=step-4&column=Lane"));
        Assert.That(await lane.Nth(1).GetAttributeAsync("href"),
            Is.EqualTo($"/studio/workflows/definitions/{Sop}/edit?activity=step-4"));
        Assert.That(await problems.Filter(new() { HasText = "Tanggal pembuatan" }).GetByRole(AriaRole.Link).First.GetAttributeAsync("href"),
            Is.EqualTo($"/sops/{Sop}/header"));
        await InspectBoth(page, "sop-problems", canReload: false);

        using var clerk = await App.Client("sekretaris.inaker");
        Assert.That((await clerk.Post("cases", new { sop = Sop }))["id"].GetInt64(), Is.Positive);
        Assert.That(await App.Scalar<string>("select state from definitions where unit_id = @unit and definition_id = @Sop and version = 1",
            new { unit, Sop }), Is.EqualTo("in_force"));
    }

    /// <summary>Changes the drawing as an author would: one more step, one reworded, one with another limit.</summary>
    private Task Redraw(int unit) => Save(unit, Sample, definition =>
    {
        var activities = definition["root"]!["activities"]!.AsArray();
        var step = activities.First(activity => (string)activity!["id"]! == "step-7")!;
        step["timeLimit"]!["expression"]!["value"] = "240";
        activities.First(activity => (string)activity!["id"]! == "step-1")!["instruction"]!["expression"]!["value"] =
            "Mengajukan permohonan pengujian dan menyerahkan contoh uji";
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

    private Task<string?> Sop(int unit, string member) => App.Scalar<string>(
        "select json #>> array['customProperties', 'sop', @member] " +
            "from definitions where unit_id = @unit and definition_id = @Sample and is_latest", new { unit, member, Sample });
}
