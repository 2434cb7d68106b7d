using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Forms;

/// <summary>The sample service with a form whose prices are typed, in the office of Pekanbaru.</summary>
internal static class TableFormSop
{
    public const string Id = "uji-tabel";

    private const string Received = """
        [{"name":"nomorBpcu","label":"Nomor BPCU/BPCUI","type":"text","required":true},
         {"name":"rincian","label":"Contoh dan biaya","type":"table","maxRows":200,"columns":[
          {"name":"kode","label":"Kode contoh","type":"text","required":true},
          {"name":"kondisi","label":"Kondisi saat diterima","type":"choice","options":["Baik","Kemasan rusak","Jumlah kurang","Lainnya"]},
          {"name":"pengujian","label":"Pengujian","type":"text","required":true},
          {"name":"jumlah","label":"Jumlah","type":"integer","min":1,"required":true},
          {"name":"tarif","label":"Tarif","type":"money","required":true},
          {"name":"biaya","label":"Biaya","type":"computed","shows":"money","formula":"row.jumlah * row.tarif","sum":true}]},
         {"name":"totalBiaya","label":"Total biaya","type":"computed","shows":"money",
          "formula":"getRincian()?.length > 0 ? sum(getRincian(), \"biaya\") : null"},
         {"name":"lamaUji","label":"Perkiraan lama pengujian","type":"integer","min":0,"max":250,"unit":"hari kerja"},
         {"name":"perkiraanSelesai","label":"Perkiraan selesai","type":"computed","shows":"date",
          "formula":"workingDaysAfter(today(), getLamaUji())"},
         {"name":"catatanKondisi","label":"Keterangan kondisi contoh","type":"longtext","required":true,
          "shownIf":"(getRincian() ?? []).some(row => row.kondisi && row.kondisi !== \"Baik\")"},
         {"name":"catatanInternal","label":"Pesan untuk Analis","type":"longtext","audience":"office"}]
        """;

    /// <summary>Puts it in force, once for a database.</summary>
    public static async Task Publish(TestApp app)
    {
        var unit = await app.Unit("bppsi-pekanbaru");
        if (await app.Scalar<int>("select count(*) from definitions where unit_id = @unit and definition_id = @Id", new { unit, Id }) > 0)
            return;
        var definition = JsonNode.Parse(Definition.Shipped("pk-tu-pjt-02.json"))!;
        (definition["definitionId"], definition["id"], definition["name"]) = (Id, Id + "-v1", "Pengujian dengan tarif ketik");
        definition["customProperties"]!["sop"]!["number"] = "UJI-TABEL";
        foreach (var step in definition["root"]!["activities"]!.AsArray().Select(activity => activity!.AsObject()))
        {
            // Their conditions and defaults ask for fields that this form has not.
            step.Remove("onlyIf");
            if ((string?)step["id"] == "step-7") step.Remove("fields");
            if ((string?)step["id"] != "step-2") continue;
            step["fields"] = Definition.Input("Object", Received);
            step.Remove("issues");
        }

        var saved = await app.Services.GetRequiredService<DefinitionStore>().SaveAndPublish(
            unit, null, definition.ToJsonString(), CancellationToken.None);
        Assert.That(saved.Version, Is.Not.Null, string.Join('\n', saved.Problems.Select(problem => problem.Code)));
    }
}
