using Microsoft.Extensions.Localization;
using SopEngine.Engine.Reports;
using SopEngine.Web.Chrome;
using SopEngine.Web.Language;

namespace SopEngine.Web.Dashboards;

/// <summary>A report as a table for spreadsheets, with a row for each SOP and below it one for each of its lanes.</summary>
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

    private static object?[] Row(SopFigures sop, string? lane, CaseFigures? cases, StepFigures steps) =>
    [
        sop.Name, sop.Number, lane, cases?.Opened, cases?.Finished, cases?.CalledOff, steps.Done, steps.Limited, steps.Late,
        steps.InTimeShare, steps.Median, steps.P90,
        cases?.Kept, cases?.Broken, cases?.Compensated,
        steps.LateExtended, cases?.Returned, cases?.Extended, cases?.HandedOver, cases?.Paused,
    ];

    public static string Name(ListReports.Item item) => $"laporan-kinerja-{item.Period}";
}
