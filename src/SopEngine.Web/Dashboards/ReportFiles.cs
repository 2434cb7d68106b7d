using Microsoft.Extensions.Localization;
using SopEngine.Core.Documents;
using SopEngine.Engine.Documents;
using SopEngine.Engine.Reports;
using SopEngine.Web.Chrome;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Dashboards;

/// <summary>
/// A report as a file: a table for spreadsheets, with a row for each SOP and below it one for each of its lanes, or a PDF.
/// </summary>
internal static class ReportFiles
{
    private static readonly string[] Heads =
    [
        "Dashboard.Sop", "Report.Number", "Dashboard.Lane", "Report.Opened", "Report.Finished", "Report.CalledOff",
        "Dashboard.Done", "Dashboard.Limited", "Dashboard.DoneLate",
        "Report.InTimeShare", "Dashboard.Median", "Dashboard.P90", "Promise.Kept", "Promise.Broken", "Promise.Compensated",
        "Report.LateExtended", .. DeedTable.Heads,
    ];

    public static TableFile Table(ListReports.Item item, IStringLocalizer<Texts> texts) => new(
        Name(item), [.. Heads.Select(head => texts[head].Value)],
        [
            .. item.Report.Sops.SelectMany(sop => sop.Lanes
                .Select(lane => Row(sop, lane.Name.Length > 0 ? lane.Name : texts["Dashboard.NoLane"], null, lane.Steps))
                .Prepend(Row(sop, null, sop.Cases, sop.Steps))),
        ]);

    public static IResult Paper(Person person, ListReports.Item item, IStringLocalizer<Texts> texts)
    {
        var blocks = new List<Block>
        {
            Text(BlockKind.Title, texts["Report.Title"]), Text(BlockKind.Title, PeriodText.Of(texts, item.Period)),
        };
        blocks.AddRange(About(item.Report.Cases, item.Report.Steps, texts));
        foreach (var sop in item.Report.Sops)
        {
            blocks.Add(Text(BlockKind.Heading, sop.Number is { Length: > 0 } number ? $"{sop.Name} ({number})" : sop.Name));
            blocks.AddRange(About(sop.Cases, sop.Steps, texts));
            var late = sop.Lanes.Where(lane => lane.Steps.Late > 0)
                .Select(lane => texts["Report.LaneLate", lane.Name, lane.Steps.Late, lane.Steps.Limited].Value)
                .ToList();
            if (late.Count > 0) blocks.Add(Text(BlockKind.Item, $"{texts["Report.ByLane"]}: {string.Join("; ", late)}.", "–"));
        }

        blocks.Add(new Block(BlockKind.Line, "", []));
        blocks.Add(Text(BlockKind.Paragraph, texts["Report.MadeAt", When.Moment(item.MadeAt)]));
        var letter = new Letter(person.UnitName, "", $"{texts["Report.Title"]} {item.Period}", null, blocks);
        return Results.File(PdfWriter.Write(letter), "application/pdf", Name(item) + ".pdf");
    }

    private static IEnumerable<Block> About(CaseFigures cases, StepFigures steps, IStringLocalizer<Texts> texts)
    {
        yield return Text(BlockKind.Item, texts["Report.Paper.Cases", cases.Opened, cases.Finished, cases.CalledOff], "–");
        yield return Text(
            BlockKind.Item, texts["Report.Paper.Steps", steps.Done, steps.Limited, TrendPage.Percent(steps.InTimeShare), steps.Late], "–");
        if (steps.Limited > 0)
            yield return Text(
                BlockKind.Item, texts["Report.Paper.Time", TrendPage.Percent(steps.Median), TrendPage.Percent(steps.P90)], "–");
        if (steps.LateExtended is { } extended && extended < steps.Late)
            yield return Text(BlockKind.Item, texts["Report.Paper.Extended", extended], "–");
        if (cases is { Returned: { } returned, Extended: { } given, HandedOver: { } handed, Paused: { } paused }
            && returned + given + handed + paused > 0)
            yield return Text(BlockKind.Item, texts["Report.Paper.Deeds", returned, given, handed, paused], "–");
        if (cases.KeptShare is { } kept)
        {
            yield return Text(
                BlockKind.Item,
                texts["Report.Paper.Promises", cases.Kept, cases.Broken, TrendPage.Percent(kept), cases.Compensated],
                "–");
        }
    }

    private static Block Text(BlockKind kind, string text, string mark = "") => new(kind, mark, [new Span(text, false)]);

    private static object?[] Row(SopFigures sop, string? lane, CaseFigures? cases, StepFigures steps) =>
    [
        sop.Name, sop.Number, lane, cases?.Opened, cases?.Finished, cases?.CalledOff, steps.Done, steps.Limited, steps.Late,
        steps.InTimeShare, steps.Median, steps.P90,
        cases?.Kept, cases?.Broken, cases?.Compensated,
        steps.LateExtended, cases?.Returned, cases?.Extended, cases?.HandedOver, cases?.Paused,
    ];

    private static string Name(ListReports.Item item) => $"laporan-kinerja-{item.Period}";
}
