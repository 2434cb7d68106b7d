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
    /// <param name="Running">Counted up to one more than <see cref="ListCases.MostCounted"/>; so is <c>Late</c>.</param>
    public sealed record Choices(IReadOnlyList<Choice> Sops, IReadOnlyList<Choice> Steps, int Running, int Late);

    public sealed record Choice(string Id, string Name);

    internal sealed class Handler(SopDatabase database, FlowCache flows, IClock clock) : IRequestHandler<Query, Choices>
    {
        public async Task<Choices> Handle(Query query, CancellationToken cancellationToken)
        {
            var (person, filter) = (query.Person, query.Filter);
            var own = person.IsCustomer ? "and customer_id = @person" : "";
            var sql =
                $"""
                select definition_id as id, name from definitions where unit_id = @unit and is_published
                  order by lower(name), definition_id limit 500;
                select max(version) from definitions where unit_id = @unit and definition_id = @Sop and is_published;
                select count(*)::int from (select from cases where unit_id = @unit and status = 'running' {own} limit @most) found;
                select count(*)::int from (select from cases c
                  where unit_id = @unit and status = 'running' and {CaseListSql.IsLate} {own} limit @most) found;
                """;
            var (sops, version, running, late) = await database.QueryMany(
                person.UnitId, sql, new { filter.Sop, person = person.Id, now = clock.Now(), most = ListCases.MostCounted + 1 },
                async results => (
                    (await results.ReadAsync<Choice>()).ToList(), await results.ReadSingleAsync<int?>(),
                    await results.ReadSingleAsync<int>(), await results.ReadSingleAsync<int>()),
                cancellationToken);
            var steps = filter.Sop is not null && version is { } inForce
                ? (await flows.Get(new DefinitionVersion(person.UnitId, filter.Sop, inForce), cancellationToken))
                    .Steps.Select(step => new Choice(step.ActivityId, $"{step.Number}. {step.ShortCaption}")).ToList()
                : [];
            return new(sops, steps, running, late);
        }
    }
}
