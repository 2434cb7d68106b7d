using System.Globalization;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Reports;
using SopEngine.Core.Survey;

namespace SopEngine.Web.Language;

/// <summary>The names of months, quarters, halves and years.</summary>
public static class PeriodText
{
    private static readonly string[] Quarters = ["I", "II", "III", "IV"];

    /// <summary>"Oktober 2026", "Triwulan III 2026".</summary>
    public static string Of(IStringLocalizer<Texts> texts, ReportPeriod period) => period.Grain == ReportGrain.Month
        ? period.From.ToString("MMMM uuuu", CultureInfo.CurrentCulture)
        : texts["Report.Quarter", Quarters[period.Quarter - 1], period.From.Year.ToString(CultureInfo.InvariantCulture)];

    /// <summary>"Oktober 2026", "Triwulan III 2026", "Semester I 2026", "Tahun 2026".</summary>
    public static string Of(IStringLocalizer<Texts> texts, SurveyPeriod period)
    {
        var year = period.From.Year.ToString(CultureInfo.InvariantCulture);
        return period.Grain switch
        {
            SurveyGrain.Month => period.From.ToString("MMMM uuuu", CultureInfo.CurrentCulture),
            SurveyGrain.Quarter => texts["Report.Quarter", Quarters[period.Number - 1], year],
            SurveyGrain.Semester => texts["Ikm.Semester", Quarters[period.Number - 1], year],
            _ => texts["Ikm.Year", year],
        };
    }
}
