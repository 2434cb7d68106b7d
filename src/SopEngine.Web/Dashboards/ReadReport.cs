using MediatR;
using SopEngine.Core.Reports;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Documents;
using SopEngine.Engine.Reports;
using SopEngine.Web.Http;

namespace SopEngine.Web.Dashboards;

/// <summary>One report, with that of the period before.</summary>
public static class ReadReport
{
    [Requires(Right.SeeDashboards, Right.SeeFiguresOfOwnSops)]
    public sealed record Query(Person Person, string Period) : IRequestOf<Report>;

    /// <param name="Before">Null when there is none.</param>
    public sealed record Report(ListReports.Item This, PeriodReport? Before, Office Office);

    /// <summary>The office as the paper's letterhead and signature name it.</summary>
    public sealed class Office : Letterheads.Stored
    {
        /// <summary>Name of the person who leads it; null while nobody does.</summary>
        public string? Head { get; init; }

        public string? HeadTitle { get; init; }
    }

    internal sealed class Handler(SopDatabase database, Problems problems) : IRequestHandler<Query, Report>
    {
        public async Task<Report> Handle(Query query, CancellationToken cancellationToken) =>
            ReportPeriod.TryParse(query.Period, out var period)
            && await Find(database, query.Person.UnitId, query.Person.Reach, period, cancellationToken) is { } report
                ? report
                : throw new ProblemException(problems.NotFound());
    }

    /// <summary>A unit's report; null when it has none of the period.</summary>
    /// <param name="reach">The SOPs that the reader sees; null for all.</param>
    internal static async Task<Report?> Find(
        SopDatabase database, int unit, IReadOnlyList<string>? reach, ReportPeriod period, CancellationToken cancellation)
    {
        var (found, office) = await database.QueryMany(unit, Sql, new
        {
            grain = PeriodReports.ToSql(period.Grain),
            from = period.From.ToDateOnly(),
            before = period.Previous.From.ToDateOnly(),
        }, async results => (
            (await results.ReadAsync<ListReports.ReportRow>()).Select(row => row.Of(reach)).ToList(),
            await results.ReadSingleAsync<Office>()), cancellation);
        return found is [var item, .. var older] && item.Period == period
            ? new Report(item, older is [var before] ? before.Report : null, office)
            : null;
    }

    private static readonly string Sql =
        $"""
        select grain, from_day, made_at, content::text as content from reports
        where unit_id = @unit and grain = @grain and from_day in (@from, @before) order by from_day desc;
        select {Letterheads.Columns}, h.name as head, h.title as head_title
        from units u left join lateral (
          select name, title from people where unit_id = u.id and deactivated_at is null and {RightsSql.Of(Role.Head, "roles")}
          order by id limit 1) h on true
        where u.id = @unit
        """;
}
