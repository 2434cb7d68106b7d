using MediatR;
using NodaTime;
using SopEngine.Core.Contacts;
using SopEngine.Core.Rights;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Customers;

/// <summary>The steps that wait for customers, and that the person may do in the customer's name; the oldest first.</summary>
public static class ListWaiting
{
    /// <param name="Search">Beginnings of words of the customer's name or of the case's title, or a case's number; null for all.</param>
    [Requires(Right.ServeCustomers)]
    public sealed record Query(Person Person, string? Search, string? After, int Size) : IRequestOf<Page<Item>>;

    /// <param name="Step">The step's number and name.</param>
    public sealed record Item(
        TaskId Task, string Case, string Customer, string Organisation, string Phone, string Step, Instant Since, Instant? DueAt);

    private sealed record Key(DateTime At, long Case, int No);

    internal sealed class Handler(SopDatabase database, FlowCache flows) : IRequestHandler<Query, Page<Item>>
    {
        /// <summary>Rows that are read at a time, and at most: the steps of other counters are passed over.</summary>
        private const int Chunk = 200, MostRead = 2_000;

        private static readonly string Sql =
            $"""
            select t.case_id as "case", t.no, t.version, t.activity, t.opened_at, t.due_at, c.definition_id, c.title, p.name,
              p.id as person, p.title as organisation, coalesce(p.phone, '') as phone
            from tasks t join cases c on c.unit_id = t.unit_id and c.id = t.case_id
              join people p on p.unit_id = c.unit_id and p.id = c.customer_id
            where t.unit_id = @unit and t.closed_at is null and c.status = 'running' and c.paused_at is null
              and {UnitLanes.IsExternal("c.definition_id", "t.lane")} and (t.opened_at, t.case_id, t.no) > (@At, @Case, @No)
              and (@number::bigint is null or c.id = @number or not exists (select from unnest(@words) as s (word) where strpos(
                p.search || search_text(c.title), ' ' || s.word) = 0))
            order by t.opened_at, t.case_id, t.no limit {Chunk}
            """;

        public async Task<Page<Item>> Handle(Query query, CancellationToken cancellationToken)
        {
            var person = query.Person;
            var words = CustomerSearch.Words(query.Search).ToArray();
            var after = Cursor.Read<Key>(query.After) ?? new Key(DateTime.UnixEpoch, 0, 0);
            var (found, isLast) = (new List<(Row Row, Item Item)>(), false);
            for (var read = 0; read < MostRead && found.Count <= query.Size; read += Chunk)
            {
                var rows = await database.Query<Row>(person.UnitId, Sql, new
                {
                    At = DateTime.SpecifyKind(after.At, DateTimeKind.Utc),
                    after.Case,
                    after.No,
                    words,
                    number = words.Length == 0 ? null
                        : long.TryParse(query.Search!.Trim().TrimStart('#'), out var number) ? number : (long?)0,
                }, cancellationToken);
                foreach (var row in rows)
                {
                    var flow = await flows.Get(new DefinitionVersion(person.UnitId, row.DefinitionId, row.Version), cancellationToken);
                    if (Authority.AtCounter(person.Actor, flow, row.Activity, row.Person) is null) continue;
                    var step = flow.StepAt(row.Activity)!;
                    found.Add((row, new Item(new TaskId(row.Case, row.No), row.Title, row.Name, row.Organisation,
                        PhoneNumber.Show(row.Phone), $"{step.Number}. {step.ShortCaption}", row.OpenedAt.ToInstant(),
                        row.DueAt == DateTime.MaxValue ? null : row.DueAt.ToInstant())));
                }

                isLast = rows.Count < Chunk;
                if (isLast) break;
                after = new Key(rows[^1].OpenedAt, rows[^1].Case, rows[^1].No);
            }

            var page = Cursor.Page(found, query.Size, one => new Key(one.Row.OpenedAt, one.Row.Case, one.Row.No));
            // Where the most rows were read, the next page begins behind them.
            return new([.. page.Items.Select(one => one.Item)], page.Next ?? (isLast ? null : Cursor.Write(after)));
        }

        private sealed record Row
        {
            public long Case { get; init; }
            public int No { get; init; }
            public int Version { get; init; }
            public int Activity { get; init; }
            public DateTime OpenedAt { get; init; }
            public DateTime DueAt { get; init; }
            public string DefinitionId { get; init; } = "";
            public string Title { get; init; } = "";
            public string Name { get; init; } = "";
            public long Person { get; init; }
            public string Organisation { get; init; } = "";
            public string Phone { get; init; } = "";
        }
    }
}
