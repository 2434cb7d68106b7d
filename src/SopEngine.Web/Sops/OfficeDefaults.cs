using System.Text.Json.Nodes;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;

namespace SopEngine.Web.Sops;

/// <summary>The office's own values for a SOP that is new in it: its letterhead, its head as the approver, and its ladder.</summary>
public sealed class OfficeDefaults(SopDatabase database)
{
    private static readonly string Sql =
        $"""
        select u.name, u.letterhead, u.ladder::text, h.name as head, h.title as head_title, h.nip as head_nip
        from units u
        left join lateral (
          select p.name, p.title, p.nip from people p
          where p.unit_id = u.id and p.deactivated_at is null and {RightsSql.Of(Role.Head, "p.roles")} order by p.id limit 1) h on true
        where u.id = @unit
        """;

    public async Task<Office> Read(int unit, CancellationToken cancellation) =>
        (await database.QuerySingle<Office>(unit, Sql, null, cancellation))!;

    public sealed record Office(
        string Name, string Letterhead, string? Ladder, string? Head, string? HeadTitle, string? HeadNip)
    {
        /// <summary>The fields with the office's letterhead and approver, and without the dates of another office.</summary>
        public HeaderFields Of(HeaderFields fields) => fields with
        {
            Letterhead = Letterhead.Length > 0 ? $"{Letterhead}\n{Name}" : Name,
            ApproverOffice = HeadTitle ?? "",
            ApproverName = Head ?? "",
            ApproverNip = HeadNip ?? "",
            CreatedOn = "",
            RevisedOn = "",
            EffectiveOn = "",
        };

        /// <summary>The definition with the office's ladder, where it has one of its own.</summary>
        public string WithLadder(string json)
        {
            if (Ladder is null) return json;
            var definition = JsonNode.Parse(json)!;
            definition["customProperties"]!["sop"]!["escalation"] = JsonNode.Parse(Ladder);
            return definition.ToJsonString();
        }
    }
}
