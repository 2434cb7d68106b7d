using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Sla;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Dashboards;

/// <summary>The states that a dashboard counts steps by; each number leads to its list.</summary>
public enum Standing
{
    Open,

    /// <summary>Open and past due.</summary>
    Late,

    /// <summary>Open, not yet due, and warned of.</summary>
    Soon,

    /// <summary>Open, late and escalated beyond its holder.</summary>
    Escalated,

    /// <summary>Open, and nobody has taken it.</summary>
    Unassigned,

    /// <summary>Open, without a standard time.</summary>
    NoLimit,

    /// <summary>Done within the period.</summary>
    Done,

    /// <summary>Done within the period, after it was due.</summary>
    DoneLate,

    /// <summary>Taken back within the period, because its case went on without it.</summary>
    Cancelled,
}

/// <summary>
/// The filter of a dashboard, as its address holds it. Wrong values in the address are ignored: there is no form to refuse.
/// </summary>
/// <param name="Lane">Null for all lanes of the office; <see cref="Everybody"/> to include those of customers.</param>
/// <param name="From">First day of the period, in the unit's zone.</param>
/// <param name="To">Last day of the period.</param>
/// <param name="By">Null for the grain that suits the period.</param>
public sealed record DashboardFilter(string? Sop, string? Lane, long? Who, LocalDate From, LocalDate To, Grain? By, Standing Standing)
{
    /// <summary>
    /// In place of a lane: all lanes, also those of customers. Their time says nothing about the office, so it is counted on request only.
    /// </summary>
    public const string Everybody = "*";

    private const int UsualDays = 90;
    private const int MostDays = 5 * 366;
    private const string DaysOfShort = "yyyy-MM-dd";

    /// <summary>The one lane; null for several.</summary>
    public string? OnlyLane => Lane == Everybody ? null : Lane;

    public bool IsOfOffice => Lane is null;

    public Grain Grain => By ?? (Days <= 31 ? Grain.Day : Days <= 190 ? Grain.Week : Grain.Month);

    public int Days => Period.DaysBetween(From, To) + 1;

    public bool IsOfOpen => Standing < Standing.Done;

    /// <summary>First instant of the period, and the first after it.</summary>
    public (Instant From, Instant Until) Bounds(DateTimeZone zone) =>
        (zone.AtStartOfDay(From).ToInstant(), zone.AtStartOfDay(To.PlusDays(1)).ToInstant());

    /// <summary>The last day of the stretch that begins on a day, as far as it lies in the period.</summary>
    public LocalDate EndOf(LocalDate first) => LocalDate.Min(To, new Stretch(Grain, first).End.PlusDays(-1));

    /// <summary>All stretches of the period; the first may begin before it.</summary>
    public IEnumerable<Stretch> Stretches()
    {
        for (var at = Stretch.Of(Grain, From); at.First <= To; at = at.Next) yield return at;
    }

    /// <summary>The part of a stretch inside the period, as stretches of the rollups.</summary>
    public IEnumerable<Stretch> Within(Stretch stretch) => Stretch.Cover(LocalDate.Max(From, stretch.First), EndOf(stretch.First));

    public static DashboardFilter Read(IQueryCollection query, LocalDate today, bool seesPeople)
    {
        var to = IsoDate.Read(query["to"]) is { } end && end <= today ? end : today;
        var from = IsoDate.Read(query["from"]) ?? to.PlusDays(1 - UsualDays);
        if (from > to) (from, to) = (to, LocalDate.Min(from, today));
        from = LocalDate.Max(from, to.PlusDays(1 - MostDays));
        return new(
            Text(query["sop"]), Text(query["lane"]),
            seesPeople && long.TryParse(query["who"], CultureInfo.InvariantCulture, out var who) ? who : null,
            from, to,
            Enum.TryParse<Grain>(query["by"], ignoreCase: true, out var by) && Enum.IsDefined(by) ? by : null,
            Enum.TryParse<Standing>(query["standing"], ignoreCase: true, out var standing) && Enum.IsDefined(standing)
                ? standing : Standing.Open);
    }

    /// <summary>Binds the parameter of an endpoint behind that of the person.</summary>
    public static ValueTask<DashboardFilter?> BindAsync(HttpContext context)
    {
        var today = context.RequestServices.GetRequiredService<IClock>().GetCurrentInstant().InZone(When.Zone).Date;
        return ValueTask.FromResult<DashboardFilter?>(
            Read(context.Request.Query, today, context.Features.Get<Person>()?.May(Right.SeeWhoIsLate) == true));
    }

    /// <summary>A page's address with this filter.</summary>
    public string Address(string path, string? after = null) =>
        QueryHelpers.AddQueryString(path, Parts(path, after).Where(part => part.Value is not null));

    private IEnumerable<KeyValuePair<string, string?>> Parts(string path, string? after) =>
    [
        new("standing", path.StartsWith("/dashboard/list", StringComparison.Ordinal) ? Standing.ToString().ToLowerInvariant() : null),
        new("sop", Sop), new("lane", Lane), new("who", Who?.ToString(CultureInfo.InvariantCulture)),
        new("from", Iso(From)), new("to", Iso(To)), new("by", By?.ToString().ToLowerInvariant()), new("after", after),
    ];

    public static string Iso(LocalDate date) => date.ToString(DaysOfShort, CultureInfo.InvariantCulture);

    private static string? Text(string? text) =>
        string.IsNullOrWhiteSpace(text) || text.Length > 200 || text.Any(char.IsControl) ? null : text.Trim();
}
