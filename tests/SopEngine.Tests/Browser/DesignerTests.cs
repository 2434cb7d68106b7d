using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Browser;

/// <summary>The designer as an author works with it, in the real Studio.</summary>
internal sealed class DesignerTests : DesignerPageTest
{
    [Test]
    public async Task A_sop_is_drawn_from_nothing_put_in_force_run_and_watched()
    {
        var page = await Author();
        var id = await Create("Peminjaman alat ukur");
        await Edit(page, id);
        await Drop(page, "Mulai", 100, 40);
        await Drop(page, "Kegiatan", 100, 140);
        await Drop(page, "Keputusan", 100, 240);
        await Drop(page, "Kegiatan", 400, 140);
        await Drop(page, "Selesai", 400, 240);
        await Connect(page, "Start1", "Selesai", "Step1");
        await Connect(page, "Step1", "Selesai", "Decision1");
        await Connect(page, "Decision1", "Ya", "Step2");
        await Connect(page, "Decision1", "Tidak", "Step1");
        await Connect(page, "Step2", "Selesai", "End1");

        await Fill(page, "Step1", "1", "Memeriksa permohonan", "Analis", "30");
        await Fill(page, "Decision1", "2", "Memutuskan peminjaman", "Analis", "15");
        await Publish(page);
        var notice = page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "SOP belum dapat diberlakukan" });
        await notice.GetByText("“Step2”: belum ada pelaksananya").WaitForAsync();
        await notice.GetByText("“Step2”: uraian kegiatan masih kosong").WaitForAsync();
        await Picture(page, "designer-refused");

        await Fill(page, "Step2", "3", "Menyerahkan alat", "Analis", "5");
        await Publish(page);
        await page.GetByText("Berlaku, versi 1").WaitForAsync();
        Assert.That(await notice.CountAsync(), Is.Zero);
        await Picture(page, "designer-published");

        await page.GetByRole(AriaRole.Button, new() { Name = "Jalankan" }).ClickAsync();
        await page.ArrivesAtAsync("**/studio/workflows/instances/*/view");
        await Badge(page, "Step1", "warning").WaitForAsync(new() { Timeout = StartUp });
        await Picture(page, "designer-running");

        var analyst = await SignIn("analis1.pekanbaru");
        await analyst.GotoAsync("/inbox?list=queue");
        await analyst.GetByRole(AriaRole.Link, new() { Name = "Memeriksa permohonan" }).ClickAsync();
        await analyst.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await analyst.GetByText("Selesai: Memeriksa permohonan").WaitForAsync();

        await Badge(page, "Step1", "success").WaitForAsync();
        await Badge(page, "Decision1", "warning").WaitForAsync();

        using var people = new OfficePeople(App, await App.Unit("bppsi-pekanbaru"));
        await people.Client("analis1.pekanbaru");
        var done = await people.Walk(long.Parse(page.Url.Split('/')[^2], System.Globalization.CultureInfo.InvariantCulture),
            new() { ["2"] = new(["Ya"]) });
        Assert.That(done, Is.EqualTo(new[] { "2", "3" }));
        await Badge(page, "End1", "success").WaitForAsync();
        await Picture(page, "designer-finished");
    }

    [TestCase("admin.pekanbaru", "pk-tu-pjt-01", "pk-tu-pjt-02", "ppid-permohonan-informasi")]
    [TestCase("admin.palembang", "sop-4-bipa-5", "sop-21-bipa-5")]
    [TestCase("admin.inaker", "sop-013-inaker-2023")]
    [TestCase("admin.bisip", "sop-b-1664-2023")]
    public async Task Each_shipped_sop_opens_with_all_its_activities_and_connections(string author, params string[] definitions)
    {
        var page = await Author(author);
        foreach (var definition in definitions)
        {
            var root = JsonNode.Parse(Definition.Shipped(definition + ".json"))!["root"]!;
            await page.GotoAsync($"/studio/workflows/definitions/{definition}/edit");
            await page.WaitForFunctionAsync(
                "count => document.querySelectorAll('.x6-node elsa-activity-wrapper .activity-content').length === count",
                root["activities"]!.AsArray().Count, new() { Timeout = StartUp });
            await page.WaitForFunctionAsync("count => document.querySelectorAll('.x6-edge').length === count",
                root["connections"]!.AsArray().Count);
            await page.Locator("[data-studio-type='Sop.Step']").WaitForAsync();
            Assert.That(await page.GetByText("Hanya untuk dibaca").CountAsync(), Is.Zero);
            await Picture(page, $"designer-{definition}");
        }
    }

    [Test]
    public async Task The_notice_above_the_drawing_is_accessible_and_can_be_closed()
    {
        using var author = await SessionClient.SignIn(App, "admin.pekanbaru");
        var steps = Definition.Chart("banyak-masalah",
            Enumerable.Range(1, 30).Select(number => Definition.Activity("Sop.Step", $"langkah-{number}")));
        var saved = await author.Post("/elsa/api/workflow-definitions", new { model = JsonNode.Parse(steps), publish = false });
        Assert.That(saved.Status, Is.EqualTo(200), saved.Text);
        var page = await Author();

        await page.GotoAsync("/studio/workflows/definitions/banyak-masalah/edit?activity=sudah-dihapus");
        var gone = page.Locator("[data-matter=activity]");
        await gone.GetByText("tidak ada pada gambar ini").WaitForAsync(new() { Timeout = StartUp });
        await Inspect(page, "designer-activity-gone", ".studio-bar", "#studio-notice");
        await gone.GetByRole(AriaRole.Button).ClickAsync();
        Assert.That(await gone.CountAsync(), Is.Zero);

        await Publish(page);
        await page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "SOP belum dapat diberlakukan" }).WaitForAsync();
        Assert.That(await page.Locator("#studio-notice").GetAttributeAsync("tabindex"), Is.EqualTo("0"),
            "so long a list is scrolled with the keyboard, too");
        await Inspect(page, "designer-many-problems", ".studio-bar", "#studio-notice");
    }

    [Test]
    public async Task An_author_whose_session_ends_is_told_signs_in_beside_the_drawing_and_loses_nothing()
    {
        var page = await Author();
        var id = await Create("Sesi yang berakhir");
        await Edit(page, id);
        await Drop(page, "Mulai", 100, 40);
        await Saved(page);
        await page.Context.ClearCookiesAsync(new() { Name = "sop-session" });
        await Drop(page, "Kegiatan", 100, 140);

        await page.GetByText("Sesi Anda berakhir").WaitForAsync();
        await page.GetByText("Belum tersimpan").WaitForAsync();
        await Picture(page, "designer-session-ended");
        var window = await page.RunAndWaitForPopupAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Masuk lagi" }).ClickAsync());
        await window.GetByLabel("Nama pengguna").FillAsync("admin.pekanbaru");
        await window.GetByLabel("Kata sandi").FillAsync(TestApp.Password);
        await window.GetByRole(AriaRole.Button, new() { Name = "Masuk" }).ClickAsync();

        await page.GetByText("Sesi Anda berakhir").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await Saved(page);
        Assert.That(await Stored(id), Is.EqualTo(2));
        Forget("401 (Unauthorized)"); // the Studio's own requests after the last save
    }

    [Test]
    public async Task An_author_is_told_when_the_server_cannot_be_reached()
    {
        var page = await Author();
        var id = await Create("Sambungan putus");
        await Edit(page, id);
        await page.RouteAsync("**/elsa/api/workflow-definitions", route => route.AbortAsync());
        await Drop(page, "Mulai", 100, 40);
        await page.GetByText("Server tidak dapat dihubungi").First.WaitForAsync();
        await page.GetByText("Belum tersimpan").WaitForAsync();
        Forget("ERR_FAILED", "Failed to fetch", "TypeError");

        await page.UnrouteAsync("**/elsa/api/workflow-definitions");
        await page.GetByRole(AriaRole.Button, new() { Name = "Coba simpan lagi" }).ClickAsync();
        await Saved(page);
        Assert.That(await Stored(id), Is.EqualTo(1));
    }

    [Test]
    public async Task A_definition_is_exported_and_imported_and_a_file_that_is_none_is_refused()
    {
        var page = await Author();
        var id = await Create("Bolak balik");
        await Edit(page, id);
        await Drop(page, "Mulai", 100, 40);
        await Saved(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Tindakan lain" }).ClickAsync();
        await page.Locator(".mud-popover-open").GetByText("Ekspor", new() { Exact = true }).ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator(".mud-dialog")
            .GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Ekspor|Baik") }).ClickAsync());
        var file = JsonNode.Parse(await File.ReadAllTextAsync(await download.PathAsync()))!.AsObject();
        Assert.That((string?)file["$schema"], Does.StartWith("https://elsaworkflows.io/schemas/workflow-definition"));
        Assert.That(download.SuggestedFilename, Does.EndWith(".json"));

        file["root"]!["activities"]!.AsArray()
            .Add((JsonNode)new JsonObject { ["id"] = "akhir", ["type"] = "Elsa.End", ["version"] = 1, ["name"] = "End1" });
        await Import(page, file.ToJsonString());
        await Node(page, "End1").WaitForAsync();
        Assert.That(await Stored(id), Is.EqualTo(2));

        await Import(page, """{"bukan":"sop"}""");
        await page.Locator(".mud-snackbar").GetByText("File ini bukan SOP").WaitForAsync();
        Assert.That(await Stored(id), Is.EqualTo(2));
    }

    [Test]
    public async Task An_earlier_version_is_taken_up_again_from_the_history()
    {
        var page = await Author();
        using (var api = await App.Client("admin.pekanbaru"))
        {
            var definition = JsonNode.Parse(Definition.Line("terima:analis").Replace("\"alur\"", "\"riwayat\"", StringComparison.Ordinal))!;
            Assert.That((await api.Send("POST", "sops?acceptGaps=true", definition.ToJsonString())).Status, Is.EqualTo(201));
            definition["root"]!["activities"]![1]!["metadata"]!["displayText"] = "Menerima surat";
            Assert.That((await api.Send("POST", "sops?acceptGaps=true", definition.ToJsonString())).Status, Is.EqualTo(201));
        }

        await Edit(page, "riwayat");
        await page.GetByText("Menerima surat").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Geser ke kanan" }).Last.ClickAsync();
        await page.Locator(".mud-tab").Filter(new() { HasTextRegex = new Regex("Riwayat versi|^\\s*Versi\\s*$") }).First.ClickAsync();
        await Picture(page, "designer-versions");
        await page.Locator("tr").Filter(new() { HasTextRegex = new Regex("^\\s*1\\s") }).GetByRole(AriaRole.Button).Last.ClickAsync();
        await page.Locator(".mud-popover-open").GetByText("Kembalikan ke versi ini").ClickAsync();
        await page.Locator(".x6-node").GetByText("Menerima surat").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await Picture(page, "designer-reverted");

        Assert.That(await App.Scalar<string>(
            "select string_agg(version || ' ' || state, ', ' order by version) from definitions where definition_id = 'riwayat'"),
            Is.EqualTo("1 superseded, 2 in_force, 3 draft"));
    }

    [Test]
    public async Task A_second_visit_loads_next_to_nothing()
    {
        var page = await Author(isNew: true);
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Network.enable");
        var bytes = 0.0;
        session.Event("Network.loadingFinished").OnEvent += (_, finished) =>
            bytes += finished!.Value.GetProperty("encodedDataLength").GetDouble();

        async Task<(double Bytes, TimeSpan Time)> Visit()
        {
            bytes = 0;
            var began = System.Diagnostics.Stopwatch.GetTimestamp();
            await page.GotoAsync("/studio/workflows/definitions/pk-tu-pjt-02/edit");
            await page.Locator("elsa-activity-wrapper .activity-content").First.WaitForAsync(new() { Timeout = StartUp });
            return (bytes, System.Diagnostics.Stopwatch.GetElapsedTime(began));
        }

        var first = await Visit();
        var second = await Visit();
        await TestContext.Out.WriteLineAsync($"first visit {first.Bytes / 1e6:F2} MB in {first.Time.TotalSeconds:F1} s, " +
            $"second {second.Bytes / 1e6:F3} MB in {second.Time.TotalSeconds:F1} s");

        Assert.That(first.Bytes, Is.LessThan(10_500_000));
        Assert.That(second.Bytes, Is.LessThan(400_000));
    }
}
