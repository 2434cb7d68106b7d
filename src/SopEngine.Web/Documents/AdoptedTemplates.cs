using SopEngine.Engine.Data;
using SopEngine.Engine.Documents;

namespace SopEngine.Web.Documents;

/// <summary>Puts templates of the shelf into offices, with the office's own signatory.</summary>
internal sealed class AdoptedTemplates(SopDatabase database, TemplateStore templates)
{
    /// <summary>The post that a holder of the lane, or else the head, holds today.</summary>
    private const string FindPost =
        """
        select h.post_id from people p join post_holders h on h.unit_id = p.unit_id and h.person_id = p.id and h.until_on is null
        where p.unit_id = @unit and p.deactivated_at is null and case when @lane::text is null then 'head' = any (p.roles)
          else exists (select from lane_holders l where l.unit_id = p.unit_id and l.person_id = p.id and l.lane = @lane) end
        order by h.from_on, h.id limit 1
        """;

    /// <returns>False when the office has a template of this kind.</returns>
    public async Task<bool> Take(int unit, long? by, TemplateShelf.Shipped shipped, CancellationToken cancellation)
    {
        var post = await database.QuerySingle<long?>(unit, FindPost, new { lane = shipped.SignedBy }, cancellation)
            ?? (shipped.SignedBy is null ? null : await database.QuerySingle<long?>(
                unit, FindPost, new { lane = (string?)null }, cancellation));
        var fields = new TemplateFields(
            shipped.Name, shipped.Text, shipped.Numbering, shipped.Classification, post, shipped.ForCustomer);
        return await templates.Save(unit, by, shipped.Kind, fields, null, cancellation) == TemplateResult.Done;
    }

    /// <summary>Takes it and puts it in force, for an office that has none of this kind.</summary>
    public async Task Use(int unit, string kind, CancellationToken cancellation)
    {
        if (await Take(unit, null, TemplateShelf.All[kind], cancellation))
            await templates.PutInForce(unit, null, kind, (1, 1), cancellation);
    }
}
