using Dapper;
using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Sla;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Dashboards;

/// <summary>How the unit kept its standards over a period: from the rollups.</summary>
public static class ReadTrend
{
    [Requires(Right.SeeDashboards)]
    public sealed record Query(Person Person, DashboardFilter Filter) : IRequestOf<Trend>;

    /// <param name="Points">One for each stretch of the period, also where nothing was done.</param>
    /// <param name="ByPerson">Null without the right to see it.</param>
    public sealed record Trend(
        IReadOnlyList<Point> Points, Tally Total, IReadOnlyList<Row> BySop, IReadOnlyList<Row> ByLane, IReadOnlyList<Row>? ByPerson);

    /// <param name="From">The first day of the stretch, which may lie before the period.</param>
    public sealed record Point(LocalDate From, Tally Tally);

    public sealed record Row(string Key, Tally Tally);

    internal sealed class Handler(SopDatabase database) : IRequestHandler<Query, Trend>
    {
        private static readonly string Where = $"(@sop::text is null or definition_id = @sop) and {RollupRows.IsOf()}";

        private static readonly string OfSteps = RollupRows.Sql("step", $"day, definition_id, lane, {TallyRow.Columns}", Where) + ";";

        private static readonly string OfPeople =
            RollupRows.Sql(
                "person", $"day, definition_id, lane, person_id, {TallyRow.Columns}",
                $"{Where} and (@who::bigint is null or person_id = @who)") + ";";

        public Task<Trend> Handle(Query query, CancellationToken cancellationToken)
        {
            var (person, filter) = query;
            var parameters = RollupRows.Of(
                filter.Stretches().SelectMany(filter.Within),
                new { sop = filter.Sop, lane = filter.OnlyLane, office = filter.IsOfOffice, who = filter.Who });
            // Steps that nobody did stand only in the table of steps; a filter by person reads only that of people.
            var steps = filter.Who is null ? OfSteps : "";
            var people = person.May(Right.SeeWhoIsLate) ? OfPeople : "";
            return database.QueryMany(person.UnitId, steps + people, parameters, async results =>
            {
                var rows = steps.Length > 0 ? (await results.ReadAsync<DayRow>()).AsList() : null;
                var ofPeople = people.Length > 0 ? (await results.ReadAsync<PersonDayRow>()).AsList() : null;
                return Sum(filter, rows ?? (IEnumerable<DayRow>)ofPeople!, ofPeople);
            }, cancellationToken);
        }

        private static Trend Sum(DashboardFilter filter, IEnumerable<DayRow> rows, List<PersonDayRow>? ofPeople)
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
                ofPeople is null ? null : Rows(people));
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
