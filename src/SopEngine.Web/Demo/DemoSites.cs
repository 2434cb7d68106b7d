using System.Text.Json;
using NodaTime;
using SopEngine.Engine.Data;

namespace SopEngine.Web.Demo;

/// <summary>The public sites of the demo offices.</summary>
internal static class DemoSites
{
    /// <summary>The office whose list of public information has entries.</summary>
    private const string WithItems = "bppsi-pekanbaru";

    private const string Items =
        """
        [
          {"summary":"Profil dan struktur organisasi balai","class":"regular","holder":"Sub Bagian Tata Usaha",
            "maker":"Kepala Sub Bagian Tata Usaha","made":"Januari 2026, Pekanbaru","format":"Softcopy","retention":"Selama berlaku"},
          {"summary":"Laporan realisasi anggaran tahun 2025","class":"regular","holder":"Sub Bagian Tata Usaha",
            "maker":"Bendahara","made":"Februari 2026, Pekanbaru","format":"Softcopy dan hardcopy","retention":"5 tahun"},
          {"summary":"Laporan layanan informasi publik tahun 2025","class":"regular","holder":"PPID",
            "maker":"PPID","made":"Maret 2026, Pekanbaru","format":"Softcopy","retention":"5 tahun"},
          {"summary":"Gangguan layanan pengujian karena alat rusak","class":"immediate","holder":"Unit Pelayanan Publik",
            "maker":"Pengelola Pelayanan Publik","made":"Setiap terjadi gangguan","format":"Pengumuman","retention":"1 tahun"},
          {"summary":"Daftar tarif layanan pengujian yang berlaku","class":"always","holder":"Unit Pelayanan Publik",
            "maker":"Bendahara","made":"2026, Pekanbaru","format":"Softcopy","retention":"Selama berlaku"},
          {"summary":"Standar pelayanan dan maklumat pelayanan","class":"always","holder":"Unit Pelayanan Publik",
            "maker":"Kepala Balai","made":"2026, Pekanbaru","format":"Softcopy dan hardcopy","retention":"Selama berlaku"},
          {"summary":"Perjanjian kerja sama dengan pihak ketiga","class":"always","holder":"Sub Bagian Tata Usaha",
            "maker":"Sub Bagian Tata Usaha","made":"2020–2026, Pekanbaru","format":"Hardcopy","retention":"10 tahun"}
        ]
        """;

    /// <summary>Gives an office its site, unless somebody has written one.</summary>
    public static async Task Fill(SopDatabase database, int unit, string code, Instant now, CancellationToken cancellation)
    {
        var sites = await JsonSerializer.DeserializeAsync<Dictionary<string, Dictionary<string, Dictionary<string, string>>>>(
            File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Demo", "sites.json")), cancellationToken: cancellation);
        if (sites!.GetValueOrDefault(code) is not { } pages) return;
        await database.Execute(
            unit,
            """
            update units set is_public = true where id = @unit and not exists (select from site_pages where unit_id = @unit);
            insert into site_pages (unit_id, sop, shown, shown_at, changed_at)
            select @unit, p.key, p.value, @now, @now from json_each(@pages::json) p
            where not exists (select from site_pages where unit_id = @unit);
            insert into information_items
              (unit_id, summary, class, holder, maker, made, format, retention, address, changed_at)
            select @unit, i.summary, i.class, i.holder, i.maker, i.made, i.format, i.retention, '', @now
            from json_to_recordset(@items::json) as i(
              summary text, class text, holder text, maker text, made text, format text, retention text)
            where not exists (select from information_items where unit_id = @unit)
            """,
            new { pages = JsonSerializer.Serialize(pages), items = code == WithItems ? Items : "[]", now }, cancellation);
    }
}
