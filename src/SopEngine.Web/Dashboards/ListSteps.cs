using Dapper;
using FluentValidation;
using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Rollups;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Dashboards;

/// <summary>
/// The steps behind a number of a dashboard: open ones with the nearest due first, closed ones with the last closed first, or in another
/// order.
/// </summary>
public static class ListSteps
{
    /// <summary>The most steps that are sorted in another order than that of the indexes: the first ones of the list.</summary>
    public const int MostSorted = 1_000;

    [Requires(Right.SeeDashboards, Right.SeeFiguresOfOwnSops)]
    public sealed record Query(Person Person, DashboardFilter Filter, string? After, int Size) : IRequestOf<Result>;

    /// <param name="IsCut">True when an order was asked for and there are more steps than are sorted.</param>
    public sealed record Result(IReadOnlyList<Item> Items, string? Next, bool IsCut = false);

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

        /// <summary>The time left of an open step, by the limit with its extensions; null for a closed one.</summary>
        public StandingItem? Standing { get; init; }

        /// <summary>The moment since which its case is paused; null when it is not.</summary>
        public Instant? PausedAt { get; init; }

        /// <summary>The short name of the step; the title of a task that is no step.</summary>
        public required string Name { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(query => query.Size).InclusiveBetween(1, 1_000);
    }

    private sealed record OpenKey(DateTime DueAt, long Case, int No);

    private sealed record ClosedKey(long Closing);

    private sealed record SortedKey(int Passed);

    internal sealed class Handler(
        SopDatabase database, FlowCache flows, OfficeClock clocks, StepPlaces places, OpenCounts counts, IClock clock)
        : IRequestHandler<Query, Result>
    {
        private const string Columns =
            $"""
            t.case_id, t.no, t.definition_id, t.version, t.activity, t.lane, t.title, t.opened_at, t.due_at, t.original_due_at, t.closed_at,
            t.time_limit, t.level::int as level, case when t.level > 0 then {VacantLadder.Climbed} else 0 end as vacant,
            {CasePauses.Column} as pauses, t.closing, c.title as case_title,
            (select name from people h where h.unit_id = t.unit_id and h.id = coalesce(t.holder_id, t.closed_by)) as who,
            case when t.closed_at is null then c.paused_at end as paused_at
            """;

        private const string Cases = "join cases c on c.unit_id = t.unit_id and c.id = t.case_id";
        private const string InOrder = "order by t.due_at, t.case_id, t.no limit @limit";
        private const string Behind = "(t.due_at, t.case_id, t.no) > (@DueAt, @Case, @No)";

        private static readonly string OfFilter = $"{ChosenSops.Are} and {StepPlaces.IsOf("t.")}";

        // Each queue and each person's tasks are read in their index's order, no further than a page; then the pages are merged.
        private static string Open(string standing, string extended) =>
            $"""
            select {Columns} from (
              (select t.* from unnest(@lanes::text[]) as l (lane) cross join lateral (
                select t.* from tasks t {OpenRules.PauseOf}
                where t.unit_id = @unit and t.lane = l.lane and t.closed_at is null and t.holder_id is null
                  and {Behind} and {standing} and {RollupRows.IsOf("t.")} {InOrder}) t)
              union all
              (select t.* from tasks t {OpenRules.PauseOf}
              where @anyLane and t.unit_id = @unit and t.lane is null and t.closed_at is null and t.holder_id is null
                and {Behind} and {standing} {InOrder})
              union all
              (select t.* from unnest(@holders::bigint[]) as h (id) cross join lateral (
                select t.* from tasks t {OpenRules.PauseOf}
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
            (select t.* from tasks t {OpenRules.PauseOf}
              where t.unit_id = @unit and t.closed_at is null and t.original_due_at <= @now and {OpenRules.HasTimeAgain} and {Behind}
                and {OfFilter} and {RollupRows.IsOf("t.")}
                and (@who::bigint is null or coalesce(t.holder_id, {DashboardFilter.Nobody}) = @who) {InOrder})
            """;

        /// <summary>The rollups bound the closing numbers that are read.</summary>
        private static string Closed(string standing, bool ofPerson) =>
            $"""
            with range as (
              select min(first_closing) as low, max(last_closing) as high
              from ({RollupRows.Sql(
                  ofPerson ? "person" : "step", "first_closing, last_closing",
                  $"{ChosenSops.Are} and {RollupRows.IsOf()}"
                      + (ofPerson ? " and person_id = @who" : $" and {StepPlaces.IsOf()}"))}) counted
            )
            select {Columns} from range, lateral (
              select * from tasks t
              where t.unit_id = @unit and t.closing between range.low and least(range.high, @before - 1)
                and t.closed_at >= @since and t.closed_at < @until and {standing}
                and {OfFilter} and {RollupRows.IsOf("t.")}
                and (@who::bigint is null or coalesce(t.closed_by, {DashboardFilter.Nobody}) = @who)
              order by t.closing desc limit @limit
            ) t {Cases}
            order by t.closing desc
            """;

        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            if (query.Filter.Order is not { } order) return await Read(query, cancellationToken);

            var first = await Read(query with { After = null, Size = MostSorted }, cancellationToken);
            var passed = Math.Clamp(Cursor.Read<SortedKey>(query.After)?.Passed ?? 0, 0, MostSorted);
            var page = Cursor.Page(
                [.. Sorted(first.Items, order).Skip(passed).Take(query.Size + 1)], query.Size, _ => new SortedKey(passed + query.Size));
            return new(page.Items, page.Next, IsCut: first.Next is not null);
        }

        private static IEnumerable<Item> Sorted(IEnumerable<Item> items, ListOrder order) => order switch
        {
            ListOrder.Oldest => items.OrderBy(item => item.OpenedAt),
            ListOrder.Share => items.OrderByDescending(item => item.Percent ?? -1),
            ListOrder.Lane => items.OrderBy(item => item.Lane, StringComparer.CurrentCultureIgnoreCase),
            ListOrder.Person => items.OrderBy(item => item.Who is null).ThenBy(item => item.Who, StringComparer.CurrentCultureIgnoreCase),
            _ => items.OrderBy(item => item.Sop, StringComparer.CurrentCultureIgnoreCase)
                .ThenBy(item => StepOrder.Key(item.Number ?? ""), StringComparer.Ordinal),
        };

        private async Task<Result> Read(Query query, CancellationToken cancellation)
        {
            var page = query.Filter.IsOfOpen ? await ReadOpen(query, cancellation) : await ReadClosed(query, cancellation);
            var calendar = await clocks.Calendar(query.Person.UnitId, cancellation);
            var items = new List<Item>(page.Items.Count);
            foreach (var row in page.Items)
            {
                var flow = await flows.Get(new DefinitionVersion(query.Person.UnitId, row.DefinitionId, row.Version), cancellation);
                var item = row.Show(flow, calendar, clock.GetCurrentInstant(), query.Person.May(Right.SeeWhoIsLate));
                items.Add(row.ClosedAt is not null ? item : item with
                {
                    Standing = await clocks.Of(
                        query.Person.UnitId, flow, row.Activity, row.Lane, item.DueAt, row.Level, row.Vacant, null,
                        CasePauses.Read(row.Pauses), cancellation),
                });
            }

            return new(items, page.Next);
        }

        private async Task<Page<Row>> ReadOpen(Query query, CancellationToken cancellation)
        {
            var (person, filter) = (query.Person, query.Filter);
            // Steps are sought only in the lanes and with the holders that have some. Figures and list are of nearly the same moment.
            var count = await counts.Read(person.UnitId).WaitAsync(cancellation);
            var groups = count.Listed(filter).ToList();
            var standing = (filter.Standing switch
            {
                Standing.Late => $"t.due_at <= @now and {OpenRules.IsLate}",
                Standing.Today => OpenRules.IsDueToday,
                Standing.Week => OpenRules.IsDueThisWeek,
                Standing.Escalated =>
                    """
                    t.level > 0 and exists (
                      select from escalations e where (e.unit_id, e.case_id, e.no) = (t.unit_id, t.case_id, t.no)
                        and e.percent >= 100 and e.target <> '@holder')
                    """,
                Standing.Soon => OpenRules.IsSoon,
                Standing.NoLimit => OpenRules.HasNoLimit,
                // Only the branch of the extended tasks: they are few, and have an index of their own.
                Standing.TimeAgain => "false",
                Standing.Vacant => $"t.level > 0 and {VacantLadder.Climbed} > 0",
                Standing.Paused => "p.paused_at is not null",
                _ => "true",
            }) + $" and {OfFilter}";
            var key = Cursor.Read<OpenKey>(query.After) ?? new OpenKey(DateTime.UnixEpoch, 0, 0);
            var parameters = new DynamicParameters(new
            {
                now = clock.Now(),
                tomorrow = count.Horizon.Tomorrow,
                nextWeek = count.Horizon.NextWeek,
                sops = filter.Sops,
                lane = filter.OnlyLane,
                office = filter.IsOfOffice,
                who = filter.Who,
                DueAt = DateTime.SpecifyKind(key.DueAt, DateTimeKind.Utc),
                key.Case,
                key.No,
                limit = query.Size + 1,
                anyLane = groups.Any(group => group.HolderId is null && group.Lane is null),
                lanes = groups.Where(group => group.HolderId is null).Select(group => group.Lane).OfType<string>().Distinct().ToArray(),
                holders = groups.Select(group => group.HolderId).OfType<long>().Distinct().ToArray(),
            });
            await places.AddTo(parameters, person.UnitId, filter, cancellation);
            var extended = filter.Standing is Standing.Late or Standing.TimeAgain ? TimeAgain : "";
            var rows = await database.Query<Row>(person.UnitId, Open(standing, extended), parameters, cancellation);
            return Cursor.Page(rows, query.Size, row => new OpenKey(row.DueAt, row.CaseId, row.No));
        }

        private async Task<Page<Row>> ReadClosed(Query query, CancellationToken cancellation)
        {
            const string LateByFirst = "t.outcome is not null and t.closed_at > coalesce(t.original_due_at, t.due_at)";
            var (person, filter) = (query.Person, query.Filter);
            var standing = filter.Standing switch
            {
                Standing.DoneInTime =>
                    "t.outcome is not null and t.due_at < 'infinity' and t.closed_at <= coalesce(t.original_due_at, t.due_at)",
                Standing.DoneLate => LateByFirst,
                Standing.LateExtended => LateByFirst + " and t.closed_at > t.due_at",
                Standing.Cancelled => "t.outcome is null",
                _ => "t.outcome is not null",
            };
            var (since, until) = filter.Bounds(DateTimeZoneProviders.Tzdb[person.Zone]);
            var parameters = RollupRows.Of(Stretch.Cover(filter.From, filter.To), new
            {
                since,
                until,
                sops = filter.Sops,
                lane = filter.OnlyLane,
                office = filter.IsOfOffice,
                who = filter.Who,
                before = Cursor.Read<ClosedKey>(query.After)?.Closing ?? long.MaxValue,
                limit = query.Size + 1,
            });
            await places.AddTo(parameters, person.UnitId, filter, cancellation);
            var ofPerson = filter.Who > DashboardFilter.Nobody;
            var rows = await database.Query<Row>(person.UnitId, Closed(standing, ofPerson), parameters, cancellation);
            return Cursor.Page(rows, query.Size, row => new ClosedKey(row.Closing ?? 0));
        }
    }

    private sealed record Row(
        long CaseId, int No, string DefinitionId, int Version, int Activity, string? Lane, string? Title,
        DateTime OpenedAt, DateTime DueAt, DateTime? OriginalDueAt, DateTime? ClosedAt, string? TimeLimit, int Level, int Vacant,
        string? Pauses, long? Closing, string CaseTitle, string? Who, DateTime? PausedAt)
    {
        public Item Show(Flow flow, WorkingCalendar calendar, Instant now, bool seesWho)
        {
            var (step, lane) = (flow.StepAt(Activity), flow.Lane(Lane));
            var (opened, closed) = (OpenedAt.ToInstant(), ClosedAt?.ToInstant());
            Instant? due = DueAt == DateTime.MaxValue ? null : DueAt.ToInstant();
            var (original, at) = (OriginalDueAt?.ToInstant(), closed ?? now);
            var own = lane is { External: true } ? null : calendar.For(flow.HoursOf(Activity));
            var time = StepTime.Of(own, opened, at, original ?? due, CasePauses.Read(Pauses));
            // The clock of a paused case stands since the pause; at that instant its limit is kept.
            var (read, stands) = PausedAt is { } since ? (since.ToInstant(), true) : (at, closed is not null);
            return new(
                new TaskId(CaseId, No), step?.Number, Title ?? step?.Instruction ?? flow.Activities[Activity].Name,
                flow.Definition.SopNumber ?? flow.Definition.Name,
                CaseTitle, lane?.Name ?? Lane ?? "", seesWho ? Who : null, opened, due, closed, TimeLimit,
                time.Allowed is { } allowed ? 100 * Math.Max(0, time.Worked.TotalSeconds) / Math.Max(1, allowed.TotalSeconds) : null,
                (original ?? due) is { } limit && (limit < read || (limit == read && !stands)),
                Level == 0 ? null : Level == Vacant ? Engine.Cases.Escalated.Vacant : flow.LadderOf(Activity)[Level - 1].Percent)
            {
                OriginalDueAt = original,
                IsCustomers = own is null,
                PausedAt = PausedAt?.ToInstant(),
                Name = step?.ShortCaption ?? Title ?? flow.Activities[Activity].Name,
            };
        }
    }
}
