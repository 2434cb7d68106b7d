using Microsoft.Extensions.Localization;
using SopEngine.Core.Sla;
using SopEngine.Web.Chrome;
using SopEngine.Web.Language;

namespace SopEngine.Web.Dashboards;

/// <summary>Tables of a dashboard's figures and lists, for spreadsheets.</summary>
internal static class DashboardFiles
{
    public static TableFile Trend(DashboardFilter filter, ReadTrend.Trend trend, IStringLocalizer<Texts> texts) => new(
        Name("trend", filter),
        Heads(texts,
            "Dashboard.From", "Dashboard.To", "Dashboard.Done", "Dashboard.Limited", "Dashboard.DoneLate", "Report.LateExtended",
            "Dashboard.BreachRate", "Dashboard.Median", "Dashboard.P90", "Dashboard.Cancelled"),
        [
            .. trend.Points.Select(point => new object?[]
            {
                NodaTime.LocalDate.Max(point.From, filter.From), filter.EndOf(point.From),
                point.Tally.Done, point.Tally.Limited, point.Tally.Late, point.Tally.LateExtended, point.Tally.LateShare * 100,
                Percent(point.Tally, 0.5), Percent(point.Tally, 0.9), point.Tally.Cancelled,
            }),
        ]);

    public static TableFile List(
        DashboardFilter filter, IReadOnlyList<ListSteps.Item> items, bool withPeople, IStringLocalizer<Texts> texts)
    {
        string[] keys =
        [
            "Dashboard.Case", "Dashboard.CaseTitle", "Dashboard.Sop", "Dashboard.StepNumber", "Dashboard.Step", "Dashboard.Lane",
            .. Who("Dashboard.Person"),
            "Dashboard.OpenedAt", "Dashboard.DueAt", "Dashboard.ClosedAt", "Dashboard.Limit", "Dashboard.OfLimit",
        ];
        return new(
            Name(filter.Standing.ToString().ToLowerInvariant(), filter), Heads(texts, keys),
            [
                .. items.Select(item => (object?[])
                [
                    item.Id.Case, item.CaseTitle, item.Sop, item.Number, item.Instruction, item.Lane, .. Who(item.Who),
                    item.OpenedAt, item.DueAt, item.ClosedAt, item.Limit, item.Percent,
                ]),
            ]);

        T[] Who<T>(T value) => withPeople ? [value] : [];
    }

    /// <summary>A quantile of the share of the limit, in percent.</summary>
    public static double? Percent(Tally tally, double share) => tally.Share.Quantile(share) / 10;

    private static string[] Heads(IStringLocalizer<Texts> texts, params string[] keys) => [.. keys.Select(key => texts[key].Value)];

    private static string Name(string what, DashboardFilter filter) =>
        $"sop-{what}-{DashboardFilter.Iso(filter.From)}-{DashboardFilter.Iso(filter.To)}";
}
