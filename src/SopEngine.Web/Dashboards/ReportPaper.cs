using System.Globalization;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Documents;
using SopEngine.Engine.Documents;
using SopEngine.Engine.Reports;
using SopEngine.Web.Language;

namespace SopEngine.Web.Dashboards;

/// <summary>
/// A report on paper, to be signed and handed upwards: the figures beside those of the period before, charts and tables by SOP and lane.
/// </summary>
internal static class ReportPaper
{
    public static MemoryStream Of(ReadReport.Report report, IStringLocalizer<Texts> texts)
    {
        var (item, office) = (report.This, report.Office);
        var name = PeriodText.Of(texts, item.Period);
        List<Block> blocks =
        [
            Text(BlockKind.Title, texts["Report.Title"]), Text(BlockKind.Title, name),
            Text(BlockKind.Paragraph, texts["Report.Paper.Days", When.Day(item.Period.From), When.Day(item.Period.To)]),
            Text(BlockKind.Heading, texts["Report.Paper.Summary"]),
            Summary(item.Report, report.Before, texts),
        ];
        if (item.Report.Sops.Count > 0)
        {
            blocks.AddRange(
            [
                Text(BlockKind.Heading, texts["Report.Paper.InTimeBySop"]),
                Bars(item.Report.Sops.Select(sop => (sop.Name, sop.Steps)), texts),
                Text(BlockKind.Heading, texts["Dashboard.BySop"]), BySop(item.Report, texts),
                Text(BlockKind.Heading, texts["Report.ByLane"]),
                Bars(item.Report.Lanes.Select(lane => (LaneName(lane, texts), lane.Steps)), texts), ByLane(item.Report, texts),
            ]);
        }

        blocks.AddRange(
        [
            Text(BlockKind.Paragraph, texts["Report.HowCounted"]),
            new SignatureBlock(
                [
                    office.City.Length > 0 ? $"{office.City}, {When.Day(item.MadeAt.InZone(When.Zone).Date)}"
                        : When.Day(item.MadeAt.InZone(When.Zone).Date),
                    office.HeadTitle is { Length: > 0 } title ? title : texts["Report.Paper.Head"],
                ],
                [office.Head ?? "........................................"]),
        ]);
        var letter = office.Letter($"{texts["Report.Title"]} {item.Period}", null, blocks);
        return PdfWriter.Write(letter with { Language = CultureInfo.CurrentCulture.Name });
    }

    private static TableBlock Summary(PeriodReport now, PeriodReport? before, IStringLocalizer<Texts> texts)
    {
        var rows = new List<IReadOnlyList<string>>();
        Count("Report.Opened", now.Cases.Opened, before?.Cases.Opened);
        Count("Report.Finished", now.Cases.Finished, before?.Cases.Finished);
        Count("Report.CalledOff", now.Cases.CalledOff, before?.Cases.CalledOff);
        Count("Report.Paper.StepsDone", now.Steps.Done, before?.Steps.Done);
        Count("Report.Paper.StepsLate", now.Steps.Late, before?.Steps.Late);
        Count("Report.LateExtended", now.Steps.LateExtended, before?.Steps.LateExtended);
        Share("Report.InTimeShare", now.Steps.InTimeShare, before?.Steps.InTimeShare);
        Share("Dashboard.Median", now.Steps.Median, before?.Steps.Median);
        Share("Dashboard.P90", now.Steps.P90, before?.Steps.P90);
        Share("Report.PromiseShare", now.Cases.KeptShare, before?.Cases.KeptShare);
        Count("Promise.Compensated", now.Cases.Compensated, before?.Cases.Compensated);
        Count("Deeds.Returned", now.Cases.Returned, before?.Cases.Returned);
        Count("Deeds.Extended", now.Cases.Extended, before?.Cases.Extended);
        Count("Deeds.HandedOver", now.Cases.HandedOver, before?.Cases.HandedOver);
        Count("Deeds.Paused", now.Cases.Paused, before?.Cases.Paused);
        return new(
            [
                new(texts["Report.Paper.Measure"], 0.46), new(texts["Report.Paper.Now"], 0.18, true),
                new(texts["Report.Paper.Before"], 0.18, true), new(texts["Report.Paper.Change"], 0.18, true),
            ], rows);

        void Count(string key, int? value, int? old) => rows.Add(
            [texts[key], Number(value), Number(old), Signed(value - old, "N0")]);

        void Share(string key, double? value, double? old) => rows.Add(
        [
            texts[key], TrendPage.Percent(value), TrendPage.Percent(old),
            value - old is { } change ? texts["Report.Paper.Points", Signed(change, "0.#")] : "–",
        ]);
    }

    private static BarsBlock Bars(IEnumerable<(string Name, StepFigures Steps)> parts, IStringLocalizer<Texts> texts) => new(
    [
        .. parts.Where(part => part.Steps.Limited > 0).Select(part => new PaperBar(
            part.Name, part.Steps.InTimeShare / 100,
            texts["Report.Paper.Bar", TrendPage.Percent(part.Steps.InTimeShare), TrendPage.Number(part.Steps.Late)])),
    ]);

    private static TableBlock BySop(PeriodReport report, IStringLocalizer<Texts> texts) => new(
        [
            new(texts["Dashboard.Sop"], 0.31), new(texts["Report.Finished"], 0.11, true), new(texts["Report.InTimeShare"], 0.11, true),
            new(texts["Dashboard.Median"], 0.15, true), new(texts["Report.PromiseShare"], 0.14, true),
            new(texts["Promise.Compensated"], 0.18, true),
        ],
        [
            .. report.Sops.Select(sop => (IReadOnlyList<string>)
            [
                sop.Number is { Length: > 0 } number ? $"{sop.Name} ({number})" : sop.Name, TrendPage.Number(sop.Cases.Finished),
                TrendPage.Percent(sop.Steps.InTimeShare), TrendPage.Percent(sop.Steps.Median), TrendPage.Percent(sop.Cases.KeptShare),
                sop.Cases.KeptShare is null ? "–" : TrendPage.Number(sop.Cases.Compensated),
            ]),
        ]);

    private static TableBlock ByLane(PeriodReport report, IStringLocalizer<Texts> texts) => new(
        [
            new(texts["Dashboard.Lane"], 0.4), new(texts["Dashboard.Done"], 0.15, true), new(texts["Dashboard.Limited"], 0.15, true),
            new(texts["Dashboard.DoneLate"], 0.15, true), new(texts["Dashboard.Median"], 0.15, true),
        ],
        [
            .. report.Lanes.Select(lane => (IReadOnlyList<string>)
            [
                LaneName(lane, texts), TrendPage.Number(lane.Steps.Done), TrendPage.Number(lane.Steps.Limited),
                TrendPage.Number(lane.Steps.Late), TrendPage.Percent(lane.Steps.Median),
            ]),
        ]);

    private static string LaneName(LaneFigures lane, IStringLocalizer<Texts> texts) =>
        lane.Name.Length > 0 ? lane.Name : texts["Dashboard.NoLane"];

    private static string Number(int? number) => number is { } known ? TrendPage.Number(known) : "–";

    /// <summary>"+3", "−2", "0".</summary>
    private static string Signed(double? change, string format) => change switch
    {
        null => "–",
        < 0 => "−" + (-change.Value).ToString(format, CultureInfo.CurrentCulture),
        0 => "0",
        _ => "+" + change.Value.ToString(format, CultureInfo.CurrentCulture),
    };

    private static Block Text(BlockKind kind, string text) => new(kind, "", [new Span(text, false)]);
}
