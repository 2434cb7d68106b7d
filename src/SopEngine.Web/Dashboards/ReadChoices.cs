using System.Globalization;
using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Rollups;
using SopEngine.Web.Http;

namespace SopEngine.Web.Dashboards;

/// <summary>The SOPs, lanes and people that a dashboard can be filtered by, with their names.</summary>
public static class ReadChoices
{
    /// <param name="Filter">Its SOP is the one whose steps can be chosen; null for none.</param>
    /// <param name="Named">Ids of people whom the page names. Customers are read by these ids alone: they are many.</param>
    [Requires(Right.SeeDashboards, Right.SeeFiguresOfOwnSops)]
    public sealed record Query(Person Person, DashboardFilter? Filter = null, IEnumerable<string?>? Named = null) : IRequestOf<Choices>;

    /// <param name="People">The staff, and the customers whom the page names.</param>
    /// <param name="Steps">Of the SOP in force, by their ids in the definition.</param>
    /// <param name="Saved">The reader's own dashboards.</param>
    public sealed record Choices(
        IReadOnlyDictionary<string, string> Sops, IReadOnlyDictionary<string, string> Lanes, IReadOnlyDictionary<string, string> People,
        IReadOnlyDictionary<string, string> Steps, IReadOnlyList<SavedDashboards.Saved> Saved)
    {
        /// <summary>Name of a SOP, lane or person; its key when it is not known any more.</summary>
        public static string Name(IReadOnlyDictionary<string, string> names, string key) => names.GetValueOrDefault(key, key);
    }

    internal sealed class Handler(SopDatabase database, FlowCache flows) : IRequestHandler<Query, Choices>
    {
        private const string Sql =
            $"""
            select distinct on (definition_id) definition_id, name from definitions
            where unit_id = @unit and state in ('in_force', 'superseded', 'revoked') and {ChosenSops.Are}
            order by definition_id, is_published desc, version desc;
            select id, name from people where unit_id = @unit and kind = 'staff'
            union all select id, name from people where unit_id = @unit and kind <> 'staff' and id = any (@named) order by name;
            select version from definitions
            where unit_id = @unit and definition_id = @sop and state in ('in_force', 'superseded', 'revoked')
            order by is_published desc, version desc limit 1;
            select id, name, address from saved_dashboards where unit_id = @unit and person_id = @person order by id
            """;

        public async Task<Choices> Handle(Query query, CancellationToken cancellationToken)
        {
            var unit = query.Person.UnitId;
            var lanes = await UnitLanes.Read(database, unit, cancellationToken);
            var sop = query.Filter?.Sop;
            var named = (query.Named ?? []).OfType<string>().Select(id => long.Parse(id, CultureInfo.InvariantCulture))
                .Append(query.Filter?.Who ?? DashboardFilter.Nobody).ToArray();
            var parameters = new { sop, named, person = query.Person.Id, sops = query.Person.Reach?.ToArray() };
            var (sops, people, version, saved) = await database.QueryMany(unit, Sql, parameters, async results => (
                (await results.ReadAsync<(string Id, string Name)>()).ToList(),
                (await results.ReadAsync<(long Id, string Name)>()).ToList(),
                await results.ReadSingleOrDefaultAsync<int?>(),
                (await results.ReadAsync<SavedDashboards.Saved>()).ToList()), cancellationToken);
            var steps = version is { } known
                ? (await flows.Get(new DefinitionVersion(unit, sop!, known), cancellationToken)).Steps : [];
            return new Choices(
                sops.OrderBy(one => one.Name, StringComparer.CurrentCultureIgnoreCase).ToDictionary(one => one.Id, one => one.Name),
                lanes.OrderBy(lane => lane.Name, StringComparer.CurrentCultureIgnoreCase).ToDictionary(lane => lane.Id, lane => lane.Name),
                people.ToDictionary(person => person.Id.ToString(CultureInfo.InvariantCulture), person => person.Name),
                steps.ToDictionary(step => step.ActivityId, step => $"{step.Number}. {step.ShortCaption}"),
                saved);
        }
    }
}
