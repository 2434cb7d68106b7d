using FluentValidation;
using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Sops;

/// <summary>All SOPs of the unit with their states, for the people who write, decide on and supervise them.</summary>
public static class ListLibrary
{
    /// <param name="Search">Part of the name, the description or the number; null for all.</param>
    /// <param name="State">Only SOPs whose latest version, or the one in force, is in this state; null for all.</param>
    [Requires(Right.SeeDrafts)]
    public sealed record Query(Person Person, string? Search, DefinitionState? State, string? After, int Size) : IRequestOf<Library>;

    /// <param name="Counts">Number of SOPs with a version in each state, regardless of the search.</param>
    public sealed record Library(Page<LibraryItem> Page, IReadOnlyDictionary<DefinitionState, int> Counts, int Total);

    /// <summary>A SOP as the library shows it.</summary>
    /// <param name="Number">As printed; null for a workflow that is no SOP.</param>
    /// <param name="InForce">The version in force; null for none.</param>
    /// <param name="LatestState">State of the latest version, which is the one in force or a later one.</param>
    /// <param name="ChangedBy">Null for the system.</param>
    public sealed record LibraryItem(
        string Id, string Name, string? Number, int? InForce, int Latest, DefinitionState LatestState, int Steps, int Running,
        Instant ChangedAt, string? ChangedBy);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(query => query.Size).InclusiveBetween(1, 200);
    }

    private sealed record Key(string Name, string Id);

    internal sealed class Handler(SopDatabase database) : IRequestHandler<Query, Library>
    {
        // Running cases are few, and are counted over their own index for all SOPs at once.
        private const string Sql =
            """
            select state, count(distinct definition_id)::int as count from definitions where unit_id = @unit and (is_latest or is_published)
            group by state;

            select count(*)::int from definitions where unit_id = @unit and is_latest;

            with running as (select definition_id, count(*)::int as count from cases where unit_id = @unit and status = 'running'
              group by definition_id)
            select l.definition_id as id, l.name, coalesce(p.json, l.json) #>> '{customProperties,sop,number}' as number,
              p.version as in_force, l.version as latest,
              l.state as latest_state, l.changed_at, who.name as changed_by, coalesce(running.count, 0) as running,
              (select count(*)::int from jsonb_path_query(l.json::jsonb -> 'root', 'strict $.**.type ? (@ starts with "Sop.")')) as steps
            from definitions l
            left join definitions p on p.unit_id = l.unit_id and p.definition_id = l.definition_id and p.is_published
            left join running on running.definition_id = l.definition_id
            left join people who on who.unit_id = l.unit_id and who.id = l.changed_by
            where l.unit_id = @unit and l.is_latest and (lower(l.name), l.definition_id) > (@Name, @Id)
              and (@state::text is null or @state in (l.state, p.state))
              and (@search::text is null or strpos(folded(l.name), @search) > 0 or strpos(folded(l.description), @search) > 0
                or strpos(l.number, @number) > 0 or strpos(p.number, @number) > 0)
            order by lower(l.name), l.definition_id limit @limit
            """;

        public async Task<Library> Handle(Query query, CancellationToken cancellationToken)
        {
            var after = Cursor.Read<Key>(query.After) ?? new Key("", "");
            var search = string.IsNullOrWhiteSpace(query.Search) ? null : query.Search.Trim().Normalize().ToLowerInvariant();
            var parameters = new
            {
                after.Name,
                after.Id,
                search,
                number = search is null ? null : SopHeader.CanonicalNumber(search),
                state = query.State?.ToSql(),
                limit = query.Size + 1,
            };
            return await database.QueryMany(query.Person.UnitId, Sql, parameters, async results =>
            {
                var counts = (await results.ReadAsync<(string State, int Count)>())
                    .ToDictionary(row => DefinitionStates.Parse(row.State), row => row.Count);
                var total = await results.ReadSingleAsync<int>();
                var page = Cursor.Page(
                    [.. await results.ReadAsync<Row>()], query.Size, row => new Key(row.Name.ToLowerInvariant(), row.Id));
                return new Library(new([.. page.Items.Select(row => row.Item)], page.Next), counts, total);
            }, cancellationToken);
        }

        private sealed record Row(
            string Id, string Name, string? Number, int? InForce, int Latest, string LatestState, DateTime ChangedAt, string? ChangedBy,
            int Running, int Steps)
        {
            public LibraryItem Item => new(
                Id, Name, Number, InForce, Latest, DefinitionStates.Parse(LatestState), Steps, Running, ChangedAt.ToInstant(), ChangedBy);
        }
    }
}
