using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Bills;
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
        Enum.TryParse<BillStatus>(query["state"], ignoreCase: true, out var state) && Enum.IsDefined(state)
            && !char.IsAsciiDigit(query["state"].ToString()[0]) ? state : null,
        StorableText.Start(query["q"].ToString().Trim(), LongestSearch) is { Length: > 0 } search ? search : null,
        IsoDate.Read(query["from"]), IsoDate.Read(query["until"]));

    public string Address(string? after = null, string path = "/bills") => QueryHelpers.AddQueryString(path, Kept(after));

    /// <summary>The filters as parameters of the address.</summary>
    public Dictionary<string, string?> Kept(string? after = null)
    {
        var kept = new Dictionary<string, string?>
        {
            ["state"] = State?.ToString().ToLower(CultureInfo.InvariantCulture),
            ["q"] = Search,
            ["from"] = Iso(From),
            ["until"] = Iso(Until),
            ["after"] = after,
        };
        return kept.Where(pair => !string.IsNullOrEmpty(pair.Value)).ToDictionary();
    }

    public static string? Iso(LocalDate? day) => day is { } date ? LocalDatePattern.Iso.Format(date) : null;
}
