using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Dashboards;

/// <summary>The SOPs, lanes and people that a dashboard can be filtered by, with their names.</summary>
public static class ReadChoices
{
    [Requires(Right.SeeDashboards)]
    public sealed record Query(Person Person) : IRequestOf<Choices>;

    public sealed record Choices(
        IReadOnlyDictionary<string, string> Sops, IReadOnlyDictionary<string, string> Lanes, IReadOnlyDictionary<string, string> People)
    {
        /// <summary>Name of a SOP, lane or person; its key when it is not known any more.</summary>
        public static string Name(IReadOnlyDictionary<string, string> names, string key) => names.GetValueOrDefault(key, key);
    }

    internal sealed class Handler(SopDatabase database) : IRequestHandler<Query, Choices>
    {
        private const string Sql =
            """
            select distinct on (definition_id) definition_id, name from definitions
            where unit_id = @unit and state in ('in_force', 'superseded', 'revoked')
            order by definition_id, is_published desc, version desc;
            select id, name from people where unit_id = @unit order by name
            """;

        public async Task<Choices> Handle(Query query, CancellationToken cancellationToken)
        {
            var unit = query.Person.UnitId;
            var lanes = await UnitLanes.Read(database, unit, cancellationToken);
            return await database.QueryMany(unit, Sql, null, async results => new Choices(
                (await results.ReadAsync<(string Id, string Name)>()).OrderBy(sop => sop.Name, StringComparer.CurrentCultureIgnoreCase)
                    .ToDictionary(sop => sop.Id, sop => sop.Name),
                lanes.OrderBy(lane => lane.Name, StringComparer.CurrentCultureIgnoreCase).ToDictionary(lane => lane.Id, lane => lane.Name),
                (await results.ReadAsync<(long Id, string Name)>()).ToDictionary(
                    person => person.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    person => person.Name)), cancellationToken);
        }
    }
}
