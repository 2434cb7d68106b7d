using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Workflows;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>Which cases, by how they go.</summary>
public enum CaseList
{
    Running,
    Finished,
    Cancelled,
    Faulted,
    All,
}

/// <summary>How a running case stands to its promise.</summary>
public enum CaseStanding
{
    /// <summary>The promise is broken.</summary>
    Late,

    /// <summary>It ends within seven days.</summary>
    Week,

    /// <summary>The case is put off.</summary>
    Paused,
}

public enum CaseOrder
{
    Newest,
    Oldest,

    /// <summary>The promise that ends first; running cases with a promise only.</summary>
    Promise,
}

/// <summary>What the list of cases is narrowed to, as its address says. Null means: not by this.</summary>
/// <param name="Search">Beginnings of words, all of which are in the title, the customer's name or the number.</param>
/// <param name="Sop">Definition id.</param>
/// <param name="Step">The activity's id of a step of that SOP that is open now.</param>
/// <param name="From">The first day on which it was opened, in the unit's zone.</param>
/// <param name="Until">The last.</param>
public sealed record CaseFilter(
    CaseList List = CaseList.Running, string? Search = null, string? Sop = null, string? Step = null, CaseStanding? Standing = null, LocalDate? From = null, LocalDate? Until = null,
    CaseOrder Order = CaseOrder.Newest)
{
    public const int LongestText = 100;

    /// <summary>Whether it is narrowed further than to the list.</summary>
    public bool IsEmpty => this == new CaseFilter(List, Order: Order);

    /// <summary>Of an address. What it does not understand it leaves out: a list is shown rather than refused.</summary>
    public static CaseFilter Of(IQueryCollection query)
    {
        var sop = Text(query["sop"]);
        var standing = Word<CaseStanding>(query["standing"]);
        var order = Word<CaseOrder>(query["order"]) ?? CaseOrder.Newest;
        // What asks for a promise, or for an open step, asks for running cases.
        var list = standing is null && order != CaseOrder.Promise ? Word<CaseList>(query["list"]) ?? CaseList.Running : CaseList.Running;
        return new CaseFilter(list, Text(query["q"]), sop, sop is null || list != CaseList.Running ? null : Text(query["step"]), standing, IsoDate.Read(query["from"]), IsoDate.Read(query["until"]), order);
    }

    public string Address(string? after = null, string path = "/cases") => QueryHelpers.AddQueryString(path, Kept(after));

    /// <summary>What its address says.</summary>
    public Dictionary<string, string?> Kept(string? after = null) => new Dictionary<string, string?>
    {
        ["list"] = List == CaseList.Running ? null : List.ToString().ToLowerInvariant(),
        ["q"] = Search,
        ["sop"] = Sop,
        ["step"] = Step,
        ["standing"] = Standing?.ToString(),
        ["from"] = Iso(From),
        ["until"] = Iso(Until),
        ["order"] = Order == CaseOrder.Newest ? null : Order.ToString(),
        ["after"] = after,
    }.Where(pair => pair.Value is not null).ToDictionary();

    internal static string? Iso(LocalDate? date) => date is { } day ? LocalDatePattern.Iso.Format(day) : null;

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : StorableText.Start(text.Trim(), LongestText);

    private static T? Word<T>(string? word) where T : struct, Enum => Enum.TryParse<T>(word, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;
}
