using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Forms;

/// <summary>A SOP whose steps ask for documents, in the office of Pekanbaru.</summary>
internal static class FileFieldSop
{
    private const string Fields = """
        [{"name":"surat","label":"Surat permohonan","type":"file","accept":["pdf","image"],"maxFiles":2,"kind":"Surat dari pelanggan",
          "required":true},
         {"name":"lengkap","label":"Contoh rusak","type":"boolean"},
         {"name":"foto","label":"Foto kerusakan","type":"file","accept":["image"],"audience":"office","required":true,
          "shownIf":"getLengkap() === true"},
         {"name":"catatan","label":"Catatan petugas","type":"text","required":true}]
        """;

    /// <summary>Starts a case of it; its first step asks for documents, its second attaches for the customer.</summary>
    public static async Task<long> Start(TestApp app, string title)
    {
        var unit = await app.Unit("bppsi-pekanbaru");
        if (await app.Scalar<int>("select count(*) from definitions where unit_id = @unit and definition_id = 'uji-dokumen'",
            new { unit }) == 0)
        {
            var (first, second) = (Definition.Step("terima", "analis"), Definition.Step("kirim", "analis"));
            first["fields"] = Definition.Input("Object", Fields);
            first["documentsForCustomer"] = Definition.Input("Literal", "False");
            second["documentsForCustomer"] = Definition.Input("Literal", "True");
            var last = Definition.Step("unggah", "pelanggan");
            last["fields"] = Definition.Input("Object", """[{"name":"bukti","label":"Bukti bayar","type":"file","required":true}]""");
            var saved = await app.Services.GetRequiredService<DefinitionStore>().SaveAndPublish(
                unit, null, Definition.Chart("uji-dokumen", new JsonObject[] { first, second, last }), CancellationToken.None);
            Assert.That(saved.Version, Is.Not.Null, string.Join('\n', saved.Problems.Select(problem => problem.Code)));
        }

        using var clerk = await app.Client("analis1.pekanbaru");
        var started = await clerk.Post("cases", new { sop = "uji-dokumen", title, customer = "pelanggan1.pekanbaru" });
        Assert.That(started.Status, Is.EqualTo(201), started.Text);
        return started["id"].GetInt64();
    }
}
