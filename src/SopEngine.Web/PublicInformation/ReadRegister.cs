using MediatR;
using NodaTime;
using SopEngine.Core.PublicInformation;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.PublicInformation;
using SopEngine.Engine.Units;
using SopEngine.Web.Http;

namespace SopEngine.Web.PublicInformation;

/// <summary>The register of requests for public information of a year. An officer sees the SOPs that they answer for.</summary>
public static class ReadRegister
{
    /// <param name="Year">Null for this one.</param>
    [Requires(Right.SeeDashboards, Right.SeeFiguresOfOwnSops)]
    public sealed record Query(Person Person, int? Year) : IRequestOf<Register>;

    /// <param name="HasSop">False when no SOP of the office serves such requests.</param>
    public sealed record Register(
        int Year, LocalDate Today, bool HasSop, IReadOnlyList<InformationRequest> Requests, RequestTable Table, bool MayKeepList);

    internal sealed class Handler(InformationRegister register, SopDatabase database, UnitCalendars calendars, IClock clock)
        : IRequestHandler<Query, Register>
    {
        public async Task<Register> Handle(Query query, CancellationToken cancellationToken)
        {
            var person = query.Person;
            var version = await database.QuerySingle<int>(
                person.UnitId, "select calendar_version from units where id = @unit", null, cancellationToken);
            var zone = (await calendars.Get(person.UnitId, version, cancellationToken)).Zone;
            var today = clock.Now().InZone(zone).Date;
            var year = query.Year is >= 2000 and <= 2200 and var chosen ? chosen : today.Year;
            var sops = await register.Sops(person.UnitId, cancellationToken);
            if (person.Reach is { } reach) sops = [.. sops.Intersect(reach)];
            var requests = await register.Of(
                person.UnitId, zone, sops, new LocalDate(year, 1, 1), new LocalDate(year, 12, 31), cancellationToken);
            return new(
                year, today, sops.Count > 0, requests, RequestTable.Of(year, requests),
                await KeepInformation.May(person, register, cancellationToken));
        }
    }
}
