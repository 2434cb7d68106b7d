using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Browser;

/// <summary>Pausing a case, and setting or extending the time limit of a step, on the pages.</summary>
internal sealed class ClockPagesTests : PageTest
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_case_is_put_off_with_a_reason_and_goes_on(bool phone)
    {
        var id = await Start("Uji karet " + (phone ? "kedua" : "pertama"));
        var name = phone ? "-phone" : "";
        var head = await SignIn("kepala.pekanbaru", phone);
        await head.GotoAsync($"/cases/{id}");
        await head.GetByText("Standar layanan 3 hari").WaitForAsync();
        await Inspect(head, "case-standard" + name);
        await head.Locator("summary", new() { HasText = "Tunda berkas" }).ClickAsync();
        await head.Locator("#pause-reason").FillAsync("Menunggu suku cadang alat");
        await head.GetByRole(AriaRole.Button, new() { Name = "Tunda berkas ini" }).ClickAsync();
        await head.GetByText("Ditunda sejak").First.WaitForAsync();
        await head.GetByText("Berhenti selama berkas ditunda").WaitForAsync();
        await Inspect(head, "case-paused" + name);

        var analyst = await SignIn("analis1.pekanbaru", phone);
        await analyst.GotoAsync("/inbox?list=queue");
        await analyst.GetByText("Ditunda", new() { Exact = true }).First.WaitForAsync();
        await Inspect(analyst, "inbox-paused" + name);
        await analyst.GotoAsync($"/tasks/{id}-1");
        await analyst.GetByText("Menunggu suku cadang alat").First.WaitForAsync();
        Assert.That(await analyst.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).CountAsync(), Is.Zero);
        await Inspect(analyst, "task-paused" + name);

        await head.GetByRole(AriaRole.Button, new() { Name = "Lanjutkan berkas" }).ClickAsync();
        await head.GetByText("Berkas dilanjutkan.").WaitForAsync();
        await analyst.ReloadAsync();
        await analyst.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).WaitForAsync();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_holder_sets_the_limit_of_a_step_once_and_the_head_extends_it(bool phone)
    {
        var id = await Start("Uji sawit " + (phone ? "kedua" : "pertama"));
        var name = phone ? "-phone" : "";
        var analyst = await SignIn("analis1.pekanbaru", phone);
        await analyst.GotoAsync($"/tasks/{id}-1");
        await analyst.GetByText("Tetapkan waktu").ClickAsync();
        await analyst.GetByLabel("Waktu untuk berkas ini").FillAsync("2");
        await analyst.GetByLabel("Satuan waktu").First.SelectOptionAsync("hari");
        await analyst.GetByLabel("Alasan").FillAsync("Dua puluh contoh sekaligus");
        await Inspect(analyst, "task-limit" + name);
        await analyst.GetByRole(AriaRole.Button, new() { Name = "Tetapkan", Exact = true }).ClickAsync();
        await analyst.GetByText("Waktu langkah ditetapkan.").WaitForAsync();
        Assert.That(await analyst.GetByText("Tetapkan waktu").CountAsync(), Is.Zero, "once");
        Assert.That(await analyst.GetByText("Beri perpanjangan").CountAsync(), Is.Zero, "nobody gives himself more");

        var head = await SignIn("kepala.pekanbaru", phone);
        await head.GotoAsync($"/tasks/{id}-1");
        await head.GetByText("Beri perpanjangan").ClickAsync();
        await head.GetByLabel("Tambahan waktu").FillAsync("1");
        await head.GetByLabel("Alasan").FillAsync("Listrik padam");
        await Inspect(head, "task-extension" + name);
        await head.GetByRole(AriaRole.Button, new() { Name = "Perpanjang", Exact = true }).ClickAsync();
        await head.GetByText("Tenggat diperpanjang.").WaitForAsync();
        await head.GotoAsync($"/cases/{id}");
        await head.Locator("summary", new() { HasText = "Riwayat" }).ClickAsync();
        await head.GetByText("memperpanjang langkah 1 dengan 1 jam (Listrik padam)").WaitForAsync();
        await Inspect(head, "case-extended" + name);
        await head.GotoAsync("/cases");
        await head.GetByText("Standar layanan 3 hari").First.WaitForAsync();
        await Inspect(head, "cases-standard" + name);
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task The_api_pauses_and_resumes_a_case_and_names_each_refusal()
    {
        var id = await Start("Uji kopi");
        using var head = await App.Client("kepala.pekanbaru");
        using var analyst = await App.Client("analis1.pekanbaru");

        Assert.That((await analyst.Post($"cases/{id}/pause", new { reason = "Istirahat" })).Status, Is.EqualTo(403));
        Assert.That((await head.Post($"cases/{id}/pause", new { reason = "" })).Status, Is.EqualTo(422));
        Assert.That((await head.Post($"cases/{id}/pause", new { reason = "Banjir" })).Status, Is.EqualTo(204));
        Assert.That((await analyst.Post($"tasks/{id}-1/completion")).Problem, Is.EqualTo("case-paused"));
        Assert.That((await analyst.Get($"tasks/{id}-1"))["task"].GetProperty("pausedAt").GetString(), Is.Not.Null);
        Assert.That((await head.Send("DELETE", $"cases/{id}/pause", null)).Status, Is.EqualTo(204));
        Assert.That((await head.Send("DELETE", $"cases/{id}/pause", null)).Problem, Is.EqualTo("case-not-paused"));

        Assert.That((await analyst.Post($"tasks/{id}-1/limit", new { limit = "dua hari", reason = "Banyak" })).Status, Is.EqualTo(422));
        Assert.That((await analyst.Post($"tasks/{id}-1/limit", new { limit = "2 hari", reason = "Banyak" })).Status, Is.EqualTo(200));
        Assert.That((await analyst.Post($"tasks/{id}-1/limit", new { limit = "3 hari", reason = "Banyak" })).Problem,
            Is.EqualTo("limit-fixed"));
        Assert.That((await analyst.Post($"tasks/{id}-1/extension", new { limit = "1 jam", reason = "Banyak" })).Status, Is.EqualTo(403));
        Assert.That((await head.Post($"tasks/{id}-1/extension", new { limit = "1 jam", reason = "Banyak" })).Status, Is.EqualTo(200));
        Assert.That((await head.Get($"tasks/{id}-1"))["task"].GetProperty("timeLimit").GetString(), Is.EqualTo("2 hari"));
    }

    [Test]
    public async Task The_api_replaces_the_calendar_only_for_its_current_version()
    {
        using var admin = await App.Client("admin.bisip");
        using var clerk = await App.Client("petugas1.bisip");
        var seen = (await clerk.Get("calendar")).Json;
        var rules = JsonNode.Parse(seen.GetProperty("rules").GetRawText())!;
        rules["closures"] = new JsonArray(new JsonObject { ["from"] = "2026-12-01", ["to"] = "2026-12-02", ["reason"] = "Pindah kantor" });
        var body = new { version = seen.GetProperty("version").GetInt32(), rules, reason = "Pindah kantor" };

        Assert.That((await clerk.Send("PUT", "calendar", System.Text.Json.JsonSerializer.Serialize(body))).Status, Is.EqualTo(403));
        Assert.That((await admin.Send("PUT", "calendar", System.Text.Json.JsonSerializer.Serialize(body))).Status, Is.EqualTo(200));
        Assert.That((await admin.Send("PUT", "calendar", System.Text.Json.JsonSerializer.Serialize(body))).Problem,
            Is.EqualTo("calendar-changed"));
        rules["zone"] = "Asia/Pekanbaru";
        Assert.That((await admin.Send("PUT", "calendar",
            System.Text.Json.JsonSerializer.Serialize(new { version = 2, rules, reason = "x" }))).Status, Is.EqualTo(422));
        rules["jam"] = "x";
        Assert.That((await admin.Send("PUT", "calendar",
            System.Text.Json.JsonSerializer.Serialize(new { version = 2, rules, reason = "x" }))).Status, Is.EqualTo(422));
    }

    private async Task<long> Start(string title)
    {
        var unit = await App.Unit("bppsi-pekanbaru");
        var step = Definition.Step("uji", "analis", "60 menit");
        step["limitPerCase"] = JsonNode.Parse("""{"typeName":"Boolean","expression":{"type":"Literal","value":"True"}}""");
        var json = Definition.Promised(
            Definition.Chart("uji-contoh", [step, Definition.Step("kirim", "analis", "1 hari")]), "3 hari", compensated: false);
        if (await App.Scalar<int>("select count(*) from definitions where unit_id = @unit and definition_id = 'uji-contoh'",
            new { unit }) == 0)
            await App.Services.GetRequiredService<DefinitionStore>()
                .SaveAndPublish(unit, null, json, CancellationToken.None);
        using var clerk = await App.Client("analis1.pekanbaru");
        var started = await clerk.Post("cases", new { sop = "uji-contoh", title });
        Assert.That(started.Status, Is.EqualTo(201), started.Text);
        return started["id"].GetInt64();
    }
}
