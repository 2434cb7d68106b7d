using System.Text.RegularExpressions;
using Microsoft.Extensions.Localization;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Web.Language;

/// <summary>Time limits in the language of the page: "2 hari", "2 days". SOPs, their sheets and the API keep the Indonesian form.</summary>
public static partial class LimitText
{
    private static readonly Dictionary<string, string> Indonesian = new(StringComparer.OrdinalIgnoreCase)
    {
        ["minute"] = "menit",
        ["hour"] = "jam",
        ["day"] = "hari",
        ["week"] = "minggu",
        ["month"] = "bulan",
    };

    public static string Of(IStringLocalizer<Texts> texts, TimeLimit limit) =>
        texts[(limit.Value == 1 ? "Unit.One." : "Unit.") + limit.Unit, limit.Value];

    /// <param name="written">A limit as a SOP writes it. Any other text stays as it is.</param>
    public static string Of(IStringLocalizer<Texts> texts, string? written) =>
        TimeLimit.TryParse(written, out var limit) && limit is { } known ? Of(texts, known) : written ?? "";

    /// <summary>Reads a limit that a person wrote in either language; otherwise as <see cref="TimeLimit.TryParse"/>.</summary>
    public static bool TryRead(string? text, out TimeLimit? limit) => TimeLimit.TryParse(
        English().Replace(text ?? "", match => Indonesian[match.Groups[1].Value]), out limit);

    [GeneratedRegex(@"(?:working\s+)?\b(minute|hour|day|week|month)s?\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex English();
}
