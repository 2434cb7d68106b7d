using FluentValidation;
using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Sla;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Units;
using SopEngine.Web.Http;

namespace SopEngine.Web.Dashboards;

/// <summary>
/// The steps behind a number of a dashboard: open ones with the nearest due first, closed ones with the last closed first.
/// </summary>
public static class ListSteps
{
    [Requires(Right.SeeDashboards)]
    public sealed record Query(Person Person, DashboardFilter Filter, string? After, int Size) : IRequestOf<Page<Item>>;

    /// <param name="Number">The step's number in the SOP; null for a task that is no step.</param>
    /// <param name="Who">Name of the holder or doer; null for none, and for readers without the right to see it.</param>
    /// <param name="DueAt">Null for a step without a limit.</param>
    /// <param name="Escalated">The level that it reached, in percent; 0 when nobody holds its lane.</param>
    /// <param name="Percent">Share of the limit that it took, or has taken so far; null without a limit.</param>
    public sealed record Item(
        TaskId Id, string? Number, string Instruction, string Sop, string CaseTitle, string Lane, string? Who,
        Instant OpenedAt, Instant? DueAt, Instant? ClosedAt, string? Limit, double? Percent, bool IsLate, int? Escalated)
    {
        /// <summary>The due moment before its extensions, by which it is late or not; null when it has none.</summary>
        public Instant? OriginalDueAt { get; init; }

        /// <summary>True for a customer's step, whose lateness is not the office's.</summary>
        public bool IsCustomers { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(query => query.Size).InclusiveBetween(1, 1_000);
    }

    private sealed record OpenKey(DateTime DueAt, long Case, int No);

    private sealed record ClosedKey(long Closing);

    internal sealed class Handler(SopDatabase database, FlowCache flows, UnitCalendars calendars, OpenCounts counts, IClock clock)
        : IRequestHandler<Query, Page<Item>>
    {
        private const string Columns =
            $"""
            t.case_id, t.no, t.definition_id, t.version, t.activity, t.lane, t.title, t.opened_at, t.due_at, t.original_due_at, t.closed_at,
            t.time_limit, t.level::int as level, case when t.level > 0 then {VacantLadder.Climbed} else 0 end as vacant,
            {CasePauses.Column} as pauses, t.closing, c.title as case_title,
            (select name from people p where p.unit_id = t.unit_id and p.id = coalesce(t.holder_id, t.closed_by)) as who
            """;

        private const string Cases = "join cases c on c.unit_id = t.unit_id and c.id = t.case_id";
        private const string InOrder = "order by t.due_at, t.case_id, t.no limit @limit";
        private const string Behind = "(t.due_at, t.case_id, t.no) > (@DueAt, @Case, @No)";

        // Each queue and each person's tasks are read in their index's order, no further than a page; then the pages are merged.
        private static string Open(string standing, string extended) =>
            $"""
            select {Columns} from (
              (select t.* from unnest(@lanes::text[]) as l (lane) cross join lateral (
                select * from tasks t
                where t.unit_id = @unit and t.lane = l.lane and t.closed_at is null and t.holder_id is null
                  and {Behind} and {standing} and {RollupRows.IsOf("t.")} {InOrder}) t)
              union all
              (select * from tasks t
              where @anyLane and t.unit_id = @unit and t.lane is null and t.closed_at is null and t.holder_id is null
                and {Behind} and {standing} {InOrder})
              union all
              (select t.* from unnest(@holders::bigint[]) as h (id) cross join lateral (
                select * from tasks t
                where t.unit_id = @unit and t.holder_id = h.id
                  and {Behind} and {standing} and {RollupRows.IsOf("t.")} {InOrder}) t)
              {extended}
            ) t {Cases}
            {InOrder}
            """;

        /// <summary>The late tasks that were given more time, which is not over.</summary>
        private static readonly string TimeAgain =
            $"""
            union all
            (select * from tasks t
              where t.unit_id = @unit and t.closed_at is null and t.original_due_at is not null and t.original_due_at <= @now
                and t.due_at > @now and {Behind} and (@sop::text is null or t.definition_id = @sop) and {RollupRows.IsOf("t.")}
                and (@who::bigint is null or t.holder_id = @who) {InOrder})
            """;

        /// <summary>The rollups bound the closing numbers that are read.</summary>
        private static string Closed(string standing, bool ofPerson) =>
            $"""
            with range as (
              select min(first_closing) as low, max(last_closing) as high
              from ({RollupRows.Sql(
                  ofPerson ? "person" : "step", "first_closing, last_closing",
                  $"(@sop::text is null or definition_id = @sop) and {RollupRows.IsOf()}"
                      + (ofPerson ? " and person_id = @who" : ""))}) counted
            )
            select {Columns} from range, lateral (
              select * from tasks t
              where t.unit_id = @unit and t.closing between range.low and least(range.high, @before - 1)
                and t.closed_at >= @since and t.closed_at < @until and {standing}
                and (@sop::text is null or t.definition_id = @sop) and {RollupRows.IsOf("t.")}
                and (@who::bigint is null or t.closed_by = @who)
              order by t.closing desc limit @limit
            ) t {Cases}
            order by t.closing desc
            """;

        public async Task<Page<Item>> Handle(Query query, CancellationToken cancellationToken)
        {
            var page = query.Filter.IsOfOpen ? await ReadOpen(query, cancellationToken) : await ReadClosed(query, cancellationToken);
            var version = await database.QuerySingle<int>(
                query.Person.UnitId, "select calendar_version from units where id = @unit", null, cancellationToken);
            var calendar = await calendars.Get(query.Person.UnitId, version, cancellationToken);
            var items = new List<Item>(page.Items.Count);
            foreach (var row in page.Items)
            {
                var flow = await flows.Get(new DefinitionVersion(query.Person.UnitId, row.DefinitionId, row.Version), cancellationToken);
                items.Add(row.Show(flow, calendar, clock.GetCurrentInstant(), query.Person.May(Right.SeeWhoIsLate)));
            }

            return new(items, page.Next);
        }

        private async Task<Page<Row>> ReadOpen(Query query, CancellationToken cancellation)
        {
            var (person, filter) = (query.Person, query.Filter);
            // A SOP's open steps are sought only in the few lanes that have some. Figures and list are of nearly the same moment.
            var groups = (await counts.Read(person.UnitId).WaitAsync(cancellation)).Groups
                .Where(group => (filter.Sop is null || group.DefinitionId == filter.Sop) && group.IsOf(filter)).ToList();
            var standing = (filter.Standing switch
            {
                Standing.Late => "t.due_at <= @now",
                Standing.Escalated =>
                    """
                    t.level > 0 and exists (
                      select from escalations e where (e.unit_id, e.case_id, e.no) = (t.unit_id, t.case_id, t.no) 
                        and e.percent >= 100 and e.target <> '@holder')
                    """,
                Standing.Soon =>
                    "t.due_at > @now and t.due_at < 'infinity' and coalesce(t.original_due_at, t.due_at) > @now "
                    + $"and t.level > {VacantLadder.Climbed}",
                Standing.NoLimit => "t.due_at = 'infinity'",
                _ => "true",
            }) + " and (@sop::text is null or t.definition_id = @sop)";
            var key = Cursor.Read<OpenKey>(query.After) ?? new OpenKey(DateTime.UnixEpoch, 0, 0);
            var rows = await database.Query<Row>(person.UnitId, Open(standing, filter.Standing == Standing.Late ? TimeAgain : ""), new
            {
                now = clock.Now(),
                sop = filter.Sop,
                lane = filter.OnlyLane,
                office = filter.IsOfOffice,
                who = filter.Who,
                DueAt = DateTime.SpecifyKind(key.DueAt, DateTimeKind.Utc),
                key.Case,
                key.No,
                limit = query.Size + 1,
                anyLane = filter.OnlyLane is null && filter.Who is null,
                lanes = filter.Who is null ? groups.Select(group => group.Lane).OfType<string>().Distinct().ToArray() : [],
                holders = filter.Standing == Standing.Unassigned
                    ? []
                    : groups.Select(group => group.HolderId).OfType<long>().Distinct()
                        .Where(id => filter.Who is null || id == filter.Who).ToArray(),
            }, cancellation);
            return Cursor.Page(rows, query.Size, row => new OpenKey(row.DueAt, row.CaseId, row.No));
        }

        private async Task<Page<Row>> ReadClosed(Query query, CancellationToken cancellation)
        {
            var (person, filter) = (query.Person, query.Filter);
            var standing = filter.Standing switch
            {
                Standing.DoneLate => "t.outcome is not null and t.closed_at > coalesce(t.original_due_at, t.due_at)",
                Standing.Cancelled => "t.outcome is null",
                _ => "t.outcome is not null",
            };
            var (since, until) = filter.Bounds(DateTimeZoneProviders.Tzdb[person.Zone]);
            var parameters = RollupRows.Of(Stretch.Cover(filter.From, filter.To), new
            {
                since,
                until,
                sop = filter.Sop,
                lane = filter.OnlyLane,
                office = filter.IsOfOffice,
                who = filter.Who,
                before = Cursor.Read<ClosedKey>(query.After)?.Closing ?? long.MaxValue,
                limit = query.Size + 1,
            });
            var rows = await database.Query<Row>(person.UnitId, Closed(standing, filter.Who is not null), parameters, cancellation);
            return Cursor.Page(rows, query.Size, row => new ClosedKey(row.Closing ?? 0));
        }
    }

    private sealed record Row(
        long CaseId, int No, string DefinitionId, int Version, int Activity, string? Lane, string? Title,
        DateTime OpenedAt, DateTime DueAt, DateTime? OriginalDueAt, DateTime? ClosedAt, string? TimeLimit, int Level, int Vacant,
        string? Pauses, long? Closing, string CaseTitle, string? Who)
    {
        public Item Show(Core.Workflows.Flow flow, WorkingCalendar calendar, Instant now, bool seesWho)
        {
            var (step, lane) = (flow.StepAt(Activity), flow.Lane(Lane));
            var (opened, closed) = (OpenedAt.ToInstant(), ClosedAt?.ToInstant());
            Instant? due = DueAt == DateTime.MaxValue ? null : DueAt.ToInstant();
            var (original, at) = (OriginalDueAt?.ToInstant(), closed ?? now);
            var own = lane is { External: true } ? null : calendar.For(flow.HoursOf(Activity));
            var time = StepTime.Of(own, opened, at, original ?? due, CasePauses.Read(Pauses));
            return new(
                new TaskId(CaseId, No), step?.Number, Title ?? step?.Instruction ?? flow.Activities[Activity].Name,
                flow.Definition.SopNumber ?? flow.Definition.Name,
                CaseTitle, lane?.Name ?? Lane ?? "", seesWho ? Who : null, opened, due, closed, TimeLimit,
                time.Allowed is { } allowed ? 100 * Math.Max(0, time.Worked.TotalSeconds) / Math.Max(1, allowed.TotalSeconds) : null,
                (original ?? due) is { } limit && (limit < at || (limit == at && closed is null)),
                Level == 0 ? null : Level == Vacant ? Engine.Cases.Escalated.Vacant : flow.LadderOf(Activity)[Level - 1].Percent)
            {
                OriginalDueAt = original,
                IsCustomers = own is null,
            };
        }
    }
}
