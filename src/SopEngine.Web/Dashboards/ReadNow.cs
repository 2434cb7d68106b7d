using System.Globalization;
using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Web.Http;

namespace SopEngine.Web.Dashboards;

/// <summary>The open steps of the unit now, altogether and by SOP, lane and person.</summary>
public static class ReadNow
{
    [Requires(Right.SeeDashboards, Right.SeeFiguresOfOwnSops)]
    public sealed record Query(Person Person, DashboardFilter Filter) : IRequestOf<Now>;

    /// <param name="At">Moment of the figures.</param>
    /// <param name="WithCustomers">Steps left out of the figures because they wait for customers.</param>
    /// <param name="ByPerson">Null without the right to see it; the row without a key counts the steps that nobody has taken.</param>
    public sealed record Now(
        Instant At, Figures Total, Figures WithCustomers,
        IReadOnlyList<Row> BySop, IReadOnlyList<Row> ByLane, IReadOnlyList<Row>? ByPerson);

    /// <param name="Key">Of the SOP, lane or person; null for none.</param>
    public sealed record Row(string? Key, Figures Figures);

    /// <summary>How many steps stand so; each number is that of its list.</summary>
    public sealed class Figures
    {
        private readonly int[] _counts = new int[(int)Standing.Done];

        internal Figures(IEnumerable<OpenGroup> groups)
        {
            foreach (var group in groups)
            {
                for (var standing = Standing.Open; standing < Standing.Done; standing++)
                    if (group.Has(standing)) _counts[(int)standing] += group.Count;
            }
        }

        public int InTime => Of(Standing.Open) - Of(Standing.Late) - Of(Standing.Soon) - Of(Standing.NoLimit);

        public int Of(Standing standing) => _counts[(int)standing];
    }

    internal sealed class Handler(OpenCounts counts) : IRequestHandler<Query, Now>
    {
        public async Task<Now> Handle(Query query, CancellationToken cancellationToken)
        {
            var filter = query.Filter;
            var count = await counts.Read(query.Person.UnitId).WaitAsync(cancellationToken);
            var sought = count.Groups.Where(group => group.IsSought(filter)).ToList();
            var groups = sought.Where(group => group.IsOf(filter)).ToList();
            return new(
                count.At, new(groups), new(filter.IsOfOffice ? sought.Where(group => !group.IsOf(filter)) : []),
                By(groups, group => group.DefinitionId), By(groups, group => group.Lane),
                query.Person.May(Right.SeeWhoIsLate)
                    ? By(groups, group => group.HolderId?.ToString(CultureInfo.InvariantCulture))
                    : null);
        }

        private static List<Row> By(List<OpenGroup> groups, Func<OpenGroup, string?> key) =>
        [
            .. groups.GroupBy(key).Select(some => new Row(some.Key, new(some)))
                .OrderByDescending(row => row.Figures.Of(Standing.Late)).ThenByDescending(row => row.Figures.Of(Standing.Soon))
                .ThenByDescending(row => row.Figures.Of(Standing.Open)).ThenBy(row => row.Key),
        ];
    }
}
