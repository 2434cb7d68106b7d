using FluentValidation;
using MediatR;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Cases;

/// <summary>The unit's cases, newest first; to a customer, his own.</summary>
public static class ListCases
{
    /// <param name="RunningOnly">Whether cases that are over are left out.</param>
    public sealed record Query(Person Person, bool RunningOnly, string? After, int Size) : IRequestOf<Page<CaseItem>>;

    public sealed record CaseItem(long Id, string Title, string Sop, string Status, string? Customer, Instant StartedAt, Instant? EndedAt, CaseClocks Clocks);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(query => query.Size).InclusiveBetween(1, 200);
    }

    private sealed record Key(long Id);

    internal sealed class Handler(SopDatabase database, FlowCache flows, OfficeClock clocks, IClock clock) : IRequestHandler<Query, Page<CaseItem>>
    {
        public async Task<Page<CaseItem>> Handle(Query query, CancellationToken cancellationToken)
        {
            var person = query.Person;
            // Written out, so that each form has an index of its own to walk.
            var sql =
                $"""
                select c.id, c.title, d.name as sop, c.status, p.name as customer, c.started_at, c.ended_at, c.definition_id, c.version,
                  {CaseClocks.Columns}
                from cases c
                join definitions d on d.unit_id = c.unit_id and d.definition_id = c.definition_id and d.version = c.version
                left join people p on p.unit_id = c.unit_id and p.id = c.customer_id
                where c.unit_id = @unit and c.id < @Before
                  {(person.IsCustomer ? "and c.customer_id = @person" : "")} {(query.RunningOnly ? "and c.status = 'running'" : "")}
                order by c.id desc limit @limit
                """;
            var before = Cursor.Read<Key>(query.After)?.Id ?? long.MaxValue;
            var rows = await database.Query<Row>(person.UnitId, sql, new { Before = before, person = person.Id, limit = query.Size + 1 }, cancellationToken);
            var page = Cursor.Page(rows, query.Size, row => new Key(row.Id));
            var items = new List<CaseItem>(page.Items.Count);
            foreach (var row in page.Items)
            {
                var flow = await flows.Get(new DefinitionVersion(person.UnitId, row.DefinitionId, row.Version), cancellationToken);
                var standing = await CaseClocks.Of(clocks, person.UnitId, flow, row.Clocks, row.EndedAt?.ToInstant(), null, clock.GetCurrentInstant(), cancellationToken);
                items.Add(new CaseItem(row.Id, row.Title, row.Sop, row.Status, row.Customer, row.StartedAt.ToInstant(), row.EndedAt?.ToInstant(), standing));
            }

            return new(items, page.Next);
        }

        private sealed record Row(long Id, string Title, string Sop, string Status, string? Customer, DateTime StartedAt, DateTime? EndedAt, string DefinitionId, int Version,
            DateTime? PausedAt, DateTime? StandardDueAt, DateTime? StoppedAt)
        {
            public CaseClocks.Row Clocks => new(PausedAt, StandardDueAt, StoppedAt);
        }
    }
}
