using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Samples;

/// <summary>A SOP whose first step takes samples in, and whose second one tests them.</summary>
internal static class LabSop
{
    private const string Fields =
        """
        [{"name":"contoh","label":"Contoh uji","type":"table","samples":true,"columns":[
           {"name":"kode","label":"Kode contoh","type":"text"},{"name":"nama","label":"Nama contoh","type":"text","required":true},
           {"name":"jumlah","label":"Jumlah","type":"number","unit":"kg"},
           {"name":"kondisi","label":"Kondisi","type":"choice","options":["Baik","Rusak"]},
           {"name":"parameter","label":"Parameter","type":"text"},{"name":"simpan","label":"Suhu simpan","type":"text"},
           {"name":"biaya","label":"Biaya","type":"money"}]}]
        """;

    public static string Json(string id = "uji-contoh", string lane = "loket", string next = "analis")
    {
        var step = Definition.Step("terima", lane);
        step["fields"] = Definition.Input("Object", Fields);
        return Definition.Chart(id, new JsonObject[] { step, Definition.Step("uji", next) });
    }

    /// <summary>Opens a case of it in Pekanbaru, for its first customer.</summary>
    public static async Task<long> Start(TestApp app, string title, string lane = "pengelola-pelayanan-publik")
    {
        var sop = "uji-contoh-" + lane;
        var unit = await app.Unit("bppsi-pekanbaru");
        if (!await app.Scalar<bool>(
            "select exists (select from definitions where unit_id = @unit and definition_id = @sop)", new { unit, sop }))
        {
            var saved = await app.Services.GetRequiredService<DefinitionStore>().SaveAndPublish(
                unit, null, Json(sop, lane), CancellationToken.None);
            Assert.That(saved.Version, Is.Not.Null, string.Join('\n', saved.Problems.Select(problem => problem.Code)));
        }

        using var clerk = await app.Client("pengelola1.pekanbaru");
        var started = await clerk.Post("cases", new { sop, title, customer = "pelanggan1.pekanbaru" });
        Assert.That(started.Status, Is.EqualTo(201), started.Text);
        return started["id"].GetInt64();
    }

    /// <summary>The same with its samples.</summary>
    public static async Task<long> Received(TestApp app, string title, params string[] names)
    {
        var id = await Start(app, title);
        using var clerk = await app.Client("pengelola1.pekanbaru");
        var contoh = names.Select(nama => new { nama, kondisi = "Baik", parameter = "Kadar air", simpan = "4 °C", biaya = 150_000 });
        var done = await clerk.Post($"tasks/{id}-1/completion", new { data = new { contoh } });
        Assert.That(done.Status, Is.EqualTo(200), done.Text);
        return id;
    }
}
