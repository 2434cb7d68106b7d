using System.Globalization;
using System.Text.RegularExpressions;

namespace SopEngine.Benchmarks.Soak;

/// <summary>
/// Finds rows of another office or case in an answer. Every title of the run names its office, and every remark its case, so that foreign
/// rows show.
/// </summary>
internal static partial class Scrutiny
{
    public static string Title(string office, int number) => string.Create(CultureInfo.InvariantCulture, $"soak-{office}-{number}");

    public static string Remark(long caseId, int number) => string.Create(CultureInfo.InvariantCulture, $"catatan-{caseId}-{number}");

    /// <returns>The fault; null for none.</returns>
    public static string? Of(Person person, Call call, string text)
    {
        foreach (Match title in Titles().Matches(text))
        {
            if (title.Groups[1].Value != person.Office) return $"a title of the office {title.Groups[1].Value}";
        }

        if (!call.Method.Equals(HttpMethod.Get) || OneCase().Match(call.Path) is not { Success: true } one) return null;
        var id = one.Groups[1].Value;
        foreach (Match remark in Remarks().Matches(text))
        {
            if (remark.Groups[1].Value != id) return $"a remark of the case {remark.Groups[1].Value}";
        }

        return call.IsApi || text.Contains($"#{id}", StringComparison.Ordinal) ? null : "not its own case";
    }

    [GeneratedRegex(@"soak-([a-z]+)-\d")]
    private static partial Regex Titles();

    [GeneratedRegex(@"catatan-(\d+)-\d")]
    private static partial Regex Remarks();

    [GeneratedRegex(@"^(?:/api/v1)?/(?:cases|tasks)/(\d+)(?:-\d+)?(?:$|\?)")]
    private static partial Regex OneCase();
}
