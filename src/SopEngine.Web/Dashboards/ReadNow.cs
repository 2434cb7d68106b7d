using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Web.Http;

namespace SopEngine.Web.Dashboards;

/// <summary>The open steps of the unit now, altogether and by SOP, lane and person.</summary>
public static class ReadNow
{
    [Requires(Right.SeeDashboards)]
    public sealed record Query(Person Person, DashboardFilter Filter) : IRequestOf<Now>;

    /// <param name="At">Moment of the figures.</param>
    /// <param name="WithCustomers">Steps left out of the figures because they wait for customers.</param>
    /// <param name="ByPerson">Null without the right to see it; the row without a key counts the steps that nobody has taken.</param>
    public sealed record Now(
        Instant At, Figures Total, Figures WithCustomers,
        IReadOnlyList<Row> BySop, IReadOnlyList<Row> ByLane, IReadOnlyList<Row>? ByPerson);

    /// <param name="Key">Of the SOP, lane or person; null for none.</param>
    public sealed record Row(string? Key, Figures Figures);

    /// <param name="Late">By their limits before any extension.</param>
    /// <param name="HasTimeAgain">The late ones that were given more time, which has not passed.</param>
    /// <param name="Vacant">Those that nobody has taken because nobody holds their lane.</param>
    public readonly record struct Figures(
        int Open, int Late, int Soon, int Escalated, int Unassigned, int NoLimit, int HasTimeAgain, int Vacant)
    {
        public int InTime => Open - Late - Soon - NoLimit;

        public int Of(Standing standing) => standing switch
        {
            Standing.Open => Open,
            Standing.Late => Late,
            Standing.Soon => Soon,
            Standing.Escalated => Escalated,
            Standing.Unassigned => Unassigned,
            Standing.NoLimit => NoLimit,
            _ => 0,
        };
    }

    internal sealed class Handler(OpenCounts counts) : IRequestHandler<Query, Now>
    {
        public async Task<Now> Handle(Query query, CancellationToken cancellationToken)
        {
            var filter = query.Filter;
            var count = await counts.Read(query.Person.UnitId).WaitAsync(cancellationToken);
            var sought = count.Groups
                .Where(group => (filter.Sop is null || group.DefinitionId == filter.Sop)
                    && (filter.Who is null || group.HolderId == filter.Who))
                .ToList();
            var groups = sought.Where(group => group.IsOf(filter)).ToList();
            return new(
                count.At, Sum(groups), filter.IsOfOffice ? Sum(sought.Where(group => !group.IsOf(filter))) : default,
                By(groups, group => group.DefinitionId), By(groups, group => group.Lane),
                query.Person.May(Right.SeeWhoIsLate)
                    ? By(groups, group => group.HolderId?.ToString(System.Globalization.CultureInfo.InvariantCulture))
                    : null);
        }

        private static List<Row> By(List<OpenGroup> groups, Func<OpenGroup, string?> key) =>
        [
            .. groups.GroupBy(key).Select(some => new Row(some.Key, Sum(some)))
                .OrderByDescending(row => row.Figures.Late).ThenByDescending(row => row.Figures.Soon)
                .ThenByDescending(row => row.Figures.Open).ThenBy(row => row.Key),
        ];

        private static Figures Sum(IEnumerable<OpenGroup> groups) => groups.Aggregate(default(Figures), (sum, group) => new(
            sum.Open + group.Count,
            sum.Late + (group.IsLate ? group.Count : 0),
            sum.Soon + (group.IsSoon ? group.Count : 0),
            sum.Escalated + (group.IsEscalated ? group.Count : 0),
            sum.Unassigned + (group.HolderId is null ? group.Count : 0),
            sum.NoLimit + (group.HasNoLimit ? group.Count : 0),
            sum.HasTimeAgain + (group.HasTimeAgain ? group.Count : 0),
            sum.Vacant + (group is { HolderId: null, Vacant: > 0 } ? group.Count : 0)));
    }
}
