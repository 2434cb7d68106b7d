using MediatR;
using NodaTime;
using SopEngine.Core.Reports;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Reports;
using SopEngine.Web.Http;

namespace SopEngine.Web.Dashboards;

/// <summary>The unit's reports of months and quarters, the latest first, and which of them it wants.</summary>
public static class ListReports
{
    /// <summary>Both kinds together; five years of them.</summary>
    private const int Most = 80;

    [Requires(Right.SeeDashboards, Right.SeeFiguresOfOwnSops)]
    public sealed record Query(Person Person) : IRequestOf<Reports>;

    /// <param name="Readers">The people who can get them, and whether they do.</param>
    public sealed record Reports(IReadOnlyList<Item> Items, IReadOnlyList<ReportGrain> Wanted, IReadOnlyList<Reader> Readers);

    public sealed record Reader(long Id, string Name, bool Gets);

    public sealed record Item(ReportPeriod Period, Instant MadeAt, PeriodReport Report);

    internal sealed class Handler(SopDatabase database) : IRequestHandler<Query, Reports>
    {
        private static readonly string Sql =
            $"""
            select unnest(report_grains) from units where id = @unit;
            select p.id, p.name, case when u.report_readers is null then {RightsSql.Of(Right.GetReports, "p.roles")}
              else p.id = any (u.report_readers) end as gets
            from people p join units u on u.id = p.unit_id
            where p.unit_id = @unit and p.kind = 'staff' and p.deactivated_at is null and {RightsSql.Of(Right.SeeDashboards, "p.roles")}
            order by p.name, p.id;
            select grain, from_day, made_at, content::text as content from reports
            where unit_id = @unit order by to_day desc, grain desc limit {Most}
            """;

        public Task<Reports> Handle(Query query, CancellationToken cancellationToken) =>
            database.QueryMany(query.Person.UnitId, Sql, null, async results =>
            {
                var wanted = (await results.ReadAsync<string>()).Select(PeriodReports.ToGrain).ToList();
                var readers = (await results.ReadAsync<Reader>()).ToList();
                return new Reports([.. (await results.ReadAsync<ReportRow>()).Select(row => row.Of(query.Person.Reach))], wanted, readers);
            }, cancellationToken);
    }

    internal sealed record ReportRow(string Grain, DateOnly FromDay, DateTime MadeAt, string Content)
    {
        /// <param name="reach">The SOPs that the reader sees; null for all.</param>
        public Item Of(IReadOnlyList<string>? reach) => new(
            new ReportPeriod(PeriodReports.ToGrain(Grain), LocalDate.FromDateOnly(FromDay)),
            MadeAt.ToInstant(), reach is null ? PeriodReport.Read(Content) : PeriodReport.Read(Content).Of(reach));
    }
}
