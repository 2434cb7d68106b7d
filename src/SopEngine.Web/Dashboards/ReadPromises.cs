using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Rollups;
using SopEngine.Web.Http;

namespace SopEngine.Web.Dashboards;

/// <summary>Outcome of the promises for whole cases (SPM) over a period, and the deeds that held cases up.</summary>
public static class ReadPromises
{
    private const int MostShown = 10;

    [Requires(Right.SeeDashboards, Right.SeeFiguresOfOwnSops)]
    public sealed record Query(Person Person, DashboardFilter Filter) : IRequestOf<Outcome>;

    /// <param name="BySop">Of SOPs with a promise that ended in the period.</param>
    /// <param name="Broken">The cases of the latest broken promises.</param>
    public sealed record Outcome(IReadOnlyList<Row> BySop, IReadOnlyList<ListPromises.Item> Broken, IReadOnlyList<Deeds> Deeds);

    /// <summary>See <see cref="DeedCounts"/>.</summary>
    public sealed record Deeds(string DefinitionId, int Returned, int Extended, int HandedOver, int Paused);

    /// <param name="Compensated">Number of compensations opened, also in advance.</param>
    public sealed record Row(string DefinitionId, int Kept, int Broken, int Compensated);

    internal sealed class Handler(SopDatabase database) : IRequestHandler<Query, Outcome>
    {
        private static readonly string Sql = $"{Promises.Count};{Promises.List("is_broken")};{DeedCounts.Read}";

        public Task<Outcome> Handle(Query query, CancellationToken cancellationToken) =>
            database.QueryMany(query.Person.UnitId, Sql, new
            {
                first = query.Filter.From.ToDateOnly(),
                last = query.Filter.To.ToDateOnly(),
                sops = query.Filter.Sops,
                Day = DateOnly.MaxValue,
                Id = long.MaxValue,
                limit = MostShown,
            }, async results => new Outcome(
                [.. await results.ReadAsync<Row>()], [.. await results.ReadAsync<ListPromises.Item>()],
                [.. await results.ReadAsync<Deeds>()]), cancellationToken);
    }
}
