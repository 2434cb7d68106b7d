using SopEngine.Tests.Support;

namespace SopEngine.Tests.Http;

/// <summary>A thing of an office's public site for a route that names one.</summary>
internal static class SiteThings
{
    public static async Task<string> Office(TestApp app, int unit) =>
        (await app.Scalar<string>("select code from units where id = @unit", new { unit }))!;

    /// <summary>A SOP that the office lists, and whose sheet it shows.</summary>
    public static async Task<string> Service(TestApp app, int unit) => (await app.Scalar<string>(
        """
        insert into site_pages (unit_id, sop, shown, shown_at, changed_at)
        select unit_id, definition_id, '{"isListed":"on","showsSheet":"on"}', now(), now() from definitions
        where unit_id = @unit and is_published and definition_id like 'sop-%' order by definition_id limit 1
        on conflict (unit_id, sop) do update set shown = excluded.shown returning sop
        """, new { unit }))!;

    /// <summary>An entry of its list of public information.</summary>
    public static Task<long> Item(TestApp app, int unit) => app.Scalar<long>(
        """
        insert into information_items
          (unit_id, summary, class, holder, maker, made, format, retention, address, changed_at)
        values (@unit, 'x', 'always', 'x', '', '', '', '', '', now()) returning id
        """, new { unit });
}
