using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Engine.Reports;
using SopEngine.Engine.Surveys;
using SopEngine.Engine.Units;

namespace SopEngine.Web.Site;

/// <summary>
/// Figures that an office chose to show, from its reports as they were made: nothing is counted for a visitor.
/// </summary>
/// <param name="From">The first day of the reports; null when there is none.</param>
/// <param name="Served">The cases of the listed services that came to their end.</param>
/// <param name="KeptShare">The share of promises kept in percent; null without a promise.</param>
/// <param name="Index">The index of satisfaction as published; null without one.</param>
public sealed record OfficeFigures(LocalDate? From, LocalDate? To, int Served, double? KeptShare, SurveyContent? Index)
{
    /// <summary>How many monthly reports are added up.</summary>
    public const int Months = 12;

    /// <param name="services">The SOPs whose cases count: what an office does for itself is no service.</param>
    internal static async Task<OfficeFigures> Read(
        SopDatabase database, SurveyReports surveys, PublicOffice office, IReadOnlyList<string> services, SiteContent content,
        CancellationToken cancellation)
    {
        var index = content.Has("showIndex") ? await surveys.Published(office.Code, null, cancellation) : null;
        if (!content.Has("showKept") && !content.Has("showServed")) return new(null, null, 0, null, index?.Content);

        var months = await database.Query<(DateOnly From, DateOnly To, string Content)>(
            office.Unit,
            """
            select from_day, to_day, content::text from reports where unit_id = @unit and grain = 'month'
            order by from_day desc limit @months
            """,
            new { months = Months }, cancellation);
        if (months.Count == 0) return new(null, null, 0, null, index?.Content);

        var sum = months.Select(month => PeriodReport.Read(month.Content).Of(services).Cases).Aggregate(CaseFigures.None, (a, b) => a + b);
        return new(
            LocalDate.FromDateOnly(months[^1].From), LocalDate.FromDateOnly(months[0].To), sum.Finished, sum.KeptShare, index?.Content);
    }
}
