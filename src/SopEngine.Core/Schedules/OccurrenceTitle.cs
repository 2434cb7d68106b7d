using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace SopEngine.Core.Schedules;

/// <summary>
/// The title of a case started by a schedule: <c>Data kinerja {bulan lalu}</c> becomes <c>Data kinerja November 2026</c>. The places are
/// tanggal, bulan, bulan lalu, triwulan, triwulan lalu, tahun and tahun lalu; other braces stay.
/// </summary>
public static partial class OccurrenceTitle
{
    private static readonly CultureInfo Indonesian = CultureInfo.GetCultureInfo("id-ID");
    private static readonly LocalDatePattern Date = LocalDatePattern.Create("d MMMM uuuu", Indonesian);
    private static readonly YearMonthPattern Month = YearMonthPattern.Create("MMMM uuuu", Indonesian);
    private static readonly string[] Quarters = ["I", "II", "III", "IV"];

    /// <param name="on">The local day on which the case starts.</param>
    public static string Fill(string template, LocalDate on) =>
        Place().Replace(template, place => place.Groups[1].Value.ToLowerInvariant() switch
        {
            "tanggal" => Date.Format(on),
            "bulan" => Month.Format(on.ToYearMonth()),
            "bulan lalu" => Month.Format(on.PlusMonths(-1).ToYearMonth()),
            "triwulan" => Quarter(on),
            "triwulan lalu" => Quarter(on.PlusMonths(-3)),
            "tahun" => Year(on),
            "tahun lalu" => Year(on.PlusYears(-1)),
            _ => place.Value,
        });

    private static string Quarter(LocalDate on) => $"Triwulan {Quarters[(on.Month - 1) / 3]} {Year(on)}";

    private static string Year(LocalDate on) => on.Year.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{([a-zA-Z ]+)\}")]
    private static partial Regex Place();
}
