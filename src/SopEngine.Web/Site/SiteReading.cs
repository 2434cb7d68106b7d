using NodaTime;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Data;
using SopEngine.Engine.Surveys;
using SopEngine.Engine.Units;

namespace SopEngine.Web.Site;

/// <summary>The opening hours of an office around today.</summary>
/// <param name="Days">The next seven days.</param>
/// <param name="Holidays">The days off after them.</param>
public sealed record SiteHours(
    OpeningNow Now, LocalDate Today, string Zone, IReadOnlyList<CalendarDay> Days, IReadOnlyList<CalendarDay> Holidays)
{
    /// <summary>How far ahead days off are told, in days.</summary>
    public const int Ahead = 60;

    public static SiteHours Of(WorkingCalendar calendar, Instant now)
    {
        var counter = calendar.For(HoursKind.Service);
        var today = now.InZone(counter.Zone).Date;
        return new(
            OpeningNow.At(counter, now), today, counter.Zone.Id,
            [.. Enumerable.Range(0, 7).Select(day => counter.Day(today.PlusDays(day)))],
            [
                .. Enumerable.Range(7, Ahead - 7).Select(day => counter.Day(today.PlusDays(day)))
                    .Where(day => !day.IsOpen && day.Kind is DayKind.Holiday or DayKind.CollectiveLeave or DayKind.Closure),
            ]);
    }
}

/// <summary>All that the first page of a site shows.</summary>
public sealed record SiteHome(
    PublicOffice Office, SiteContent Content, SiteHours Hours, IReadOnlyList<Service> Services, OfficeFigures Figures);

/// <summary>Reads the pages of a site, as they are shown or as they would be.</summary>
public sealed class SiteReading(
    PublicOffices offices, SitePages pages, Services services, SurveyReports surveys, SopDatabase database, IClock clock)
{
    public async Task<SiteHome> Home(PublicOffice office, bool draft, CancellationToken cancellation)
    {
        var written = await pages.All(office.Unit, cancellation);
        var own = written.GetValueOrDefault("");
        var content = (draft ? own?.Latest : own?.Shown) ?? SiteContent.Empty;
        var all = await services.All(office.Unit, written, draft: false, cancellation);
        return new(
            office, content, await Hours(office, cancellation), [.. all.Where(one => one.IsListed || one.ShowsSheet)],
            await OfficeFigures.Read(
                database, surveys, office, [.. all.Where(one => one.IsListed).Select(one => one.Id)], content, cancellation));
    }

    public async Task<SiteHours> Hours(PublicOffice office, CancellationToken cancellation) =>
        SiteHours.Of(await offices.Calendar(office, cancellation), clock.Now());

    /// <summary>A service; null for one that is not in force.</summary>
    public async Task<Service?> Service(PublicOffice office, string sop, bool draft, CancellationToken cancellation)
    {
        var page = await pages.Read(office.Unit, sop, cancellation);
        var today = clock.Now().InZone((await offices.Calendar(office, cancellation)).Zone).Date;
        return await services.Find(
            office.Unit, sop, (draft ? page.Latest : page.Shown) ?? SiteContent.Empty, today, cancellation);
    }
}
