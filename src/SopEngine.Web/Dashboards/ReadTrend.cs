using Dapper;
using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Sla;
using SopEngine.Engine.Data;
using SopEngine.Engine.Rollups;
using SopEngine.Web.Http;

namespace SopEngine.Web.Dashboards;

/// <summary>How the unit kept its standards over a period: from the rollups.</summary>
public static class ReadTrend
{
    [Requires(Right.SeeDashboards, Right.SeeFiguresOfOwnSops)]
    public sealed record Query(Person Person, DashboardFilter Filter) : IRequestOf<Trend>;

    /// <param name="Points">One for each stretch of the period, also where nothing was done.</param>
    /// <param name="ByPerson">Null without the right to see it, and for one step, which is not counted by person.</param>
    /// <param name="Before">The period of the same length before.</param>
    public sealed record Trend(
        IReadOnlyList<Point> Points, Tally Total, IReadOnlyList<Row> BySop, IReadOnlyList<Row> ByLane, IReadOnlyList<Row>? ByPerson,
        Tally Before);

    /// <param name="From">The first day of the stretch, which may lie before the period.</param>
    public sealed record Point(LocalDate From, Tally Tally);

    public sealed record Row(string Key, Tally Tally);

    internal sealed class Handler(SopDatabase database, StepPlaces places) : IRequestHandler<Query, Trend>
    {
        private static readonly string Where = $"{ChosenSops.Are} and {RollupRows.IsOf()}";

        private static readonly string OfPerson = $"{Where} and (@who::bigint is null or person_id = @who)";

        public async Task<Trend> Handle(Query query, CancellationToken cancellationToken)
        {
            var (person, filter) = query;
            // Steps that nobody did stand only in the table of steps; a filter by person reads only that of people.
            var bySteps = filter.Who is null;
            var byPeople = person.May(Right.SeeWhoIsLate) && filter.Step is null;
            var sql = (bySteps ? Steps("day, definition_id, lane", filter) : "")
                + (byPeople || !bySteps ? People("day, definition_id, lane, person_id") : "");
            var parameters = await Parameters(query, filter, filter.Stretches().SelectMany(filter.Within), cancellationToken);
            var (rows, ofPeople) = await database.QueryMany(person.UnitId, sql, parameters, async results =>
            {
                var steps = bySteps ? (await results.ReadAsync<DayRow>()).AsList() : null;
                var people = byPeople || !bySteps ? (await results.ReadAsync<PersonDayRow>()).AsList() : null;
                return (steps ?? (IEnumerable<DayRow>)people!, people);
            }, cancellationToken);
            var before = await Sum(query, filter.PeriodBefore(), bySteps, cancellationToken);
            return Sum(filter, rows, byPeople ? ofPeople : null, before);
        }

        /// <summary>The whole of a period, from as few rows as possible.</summary>
        private async Task<Tally> Sum(Query query, DashboardFilter filter, bool bySteps, CancellationToken cancellation)
        {
            var parameters = await Parameters(query, filter, Stretch.Cover(filter.From, filter.To), cancellation);
            var total = new Tally();
            foreach (var row in await database.Query<TallyRow>(
                query.Person.UnitId, bySteps ? Steps("", filter) : People(""), parameters, cancellation))
                row.AddTo(total);
            return total;
        }

        // The time worked is told of one step only: over steps of different limits, only the share of the limit can be compared.
        private static string Steps(string keys, DashboardFilter filter) => RollupRows.Sql(
            "step", Columns(keys) + (filter.Step is null ? "" : ", worked"), $"{Where} and {StepPlaces.IsOf()}") + ";";

        private static string People(string keys) => RollupRows.Sql("person", Columns(keys), OfPerson) + ";";

        private static string Columns(string keys) => keys.Length == 0 ? TallyRow.Columns : $"{keys}, {TallyRow.Columns}";

        private async Task<DynamicParameters> Parameters(
            Query query, DashboardFilter filter, IEnumerable<Stretch> stretches, CancellationToken cancellation)
        {
            var parameters = RollupRows.Of(
                stretches, new { sops = filter.Sops, lane = filter.OnlyLane, office = filter.IsOfOffice, who = filter.Who });
            await places.AddTo(parameters, query.Person.UnitId, filter, cancellation);
            return parameters;
        }

        private static Trend Sum(DashboardFilter filter, IEnumerable<DayRow> rows, List<PersonDayRow>? ofPeople, Tally before)
        {
            var points = filter.Stretches().ToDictionary(stretch => stretch.First, _ => new Tally());
            var (total, sops, lanes) = (new Tally(), new Dictionary<string, Tally>(), new Dictionary<string, Tally>());
            // Rows are unpacked once, into the parts of which all sums are made: unpacking costs more than adding.
            var parts = new Dictionary<(LocalDate, string, string), Tally>();
            foreach (var row in rows)
                row.AddTo(Of(parts, (Stretch.Of(filter.Grain, LocalDate.FromDateOnly(row.Day)).First, row.DefinitionId, row.Lane)));
            foreach (var ((stretch, sop, lane), part) in parts)
            {
                points[stretch].Add(part);
                Of(sops, sop).Add(part);
                Of(lanes, lane).Add(part);
            }

            foreach (var point in points.Values) total.Add(point);
            var people = new Dictionary<string, Tally>();
            foreach (var row in ofPeople ?? [])
                row.AddTo(Of(people, row.PersonId.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            return new(
                [.. points.Select(point => new Point(point.Key, point.Value))], total, Rows(sops), Rows(lanes),
                ofPeople is null ? null : Rows(people), before);
        }

        private static Tally Of<TKey>(Dictionary<TKey, Tally> tallies, TKey key) where TKey : notnull =>
            tallies.TryGetValue(key, out var tally) ? tally : tallies[key] = new Tally();

        private static List<Row> Rows(Dictionary<string, Tally> tallies) =>
        [
            .. tallies.Select(pair => new Row(pair.Key, pair.Value))
                .OrderByDescending(row => row.Tally.Late).ThenByDescending(row => row.Tally.Done).ThenBy(row => row.Key),
        ];
    }

    private record DayRow : TallyRow
    {
        public DateOnly Day { get; init; }
        public string DefinitionId { get; init; } = "";
        public string Lane { get; init; } = "";
    }

    private sealed record PersonDayRow : DayRow
    {
        public long PersonId { get; init; }
    }
}

/// <summary>The measures of a rollup's row.</summary>
internal record TallyRow
{
    /// <summary>
    /// Without the time worked: over steps of different limits, only the share of the limit can be compared.
    /// </summary>
    public const string Columns = "done, limited, late, late_extended, cancelled, share";

    public int Done { get; init; }
    public int Limited { get; init; }
    public int Late { get; init; }
    public int LateExtended { get; init; }
    public int Cancelled { get; init; }
    public int[] Levels { get; init; } = [];
    public byte[] Worked { get; init; } = [];
    public byte[] Share { get; init; } = [];

    public void AddTo(Tally tally) => tally.Add(Done, Limited, Late, LateExtended, Cancelled, Levels, Worked, Share);
}
