using Microsoft.Extensions.Localization;
using SopEngine.Core.Survey;
using SopEngine.Web.Chrome;
using SopEngine.Web.Language;

namespace SopEngine.Web.Surveys;

/// <summary>The index of a period as a table for spreadsheets: its figures, elements, services, respondents and trend.</summary>
internal static class IkmFiles
{
    private static readonly string[] Heads =
        ["Ikm.Part", "Ikm.What", "Ikm.Respondents", "Ikm.Average", "Ikm.Index", "Ikm.Grade", "Ikm.Served", "Ikm.Minimum"];

    public static string Name(ReadIkm.View view) => $"ikm-{view.Period}{(view.Service is { } service ? $"-{service}" : "")}";

    public static TableFile Table(ReadIkm.View view, IStringLocalizer<Texts> texts)
    {
        var figures = view.Figures;
        var rows = new List<IReadOnlyList<object?>>
        {
            Row("Ikm.Title", $"{SurveyText.Of(texts, view.Period)}, {figures.ServiceName ?? texts["Ikm.WholeOffice"]}",
                figures.IsHidden ? null : figures.Respondents, null, figures.Index, figures.Grade, figures.Served, figures.Minimum),
            Row("Ikm.Weights", texts[$"Ikm.Weights.{figures.Weights}"]),
        };
        rows.AddRange(figures.Elements.Select(element => Row(
            "Ikm.Elements", SurveyText.Element(texts, element.Element), element.Answers, element.Average, element.Index, element.Grade)));
        rows.AddRange(figures.Breakdowns.SelectMany(breakdown => breakdown.Cells.Select(cell => Row(
            $"Survey.Trait.{breakdown.Trait}", SurveyText.Value(texts, cell.Value), cell.Respondents, null, cell.Index))));
        if (view.Service is null)
        {
            rows.AddRange(view.Found.Services.Select(line => Row(
                "Ikm.Services", line.Name.Length > 0 ? line.Name : texts["Survey.Service.Other"], line.Respondents, null, line.Index,
                line.Grade, line.Served, line.Minimum)));
        }

        rows.AddRange(view.Found.Trend.Select(line => Row(
            "Ikm.Trend", SurveyText.Of(texts, line.Key), line.Respondents, null, line.Index, line.Grade)));
        rows.AddRange(view.Found.Further.Select(question => Row("Ikm.Further", question.Text, question.Answers, question.Average)));
        return new TableFile(Name(view), [.. Heads.Select(head => texts[head].Value)], rows);

        IReadOnlyList<object?> Row(
            string part, string what, int? respondents = null, decimal? average = null, decimal? index = null, SurveyGrade? grade = null,
            int? served = null, int? minimum = null) =>
            [texts[part].Value, what, respondents, average, index, grade?.ToString(), served, minimum];
    }
}
