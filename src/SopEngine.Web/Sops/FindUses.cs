using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Sops;

/// <summary>The other SOPs of the unit that run, start or name a SOP, in their latest version or the one in force.</summary>
public static class FindUses
{
    [Requires(Right.SeeDrafts)]
    public sealed record Query(Person Person, string Id, string? Number) : IRequestOf<IReadOnlyList<User>>;

    public sealed record User(string Id, string Name, int Version, bool IsInForce, IReadOnlyList<SopUse> Uses);

    internal sealed class Handler(SopDatabase database) : IRequestHandler<Query, IReadOnlyList<User>>
    {
        private const string Name =
            "select name from definitions where unit_id = @unit and definition_id = @Id order by is_published desc, is_latest desc limit 1";

        // Reads only definitions that contain the id, the number or the type's name anywhere; SopUse then looks where they stand.
        private const string Sql =
            """
            select definition_id, name, version, is_published, json::text from definitions
            where unit_id = @unit and (is_latest or is_published) and definition_id <> @Id
              and (strpos(json::text, @Id) > 0 or strpos(upper(regexp_replace(json::text, '\s', '', 'g')), @number) > 0
                or (@typeName <> '' and strpos(lower(json::text), lower(@typeName)) > 0))
            order by name, version desc
            """;

        public async Task<IReadOnlyList<User>> Handle(Query query, CancellationToken cancellationToken)
        {
            var number = string.IsNullOrWhiteSpace(query.Number) ? null : SopHeader.CanonicalNumber(query.Number);
            var name = await database.QuerySingle<string>(query.Person.UnitId, Name, new { query.Id }, cancellationToken);
            var typeName = WorkflowDefinition.TypeNameOf(name ?? "");
            var rows = await database.Query<(string Id, string Name, int Version, bool IsPublished, string Json)>(
                query.Person.UnitId, Sql, new { query.Id, number, typeName }, cancellationToken);
            return [.. rows.Select(row => new User(
                row.Id, row.Name, row.Version, row.IsPublished,
                SopUse.Find(WorkflowDefinition.Parse(row.Json), query.Id, number, typeName)))
                .Where(user => user.Uses.Count > 0)];
        }
    }
}
