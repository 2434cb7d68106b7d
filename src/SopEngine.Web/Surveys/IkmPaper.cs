using System.Globalization;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Documents;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Documents;
using SopEngine.Engine.Surveys;
using SopEngine.Web.Language;

namespace SopEngine.Web.Surveys;

/// <summary>The report of the index on paper, in the chapters of real reports, to be signed and handed upwards.</summary>
internal static class IkmPaper
{
    /// <summary>The office as the paper's letterhead and signature name it.</summary>
    public sealed class Office : Letterheads.Stored
    {
        public string? Head { get; init; }
        public string? HeadTitle { get; init; }
    }

    private static readonly string OfficeSql =
        $"""
        select {Letterheads.Columns}, h.name as head, h.title as head_title
        from units u left join lateral (
          select name, title from people where unit_id = u.id and deactivated_at is null and {RightsSql.Of(Role.Head, "roles")}
          order by id limit 1) h on true
        where u.id = @unit
        """;

    public static async Task<Office> ReadOffice(SopDatabase database, int unit, CancellationToken cancellation) =>
        (await database.QuerySingle<Office>(unit, OfficeSql, null, cancellation))!;

    public static MemoryStream Of(ReadIkm.View view, Office office, IStringLocalizer<Texts> texts)
    {
        var figures = view.Figures;
        var legal = view.Settings.LegalBasis is { Length: > 0 } own ? own : texts["Ikm.LegalBasis.Usual"].Value;
        List<Block> blocks =
        [
            Text(BlockKind.Title, texts["Ikm.Paper.Title"]), Text(BlockKind.Title, SurveyText.Of(texts, view.Period)),
            Text(BlockKind.Heading, texts["Ikm.Paper.Introduction"]),
            Text(BlockKind.Paragraph, texts["Ikm.Paper.Background", office.Unit]),
            Text(BlockKind.Paragraph, texts["Ikm.Paper.Basis", legal]),
            Text(BlockKind.Heading, texts["Ikm.Paper.Method"]),
            Text(BlockKind.Paragraph, texts[
                "Ikm.Paper.How", When.Day(view.Period.From), When.Day(view.Period.To), SurveyText.Count(figures.Respondents),
                SurveyText.Count(figures.OnPaper), SurveyText.Count(figures.Served), SurveyText.Count(figures.Minimum)]),
            Text(BlockKind.Paragraph, texts["Ikm.Paper.Counted", texts[$"Ikm.Weights.{figures.Weights}"]]),
            Text(BlockKind.Heading, texts["Ikm.Paper.Results"]),
            Text(BlockKind.Paragraph, figures.IsEmpty ? texts["Ikm.NoData"] : figures.Index is null ? texts["Ikm.Hidden"]
                : texts["Ikm.Paper.Result", figures.ServiceName ?? texts["Ikm.WholeOffice"], SurveyText.Index(figures.Index),
                    SurveyText.Grade(texts, figures.Grade)]),
        ];
        if (figures.Elements.Count > 0)
        {
            blocks.AddRange([Bars(figures, texts), Elements(figures, texts)]);
            foreach (var breakdown in figures.Breakdowns.Where(breakdown => breakdown.Cells.Count > 0))
            {
                blocks.AddRange(
                    [Text(BlockKind.Heading, texts[$"Survey.Trait.{breakdown.Trait}"]), Breakdown(breakdown, texts)]);
            }
        }

        if (view is { Service: null, Found.Services.Count: > 0 })
            blocks.AddRange([Text(BlockKind.Heading, texts["Ikm.Services"]), Services(view.Found.Services, texts)]);
        if (view.Plan.Count + view.LastPlan.Count > 0)
        {
            blocks.AddRange([Text(BlockKind.Heading, texts["Ikm.Plan"]), Plan([.. view.LastPlan, .. view.Plan], texts)]);
        }

        blocks.AddRange([Text(BlockKind.Heading, texts["Ikm.Paper.Closing"]), Text(BlockKind.Paragraph, Closing(figures, texts))]);
        blocks.Add(new SignatureBlock(
            [
                office.City.Length > 0 ? $"{office.City}, {When.Day(view.Today)}" : When.Day(view.Today),
                office.HeadTitle is { Length: > 0 } title ? title : texts["Report.Paper.Head"],
            ],
            [office.Head ?? "........................................"]));
        var letter = office.Letter($"{texts["Ikm.Paper.Title"]} {view.Period}", null, blocks);
        return PdfWriter.Write(letter with { Language = CultureInfo.CurrentCulture.Name });
    }

    private static string Closing(SurveyFigures figures, IStringLocalizer<Texts> texts) => figures.Weakest.Count == 0
        ? texts["Ikm.NoData"]
        : texts["Ikm.Paper.Weakest", string.Join("; ", figures.Weakest.Select(
            weak => $"{SurveyText.Element(texts, weak.Element)} ({SurveyText.Index(weak.Index)})"))];

    private static BarsBlock Bars(SurveyFigures figures, IStringLocalizer<Texts> texts) => new(
    [
        .. figures.Elements.Select(element => new PaperBar(
            SurveyText.Element(texts, element.Element), (double)element.Index / 100,
            $"{SurveyText.Index(element.Index)} ({element.Grade})")),
    ]);

    private static TableBlock Elements(SurveyFigures figures, IStringLocalizer<Texts> texts) => new(
        [
            new(texts["Ikm.Element"], 0.44), new(texts["Ikm.Respondents"], 0.14, true), new(texts["Ikm.Average"], 0.14, true),
            new(texts["Ikm.Index"], 0.14, true), new(texts["Ikm.Grade"], 0.14),
        ],
        [
            .. figures.Elements.Select(element => (IReadOnlyList<string>)
            [
                SurveyText.Element(texts, element.Element), SurveyText.Count(element.Answers), SurveyText.Average(element.Average),
                SurveyText.Index(element.Index), $"{element.Grade}",
            ]),
        ]);

    private static TableBlock Breakdown(SurveyBreakdown breakdown, IStringLocalizer<Texts> texts) => new(
        [
            new(texts[$"Survey.Trait.{breakdown.Trait}"], 0.5), new(texts["Ikm.Respondents"], 0.25, true),
            new(texts["Ikm.Index"], 0.25, true),
        ],
        [
            .. breakdown.Cells.Select(cell => (IReadOnlyList<string>)
            [
                SurveyText.Value(texts, cell.Value), Respondents(cell.Respondents, texts), SurveyText.Index(cell.Index),
            ]),
        ]);

    private static TableBlock Services(IReadOnlyList<SurveyLine> lines, IStringLocalizer<Texts> texts) => new(
        [
            new(texts["Survey.Service"], 0.46), new(texts["Ikm.Served"], 0.13, true), new(texts["Ikm.Respondents"], 0.15, true),
            new(texts["Ikm.Index"], 0.13, true), new(texts["Ikm.Grade"], 0.13),
        ],
        [
            .. lines.Select(line => (IReadOnlyList<string>)
            [
                line.Name.Length > 0 ? line.Name : texts["Survey.Service.Other"], SurveyText.Count(line.Served),
                Respondents(line.Respondents, texts), SurveyText.Index(line.Index),
                line.Grade?.ToString() ?? "–",
            ]),
        ]);

    private static TableBlock Plan(IReadOnlyList<SurveyAction> plan, IStringLocalizer<Texts> texts) => new(
        [
            new(texts["Ikm.Period"], 0.16), new(texts["Ikm.Element"], 0.2), new(texts["Ikm.Action"], 0.28), new(texts["Ikm.Owner"], 0.18),
            new(texts["Ikm.State"], 0.18),
        ],
        [
            .. plan.Select(action => (IReadOnlyList<string>)
            [
                SurveyText.Of(texts, action.Period), SurveyText.Element(texts, action.Element), action.Action, action.Owner,
                $"{texts[$"Ikm.State.{action.State}"]}, {When.Day(action.DueOn)}",
            ]),
        ]);

    private static string Respondents(int? people, IStringLocalizer<Texts> texts) =>
        people is null ? texts["Ikm.Cell.Hidden"] : SurveyText.Count(people);

    private static Block Text(BlockKind kind, string text) => new(kind, "", [new Span(text, false)]);
}
