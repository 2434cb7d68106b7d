using Dapper;
using FluentValidation;
using MediatR;
using NodaTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Cases;

/// <summary>The unit's cases, searched, narrowed and sorted; for a customer, their own.</summary>
public static class ListCases
{
    /// <summary>The most rows that a file has.</summary>
    public const int MostRows = 10_000;

    /// <summary>Cases are counted up to this number.</summary>
    public const int MostCounted = 1_000;

    /// <param name="IsCounted">False where nobody reads the number of cases.</param>
    public sealed record Query(Person Person, CaseFilter Filter, string? After, int Size, bool IsCounted = true) : IRequestOf<Result>;

    /// <param name="Count">The number of cases, up to one more than <see cref="MostCounted"/>; null on a later page, and for a search that
    /// walks the list in parts.</param>
    /// <param name="IsPart">True when only a part of the list was searched: its next page searches further.</param>
    public sealed record Result(Page<CaseItem> Page, int? Count, bool IsPart);

    public sealed record CaseItem(
        long Id, string Title, string Sop, string Status, string? Customer, Instant StartedAt, Instant? EndedAt, CaseClocks Clocks)
    {
        public string? SopNumber { get; init; }

        /// <summary>The customer's organisation; null for none.</summary>
        public string? Organisation { get; init; }

        /// <summary>The open step that is due first; null when none is open.</summary>
        public OpenStep? Step { get; init; }
    }

    /// <summary>A step that is open in a case.</summary>
    /// <param name="Name">Its short name.</param>
    /// <param name="Lane">The lane whose queue it is in.</param>
    /// <param name="Holder">Name of the person who claimed it; null while it waits in the queue.</param>
    /// <param name="IsOfCustomer">True when its lane is outside the office.</param>
    /// <param name="Others">The number of other steps that are open.</param>
    public sealed record OpenStep(
        string? Number, string Name, string? Lane, string? Holder, bool IsOfCustomer, Instant? DueAt, string? TimeLimit,
        StandingItem Standing, int Others);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(query => query.Size).InclusiveBetween(1, MostRows);
    }

    private sealed record Key(DateTime At, long Id);

    internal sealed class Handler(SopDatabase database, FlowCache flows, OfficeClock clocks, CaseLanes lanes, IClock clock)
        : IRequestHandler<Query, Result>
    {
        private const string Columns =
            $"""
            c.id, c.title, d.name as sop, c.status, p.name as customer, nullif(p.title, '') as organisation,
              c.started_at, c.ended_at, c.definition_id, c.version, {CaseClocks.Columns},
              o.version as step_version, o.activity, o.lane, o.task_title, o.holder, o.due_at, o.time_limit, o.level, o.vacant,
              case when o.version is not null then {CasePauses.Column} end as pauses, o.open_steps
            """;

        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var (person, filter) = (query.Person, query.Filter);
            var parameters = Parameters(person, filter);
            var search = await Search(person, filter, parameters, cancellationToken);
            if (filter.Search is not null && search is null) return new(new([], null), 0, IsPart: false);
            if (filter.Step is not null) await StepAt(person, filter, parameters, cancellationToken);
            if (filter.Waits == CaseFilter.Customer || filter.Standing is CaseStanding.StepLate or CaseStanding.StepToday)
                parameters.Add("externalLanes", (await lanes.Of(person.UnitId, filter.Sop, cancellationToken))
                    .Where(lane => lane.External).Select(lane => lane.Id).ToArray());

            var ascends = filter.Order != CaseOrder.Newest;
            var after = Cursor.Read<Key>(query.After)
                ?? (ascends ? new(DateTime.UnixEpoch, 0) : new(new DateTime(9999, 1, 1, 0, 0, 0, DateTimeKind.Utc), long.MaxValue));
            parameters.AddDynamicParams(
                new { At = DateTime.SpecifyKind(after.At, DateTimeKind.Utc), after.Id, limit = query.Size + 1, most = MostCounted + 1 });
            var inParts = search is { IsRare: false };
            var counts = query.IsCounted && query.After is null && !inParts;
            // The page is found first: only its rows are joined.
            var sql =
                $"""
                select {Columns} from ({CaseListSql.Rows(filter, person.IsCustomer, search, "c.*")}) c
                join definitions d on d.unit_id = c.unit_id and d.definition_id = c.definition_id and d.version = c.version
                left join people p on p.unit_id = c.unit_id and p.id = c.customer_id
                left join lateral (
                  select t.version, t.activity, t.lane, t.title as task_title, t.due_at, t.time_limit, t.level::int as level,
                    case when t.level > 0 then {VacantLadder.Climbed} else 0 end as vacant,
                    (select name from people h where h.unit_id = t.unit_id and h.id = t.holder_id) as holder,
                    (count(*) over ())::int as open_steps
                  from tasks t where t.unit_id = c.unit_id and t.case_id = c.id and t.closed_at is null
                  order by t.due_at, t.no limit 1) o on true
                order by {CaseListSql.OrderOf(filter)};
                {(counts ? CaseListSql.Count(filter, person.IsCustomer, search)
                    : inParts ? CaseListSql.EndOfPart(filter, person.IsCustomer) : "")}
                """;
            var (rows, count, end) = await database.QueryMany(person.UnitId, sql, parameters, async results => (
                (await results.ReadAsync<Row>()).ToList(),
                counts ? await results.ReadSingleAsync<int>() : (int?)null,
                inParts ? await results.ReadSingleOrDefaultAsync<Key>() : null), cancellationToken);
            var page = Cursor.Page(
                rows, query.Size, row => new Key(filter.Order switch
                {
                    CaseOrder.Promise => row.StandardDueAt!.Value,
                    CaseOrder.Due => row.DueAt!.Value,
                    _ => row.StartedAt,
                }, row.Id));
            var isPart = page.Next is null && end is not null;
            var next = isPart ? Cursor.Write(end) : page.Next;
            var items = new List<CaseItem>(page.Items.Count);
            foreach (var row in page.Items)
            {
                var flow = await flows.Get(new DefinitionVersion(person.UnitId, row.DefinitionId, row.Version), cancellationToken);
                var standing = await CaseClocks.Of(
                    clocks, person.UnitId, flow, row.Clocks, row.StartedAt.ToInstant(), row.EndedAt?.ToInstant(), null,
                    clock.GetCurrentInstant(), cancellationToken);
                items.Add(new CaseItem(
                    row.Id, row.Title, row.Sop, row.Status, row.Customer, row.StartedAt.ToInstant(), row.EndedAt?.ToInstant(), standing)
                {
                    SopNumber = flow.Definition.SopNumber,
                    Organisation = row.Organisation,
                    Step = await StepOf(row, person.UnitId, cancellationToken),
                });
            }

            return new(new(items, next), count, isPart);
        }

        private async ValueTask<OpenStep?> StepOf(Row row, int unit, CancellationToken cancellation)
        {
            if (row.StepVersion is not { } version || row.Activity is not { } activity) return null;
            var flow = await flows.Get(new DefinitionVersion(unit, row.DefinitionId, version), cancellation);
            var step = flow.StepAt(activity);
            var lane = flow.Lane(row.Lane);
            Instant? due = row.DueAt is not { } at || at == DateTime.MaxValue ? null : at.ToInstant();
            return new OpenStep(
                step?.Number, step?.ShortCaption ?? row.TaskTitle ?? flow.Activities[activity].Name, lane?.Name, row.Holder,
                lane is { External: true }, due, row.TimeLimit,
                await clocks.Of(
                    unit, flow, activity, row.Lane, due, row.Level ?? 0, row.Vacant ?? 0, null, CasePauses.Read(row.Pauses), cancellation),
                row.OpenSteps!.Value - 1);
        }

        private DynamicParameters Parameters(Person person, CaseFilter filter)
        {
            var zone = DateTimeZoneProviders.Tzdb[person.Zone];
            var now = clock.Now();
            return new DynamicParameters(new
            {
                person = person.Id,
                sop = filter.Sop,
                now,
                week = now + Duration.FromDays(7),
                tomorrow = clock.GetCurrentInstant().InZone(zone).Date.PlusDays(1).AtStartOfDayInZone(zone).ToInstant(),
                waits = filter.Waits,
                holder = filter.Holder,
                from = filter.From?.AtStartOfDayInZone(zone).ToInstant(),
                until = filter.Until?.PlusDays(1).AtStartOfDayInZone(zone).ToInstant(),
            });
        }

        /// <summary>Finds the word from which the search starts.</summary>
        /// <returns>Null without a search, or when a word has no case.</returns>
        private async Task<CaseSearch?> Search(
            Person person, CaseFilter filter, DynamicParameters parameters, CancellationToken cancellation)
        {
            if (filter.Search is not { } search) return null;
            var words = (await database.Query<(string Word, int Cases)>(person.UnitId, CaseListSql.Words, new { search }, cancellation))
                .OrderBy(word => word.Cases).ToList();
            if (words.Count == 0 || words[0].Cases == 0) return null;

            var isRare = words[0].Cases <= CaseListSql.Rare;
            if (isRare) parameters.Add("rare", words[0].Word);
            var sought = words.Take(9).ToList();
            foreach (var (i, word) in sought.Index()) parameters.Add($"word{i}", word.Word);
            return new CaseSearch(isRare, sought.Count);
        }

        /// <summary>Finds the step's activity in each version of the SOP that has running cases.</summary>
        private async Task StepAt(Person person, CaseFilter filter, DynamicParameters parameters, CancellationToken cancellation)
        {
            var running = await database.Query<int>(
                person.UnitId,
                "select distinct version from cases where unit_id = @unit and definition_id = @Sop and status = 'running'",
                new { filter.Sop }, cancellation);
            var places = new List<(int Version, int Activity)>();
            foreach (var version in running)
            {
                var flow = await flows.Get(new DefinitionVersion(person.UnitId, filter.Sop!, version), cancellation);
                places.AddRange(flow.Steps.Where(step => step.ActivityId == filter.Step).Select(step => (version, step.Activity)));
            }

            parameters.AddDynamicParams(new
            {
                versions = places.Select(place => place.Version).ToArray(),
                activities = places.Select(place => place.Activity).ToArray(),
            });
        }

        private sealed record Row
        {
            public long Id { get; init; }
            public string Title { get; init; } = "";
            public string Sop { get; init; } = "";
            public string Status { get; init; } = "";
            public string? Customer { get; init; }
            public string? Organisation { get; init; }
            public DateTime StartedAt { get; init; }
            public DateTime? EndedAt { get; init; }
            public string DefinitionId { get; init; } = "";
            public int Version { get; init; }
            public DateTime? PausedAt { get; init; }
            public DateTime? StandardDueAt { get; init; }
            public DateTime[] StandardStops { get; init; } = [];
            public int? StepVersion { get; init; }
            public int? Activity { get; init; }
            public string? Lane { get; init; }
            public string? TaskTitle { get; init; }
            public string? Holder { get; init; }
            public DateTime? DueAt { get; init; }
            public string? TimeLimit { get; init; }
            public int? Level { get; init; }
            public int? Vacant { get; init; }
            public string? Pauses { get; init; }
            public int? OpenSteps { get; init; }

            public CaseClocks.Row Clocks => new(PausedAt, StandardDueAt, StandardStops);
        }
    }
}
