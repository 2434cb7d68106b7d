using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>Cases by their status.</summary>
public enum CaseList
{
    Running,
    Finished,
    Cancelled,
    Faulted,
    All,
}

/// <summary>Running cases by the state of their promise.</summary>
public enum CaseStanding
{
    /// <summary>The promise is broken.</summary>
    Late,

    /// <summary>The promise ends within seven days.</summary>
    Week,

    /// <summary>The case is put off.</summary>
    Paused,

    /// <summary>A step of the office that is open in it is past its limit.</summary>
    StepLate,

    /// <summary>Such a step is due by the end of the day.</summary>
    StepToday,
}

public enum CaseOrder
{
    Newest,
    Oldest,

    /// <summary>The promise that ends first; running cases with a promise only.</summary>
    Promise,

    /// <summary>The open step that is due first; running cases only.</summary>
    Due,
}

/// <summary>The filters of the list of cases, as its address has them. Null filters nothing.</summary>
/// <param name="Search">Beginnings of words; all are in the title, the customer's name, the number or a line of the forms.</param>
/// <param name="Sop">Definition id.</param>
/// <param name="Step">The activity's id of a step of that SOP that is open now.</param>
/// <param name="Waits">Id of the lane of a step that is open now, or <see cref="Customer"/>.</param>
/// <param name="Holder">Id of the person who holds a task of it.</param>
/// <param name="From">The first day of opening, in the unit's zone.</param>
/// <param name="Until">The last day of opening.</param>
public sealed record CaseFilter(
    CaseList List = CaseList.Running, string? Search = null, string? Sop = null, string? Step = null,
    CaseStanding? Standing = null, LocalDate? From = null, LocalDate? Until = null,
    CaseOrder Order = CaseOrder.Newest, string? Waits = null, long? Holder = null)
{
    /// <summary>Any lane outside the office. No lane has such an id.</summary>
    public const string Customer = "@customer";

    public const int LongestText = 100;

    /// <summary>True when it is narrowed no further than to the list.</summary>
    public bool IsEmpty => this == new CaseFilter(List, Order: Order);

    /// <summary>Reads an address. It leaves out invalid values: a list is shown rather than refused.</summary>
    public static CaseFilter Of(IQueryCollection query)
    {
        var sop = Text(query["sop"]);
        var standing = AddressText.Word<CaseStanding>(query["standing"]);
        var order = AddressText.Word<CaseOrder>(query["order"]) ?? CaseOrder.Newest;
        var (waits, holder) = (Text(query["waits"]), long.TryParse(query["holder"], out var id) ? id : (long?)null);
        // Filters by the promise and by open steps apply to running cases only.
        var isOfRunning = standing is not null || order is CaseOrder.Promise or CaseOrder.Due || waits is not null || holder is not null;
        var list = isOfRunning ? CaseList.Running : AddressText.Word<CaseList>(query["list"]) ?? CaseList.Running;
        return new CaseFilter(
            list, Text(query["q"]), sop, sop is null || list != CaseList.Running ? null : Text(query["step"]), standing,
            IsoDate.Read(query["from"]), IsoDate.Read(query["until"]), order, waits, holder);
    }

    public string Address(string? after = null, string path = "/cases") => QueryHelpers.AddQueryString(path, Kept(after));

    /// <summary>The filters as parameters of the address.</summary>
    public Dictionary<string, string?> Kept(string? after = null) => new Dictionary<string, string?>
    {
        ["list"] = List == CaseList.Running ? null : List.ToString().ToLowerInvariant(),
        ["q"] = Search,
        ["sop"] = Sop,
        ["step"] = Step,
        ["standing"] = Standing?.ToString(),
        ["waits"] = Waits,
        ["holder"] = Holder?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["from"] = IsoDate.Write(From),
        ["until"] = IsoDate.Write(Until),
        ["order"] = Order == CaseOrder.Newest ? null : Order.ToString(),
        ["after"] = after,
    }.Where(pair => pair.Value is not null).ToDictionary();

    private static string? Text(string? text) => AddressText.Text(text, LongestText);
}
