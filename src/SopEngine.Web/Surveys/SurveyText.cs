using System.Globalization;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Survey;
using SopEngine.Web.Language;

namespace SopEngine.Web.Surveys;

/// <summary>Figures and names of the survey as people read them.</summary>
internal static class SurveyText
{
    /// <summary>"83,06"; a dash for none.</summary>
    public static string Index(decimal? index) => index?.ToString("0.00", CultureInfo.CurrentCulture) ?? "–";

    public static string Average(decimal average) => average.ToString("0.000", CultureInfo.CurrentCulture);

    public static string Count(int? people) => people?.ToString("N0", CultureInfo.CurrentCulture) ?? "< 5";

    public static string Of(IStringLocalizer<Texts> texts, SurveyPeriod period) => PeriodText.Of(texts, period);

    public static string Of(IStringLocalizer<Texts> texts, string period) =>
        SurveyPeriod.TryParse(period, out var read) ? Of(texts, read) : period;

    /// <summary>"Laki-laki"; "Tidak menjawab" for none.</summary>
    public static string Value(IStringLocalizer<Texts> texts, string value) =>
        texts[value.Length == 0 ? "Survey.NotSaid" : $"Survey.Value.{value}"];

    /// <summary>"U3 Waktu penyelesaian".</summary>
    public static string Element(IStringLocalizer<Texts> texts, SurveyElement element) =>
        $"{element.Code()} {texts[$"Survey.Element.{element.Key()}"]}";

    /// <summary>"B (baik)".</summary>
    public static string Grade(IStringLocalizer<Texts> texts, SurveyGrade? grade) =>
        grade is { } known ? $"{known} ({texts[$"Ikm.Grade.{known}"]})" : "–";
}
