using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Rollups;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Dashboards;

/// <summary>Outcome of the promises for whole cases (SPM) over a period, and the deeds that held cases up.</summary>
public static class ReadPromises
{
    private const int MostShown = 10;

    [Requires(Right.SeeDashboards)]
    public sealed record Query(Person Person, DashboardFilter Filter) : IRequestOf<Outcome>;

    /// <param name="BySop">Of SOPs with a promise that ended in the period.</param>
    /// <param name="Broken">The latest.</param>
    public sealed record Outcome(IReadOnlyList<Row> BySop, IReadOnlyList<Breach> Broken, IReadOnlyList<Deeds> Deeds);

    /// <summary>See <see cref="DeedCounts"/>.</summary>
    public sealed record Deeds(string DefinitionId, int Returned, int Extended, int HandedOver, int Paused);

    /// <param name="Compensated">Number of compensations opened, also in advance.</param>
    public sealed record Row(string DefinitionId, int Kept, int Broken, int Compensated);

    /// <param name="EndedAt">Null while the case runs.</param>
    /// <param name="Compensation">The case that makes up for it; null for none.</param>
    public sealed record Breach(
        long Id, string Title, string DefinitionId, DateTime DueAt, DateTime? EndedAt, long? Compensation, string? CompensationStatus);

    internal sealed class Handler(SopDatabase database) : IRequestHandler<Query, Outcome>
    {
        private const string Sql = $"{Promises.Count};{Promises.Broken};{DeedCounts.Read}";

        public Task<Outcome> Handle(Query query, CancellationToken cancellationToken)
        {
            var (from, until) = query.Filter.Bounds(When.Zone);
            return database.QueryMany(query.Person.UnitId, Sql, new
            {
                first = query.Filter.From.ToDateOnly(),
                last = query.Filter.To.ToDateOnly(),
                from,
                until,
                sop = query.Filter.Sop,
                most = MostShown,
            }, async results => new Outcome(
                [.. await results.ReadAsync<Row>()], [.. await results.ReadAsync<Breach>()],
                [.. await results.ReadAsync<Deeds>()]), cancellationToken);
        }
    }
}
