using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Units;
using SopEngine.Web.Http;

namespace SopEngine.Web.Site;

/// <summary>The office's site as those see it who write it.</summary>
public static class ReadSite
{
    [Requires(Right.ManageOffice)]
    public sealed record Query(Person Person) : IRequestOf<Site>;

    /// <summary>The page of one service.</summary>
    [Requires(Right.ManageOffice)]
    public sealed record ServiceQuery(Person Person, string Sop) : IRequestOf<OneService>;

    /// <param name="IsPublic">False while the office has no public site.</param>
    /// <param name="Services">Every SOP in force, with what is being written for it.</param>
    public sealed record Site(
        PublicOffice Office, bool IsPublic, IReadOnlyDictionary<string, SitePage> Pages, IReadOnlyList<Service> Services);

    /// <param name="TariffGroups">The groups of the office's tariffs, to choose from.</param>
    public sealed record OneService(SitePage Page, Service Service, IReadOnlyList<string> TariffGroups);

    internal sealed class Handler(
        PublicOffices offices, SitePages pages, Services services, SopDatabase database, IClock clock, Problems problems)
        : IRequestHandler<Query, Site>, IRequestHandler<ServiceQuery, OneService>
    {
        public async Task<Site> Handle(Query query, CancellationToken cancellationToken)
        {
            var unit = query.Person.UnitId;
            var (office, isPublic) = await offices.Own(unit, cancellationToken);
            var written = await pages.All(unit, cancellationToken);
            return new(office, isPublic, written, await services.All(unit, written, draft: true, cancellationToken));
        }

        public async Task<OneService> Handle(ServiceQuery query, CancellationToken cancellationToken)
        {
            var unit = query.Person.UnitId;
            var page = await pages.Read(unit, query.Sop, cancellationToken);
            var (office, _) = await offices.Own(unit, cancellationToken);
            var today = clock.GetCurrentInstant().InZone((await offices.Calendar(office, cancellationToken)).Zone).Date;
            var service = await services.Find(unit, query.Sop, page.Latest, today, cancellationToken)
                ?? throw new ProblemException(problems.NotFound());
            var groups = await database.Query<string>(
                unit,
                """
                select distinct tariff_group from tariffs
                where unit_id = @unit and tariff_group <> '' and (valid_to is null or valid_to >= @today) order by 1 limit 200
                """, new { today = today.ToDateOnly() }, cancellationToken);
            return new(page, service, groups);
        }
    }
}
