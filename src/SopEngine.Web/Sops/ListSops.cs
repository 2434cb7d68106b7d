using MediatR;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Sops;

/// <summary>The SOPs in force in the person's unit; for a customer, only SOPs that begin with a customer.</summary>
public static class ListSops
{
    /// <param name="Search">Part of the name, the description or the number; null for all.</param>
    public sealed record Query(Person Person, string? Search = null) : IRequestOf<IReadOnlyList<SopItem>>;

    internal sealed class Handler(SopDatabase database, FlowCache flows) : IRequestHandler<Query, IReadOnlyList<SopItem>>
    {
        private const string Sql =
            "select definition_id, version from definitions where unit_id = @unit and is_published order by name, definition_id";

        public async Task<IReadOnlyList<SopItem>> Handle(Query query, CancellationToken cancellationToken)
        {
            var person = query.Person;
            var search = query.Search?.Trim() ?? "";
            var items = new List<SopItem>();
            foreach (var (definitionId, version) in await database.Query<(string, int)>(person.UnitId, Sql, null, cancellationToken))
            {
                var flow = await flows.Get(new DefinitionVersion(person.UnitId, definitionId, version), cancellationToken);
                if ((!person.IsCustomer || flow.BeginsWithCustomer) && SopItem.Of(flow, version) is var item && item.Matches(search))
                    items.Add(item);
            }

            return items;
        }
    }
}

/// <summary>A SOP in a list.</summary>
/// <param name="Id">Its definition id.</param>
/// <param name="Number">As printed; null for a workflow that is no SOP.</param>
/// <param name="BeginsWithCustomer">True when its first step is a customer's, so that a case needs one.</param>
public sealed record SopItem(string Id, int Version, string Name, string? Number, string? Description, int Steps,
    IReadOnlyList<string> Lanes, bool BeginsWithCustomer)
{
    internal static SopItem Of(Flow flow, int version) => new(
        flow.Definition.DefinitionId, version, flow.Definition.Name, flow.Definition.SopNumber, flow.Definition.Description,
        flow.Steps.Count, [.. flow.Lanes.Select(lane => lane.Name)], flow.BeginsWithCustomer);

    internal bool Matches(string search) =>
        new[] { Name, Number, Description }.Any(text => text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true);
}
