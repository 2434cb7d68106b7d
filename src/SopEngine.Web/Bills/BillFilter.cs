using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using SopEngine.Core.Workflows.Bills;
using SopEngine.Engine.Cases.Tables;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Bills;

/// <summary>The filters of the list of bills, as its address has them. Null filters nothing.</summary>
/// <param name="Search">The beginning of a billing code or an NTPN, or a number of the office's register.</param>
/// <param name="From">The first day of issue, in the unit's zone.</param>
/// <param name="Until">The last day of issue.</param>
public sealed record BillFilter(
    BillStatus? State = null, string? Search = null, LocalDate? From = null, LocalDate? Until = null)
{
    private const int LongestSearch = 100;

    public bool IsEmpty => this == new BillFilter();

    /// <summary>Reads an address. It leaves out invalid values: a list is shown rather than refused.</summary>
    public static BillFilter Of(IQueryCollection query) => new(
        AddressText.Word<BillStatus>(query["state"]), AddressText.Text(query["q"], LongestSearch),
        IsoDate.Read(query["from"]), IsoDate.Read(query["until"]));

    public string Address(string? after = null, string path = "/bills") => QueryHelpers.AddQueryString(path, Kept(after));

    /// <summary>The filters as parameters of the address.</summary>
    public Dictionary<string, string?> Kept(string? after = null) => new Dictionary<string, string?>
    {
        ["state"] = State?.Name(),
        ["q"] = Search,
        ["from"] = IsoDate.Write(From),
        ["until"] = IsoDate.Write(Until),
        ["after"] = after,
    }.Where(pair => pair.Value is not null).ToDictionary();
}
