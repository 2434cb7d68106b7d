using System.Text.Json;
using NodaTime;
using SopEngine.Engine.Data;

namespace SopEngine.Web.Demo;

/// <summary>The public sites of the demo offices.</summary>
internal static class DemoSites
{
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
            where not exists (select from site_pages where unit_id = @unit)
            """,
            new { pages = JsonSerializer.Serialize(pages), now }, cancellation);
    }
}
