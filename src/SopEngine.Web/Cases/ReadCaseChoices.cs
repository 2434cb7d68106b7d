using MediatR;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Cases;

/// <summary>The choices for narrowing the list of cases, and the numbers of the cases that matter most.</summary>
public static class ReadCaseChoices
{
    public sealed record Query(Person Person, CaseFilter Filter) : IRequestOf<Choices>;

    /// <param name="Steps">The steps of the chosen SOP, in the version that new cases are opened with.</param>
    /// <param name="Counts">The number of cases of each list, up to one more than <see cref="ListCases.MostCounted"/>; so is
    /// <c>Late</c>.</param>
    /// <param name="Lanes">The lanes of the office that a case may wait for.</param>
    /// <param name="Colleagues">The people who may hold a task of a case; none for a customer.</param>
    public sealed record Choices(
        IReadOnlyList<Choice> Sops, IReadOnlyList<Choice> Steps, IReadOnlyDictionary<CaseList, int> Counts, int Late,
        IReadOnlyList<Choice> Lanes, IReadOnlyList<Choice> Colleagues);

    public sealed record Choice(string Id, string Name);

    internal sealed class Handler(SopDatabase database, FlowCache flows, CaseLanes lanes, IClock clock) : IRequestHandler<Query, Choices>
    {
        public async Task<Choices> Handle(Query query, CancellationToken cancellationToken)
        {
            var (person, filter) = (query.Person, query.Filter);
            var own = person.IsCustomer ? "and customer_id = @person" : "";
            var counting = string.Join('\n', Enum.GetValues<CaseList>().Select(list =>
                $"select count(*)::int from (select from cases where unit_id = @unit {Of(list)} {own} limit @most) found;"));
            var sql =
                $"""
                select definition_id as id, name from definitions where unit_id = @unit and is_published
                  order by lower(name), definition_id limit 500;
                select max(version) from definitions where unit_id = @unit and definition_id = @Sop and is_published;
                select id::text, name from people where unit_id = @unit and kind = 'staff' and not @isCustomer order by lower(name), id;
                select count(*)::int from (select from cases c
                  where unit_id = @unit and status = 'running' and {CaseListSql.IsLate} {own} limit @most) found;
                {counting}
                """;
            var parameters = new
            {
                filter.Sop,
                person = person.Id,
                isCustomer = person.IsCustomer,
                now = clock.Now(),
                most = ListCases.MostCounted + 1,
            };
            var (sops, version, colleagues, late, counts) = await database.QueryMany(person.UnitId, sql, parameters, async results =>
            {
                var (found, inForce, people) = (
                    (await results.ReadAsync<Choice>()).ToList(), await results.ReadSingleAsync<int?>(),
                    (await results.ReadAsync<Choice>()).ToList());
                var (broken, counted) = (await results.ReadSingleAsync<int>(), new Dictionary<CaseList, int>());
                foreach (var list in Enum.GetValues<CaseList>()) counted[list] = await results.ReadSingleAsync<int>();
                return (found, inForce, people, broken, counted);
            }, cancellationToken);
            var steps = filter.Sop is not null && version is { } inForce
                ? (await flows.Get(new DefinitionVersion(person.UnitId, filter.Sop, inForce), cancellationToken))
                    .Steps.Select(step => new Choice(step.ActivityId, $"{step.Number}. {step.ShortCaption}")).ToList()
                : [];
            var offices = person.IsCustomer ? [] : (await lanes.Of(person.UnitId, filter.Sop, cancellationToken))
                .Where(lane => !lane.External).Select(lane => new Choice(lane.Id, lane.Name))
                .OrderBy(lane => lane.Name, StringComparer.CurrentCultureIgnoreCase).ToList();
            return new(sops, steps, counts, late, offices, colleagues);
        }

        private static string Of(CaseList list) => list == CaseList.All ? "" : $"and status = '{list.ToString().ToLowerInvariant()}'";
    }
}
