using MediatR;
using SopEngine.Core.Reports;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Reports;
using SopEngine.Web.Http;

namespace SopEngine.Web.Dashboards;

/// <summary>One report, with that of the period before.</summary>
public static class ReadReport
{
    [Requires(Right.SeeDashboards)]
    public sealed record Query(Person Person, string Period) : IRequestOf<Report>;

    /// <param name="Before">Null when there is none.</param>
    public sealed record Report(ListReports.Item This, PeriodReport? Before);

    internal sealed class Handler(SopDatabase database, Problems problems) : IRequestHandler<Query, Report>
    {
        private const string Sql =
            """
            select grain, from_day, made_at, content::text as content from reports
            where unit_id = @unit and grain = @grain and from_day in (@from, @before) order by from_day desc
            """;

        public async Task<Report> Handle(Query query, CancellationToken cancellationToken)
        {
            if (!ReportPeriod.TryParse(query.Period, out var period)) throw new ProblemException(problems.NotFound());

            var found = (await database.Query<ListReports.ReportRow>(query.Person.UnitId, Sql, new
            {
                grain = PeriodReports.ToSql(period.Grain),
                from = period.From.ToDateOnly(),
                before = period.Previous.From.ToDateOnly(),
            }, cancellationToken)).ConvertAll(row => row.Item);
            return found is [var item, .. var older] && item.Period == period
                ? new Report(item, older is [var before] ? before.Report : null)
                : throw new ProblemException(problems.NotFound());
        }
    }
}
