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

    /// <summary>Open and past due, by its limit before any extension.</summary>
    Late,

    /// <summary>Open, and due today.</summary>
    Today,

    /// <summary>Open, and due this week, today included.</summary>
    Week,

    /// <summary>Open, not yet due, and warned of.</summary>
    Soon,

    /// <summary>Open, late and escalated beyond its holder.</summary>
    Escalated,

    /// <summary>Open, and nobody has taken it.</summary>
    Unassigned,

    /// <summary>Open, without a standard time.</summary>
    NoLimit,

    /// <summary>Late, and given more time, which has not passed.</summary>
    TimeAgain,

    /// <summary>Open, and nobody has taken it because nobody holds its lane.</summary>
    Vacant,

    /// <summary>Open in a case that is paused.</summary>
    Paused,

    /// <summary>Done within the period.</summary>
    Done,

    /// <summary>Done within the period, within its limit before any extension.</summary>
    DoneInTime,

    /// <summary>Done within the period, after it was due by that limit.</summary>
    DoneLate,

    /// <summary>Done within the period, after it was due with its extensions, too.</summary>
    LateExtended,

    /// <summary>Taken back within the period, because its case went on without it.</summary>
    Cancelled,
}

/// <summary>
/// The orders of a list of steps. Without one, open steps stand with the nearest due first, closed ones with the last closed first.
/// </summary>
public enum ListOrder
{
    /// <summary>The longest open first.</summary>
    Oldest,

    /// <summary>The greatest share of the limit first.</summary>
    Share,

    Lane,

    Person,

    /// <summary>By SOP and the step's number in it.</summary>
    Step,
}

/// <summary>
/// The filter of a dashboard, as its address holds it. Wrong values in the address are ignored: there is no form to refuse.
/// </summary>
/// <param name="Lane">
/// Null for all lanes of the office; <see cref="Everybody"/> to include those of customers; <see cref="NoLane"/> for tasks of no lane.
/// </param>
/// <param name="Who">Null for everybody; <see cref="Nobody"/> for steps that nobody has taken.</param>
/// <param name="From">First day of the period, in the unit's zone.</param>
/// <param name="To">Last day of the period.</param>
/// <param name="By">Null for the grain that suits the period.</param>
public sealed record DashboardFilter(string? Sop, string? Lane, long? Who, LocalDate From, LocalDate To, Grain? By, Standing Standing)
{
    /// <summary>
    /// In place of a lane: all lanes, also those of customers. Their time says nothing about the office, so it is counted on request only.
    /// </summary>
    public const string Everybody = "*";

    public const string NoLane = "-";

    public const long Nobody = 0;

    /// <summary>
    /// The SOPs that the reader answers for and sees nothing beyond; null for a reader who sees the whole office. Every figure, list, file
    /// and report is read within it.
    /// </summary>
    public required IReadOnlyList<string>? Reach { get; init; }

    /// <summary>The SOPs to read; null for all. The value of <see cref="Engine.Rollups.ChosenSops"/>.</summary>
    public string[]? Sops => Sop is null ? Reach?.ToArray() : [Sop];

    private const int UsualDays = 90;
    private const int MostDays = 5 * 366;
    private const string DaysOfShort = "yyyy-MM-dd";

    /// <summary>Id of one step of the SOP, in the definition; null for all, and without a SOP.</summary>
    public string? Step { get; init; }

    /// <summary>Null for the list's own order.</summary>
    public ListOrder? Order { get; init; }

    /// <summary>The one lane, empty for none; null for several.</summary>
    public string? OnlyLane => Lane switch { Everybody => null, NoLane => "", _ => Lane };

    public bool IsOfOffice => Lane is null;

    public Grain Grain => By ?? (Days <= 31 ? Grain.Day : Days <= 190 ? Grain.Week : Grain.Month);

    public int Days => Period.DaysBetween(From, To) + 1;

    public bool IsOfSop(string sop) => Sop is null ? Reach?.Contains(sop) != false : Sop == sop;

    public bool IsOfOpen => Standing < Standing.Done;

    /// <summary>Without the person where one step is chosen: the rollups count a step by version and lane, not by person.</summary>
    public DashboardFilter ForTrend => Step is null ? this : this with { Who = null };

    /// <summary>First instant of the period, and the first after it.</summary>
    public (Instant From, Instant Until) Bounds(DateTimeZone zone) =>
        (zone.AtStartOfDay(From).ToInstant(), zone.AtStartOfDay(To.PlusDays(1)).ToInstant());

    /// <summary>The last day of the stretch that begins on a day, as far as it lies in the period.</summary>
    public LocalDate EndOf(LocalDate first) => LocalDate.Min(To, new Stretch(Grain, first).End.PlusDays(-1));

    /// <summary>The period of the same length before this one; whole months when this one is made of such.</summary>
    public DashboardFilter PeriodBefore()
    {
        var months = Period.Between(From, To.PlusDays(1), PeriodUnits.AllDateUnits) is { Weeks: 0, Days: 0 } whole && From.Day == 1
            ? (12 * whole.Years) + whole.Months : 0;
        return this with { From = months > 0 ? From.PlusMonths(-months) : From.PlusDays(-Days), To = From.PlusDays(-1), By = null };
    }

    /// <summary>All stretches of the period; the first may begin before it.</summary>
    public IEnumerable<Stretch> Stretches()
    {
        for (var at = Stretch.Of(Grain, From); at.First <= To; at = at.Next) yield return at;
    }

    /// <summary>The part of a stretch inside the period, as stretches of the rollups.</summary>
    public IEnumerable<Stretch> Within(Stretch stretch) => Stretch.Cover(LocalDate.Max(From, stretch.First), EndOf(stretch.First));

    /// <param name="person">The reader; null for none, who sees nothing.</param>
    public static DashboardFilter Read(IQueryCollection query, LocalDate today, Person? person)
    {
        var to = IsoDate.Read(query["to"]) is { } end && end <= today ? end : today;
        var from = IsoDate.Read(query["from"]) ?? to.PlusDays(1 - Last(query["days"]));
        if (from > to) (from, to) = (to, LocalDate.Min(from, today));
        from = LocalDate.Max(from, to.PlusDays(1 - MostDays));
        var reach = person is null ? [] : person.Reach;
        var sop = Text(query["sop"]) is { } asked && reach?.Contains(asked) != false ? asked : null;
        return new(
            sop, Text(query["lane"]),
            person?.May(Right.SeeWhoIsLate) == true && long.TryParse(query["who"], CultureInfo.InvariantCulture, out var who) ? who : null,
            from, to,
            Enum.TryParse<Grain>(query["by"], ignoreCase: true, out var by) && Enum.IsDefined(by) ? by : null,
            Enum.TryParse<Standing>(query["standing"], ignoreCase: true, out var standing) && Enum.IsDefined(standing)
                ? standing : Standing.Open)
        {
            Reach = reach,
            Step = sop is null ? null : Text(query["step"]),
            Order = Enum.TryParse<ListOrder>(query["order"], ignoreCase: true, out var order) && Enum.IsDefined(order) ? order : null,
        };
    }

    /// <summary>Binds the parameter of an endpoint behind that of the person.</summary>
    public static ValueTask<DashboardFilter?> BindAsync(HttpContext context)
    {
        var today = context.RequestServices.GetRequiredService<IClock>().GetCurrentInstant().InZone(When.Zone).Date;
        return ValueTask.FromResult<DashboardFilter?>(
            Read(context.Request.Query, today, context.Features.Get<Person>()));
    }

    /// <summary>A page's address with this filter.</summary>
    public string Address(string path, string? after = null) =>
        QueryHelpers.AddQueryString(path, Parts(path, after).Where(part => part.Value is not null));

    /// <summary>An address to keep: a period up to today is one up to the day on which it is opened.</summary>
    public string LastingAddress(string path, LocalDate today) => To != today
        ? Address(path)
        : QueryHelpers.AddQueryString(path, Parts(path, null).Where(part => part.Value is not null && part.Key is not ("from" or "to"))
            .Append(new("days", Days.ToString(CultureInfo.InvariantCulture))));

    private static int Last(string? days) =>
        int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= MostDays
            ? number : UsualDays;

    private IEnumerable<KeyValuePair<string, string?>> Parts(string path, string? after) =>
    [
        new("standing", IsList(path) ? Standing.ToString().ToLowerInvariant() : null),
        new("sop", Sop), new("step", Step), new("lane", Lane), new("who", Who?.ToString(CultureInfo.InvariantCulture)),
        new("order", IsList(path) ? Order?.ToString().ToLowerInvariant() : null),
        new("from", Iso(From)), new("to", Iso(To)), new("by", By?.ToString().ToLowerInvariant()), new("after", after),
    ];

    private static bool IsList(string path) => path.StartsWith("/dashboard/list", StringComparison.Ordinal);

    public static string Iso(LocalDate date) => date.ToString(DaysOfShort, CultureInfo.InvariantCulture);

    /// <summary>A text of an address or a form; null for none, and for one that names nothing here.</summary>
    internal static string? Text(string? text) =>
        string.IsNullOrWhiteSpace(text) || text.Length > 200 || text.Any(char.IsControl) ? null : text.Trim();
}
