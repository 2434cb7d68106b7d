using System.Globalization;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Reports;

namespace SopEngine.Web.Language;

/// <summary>The names of months and quarters.</summary>
public static class PeriodText
{
    private static readonly string[] Quarters = ["I", "II", "III", "IV"];

    /// <summary>"Oktober 2026", "Triwulan III 2026".</summary>
    public static string Of(IStringLocalizer<Texts> texts, ReportPeriod period) => period.Grain == ReportGrain.Month
        ? period.From.ToString("MMMM uuuu", CultureInfo.CurrentCulture)
        : texts["Report.Quarter", Quarters[period.Quarter - 1], period.From.Year.ToString(CultureInfo.InvariantCulture)];
}
