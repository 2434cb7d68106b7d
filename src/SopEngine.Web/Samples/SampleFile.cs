using Microsoft.Extensions.Localization;
using SopEngine.Web.Chrome;
using SopEngine.Web.Language;

namespace SopEngine.Web.Samples;

/// <summary>The list of samples as a table for spreadsheets.</summary>
internal static class SampleFile
{
    private static readonly string[] Heads =
    [
        "Samples.Code", "Samples.Name", "Samples.Quantity", "Samples.Condition", "Samples.State", "Samples.Where", "Samples.Received",
        "Samples.LabelledAt", "Samples.Over", "Samples.Case",
    ];

    public static TableFile Of(IEnumerable<ListSamples.Item> items, IStringLocalizer<Texts> texts) => new(
        "contoh-uji",
        [.. Heads.Select(key => texts[key].Value)],
        [
            .. items.Select(item => (object?[])
            [
                item.Sample.Code, item.Sample.Name, item.Sample.Quantity, item.Sample.Condition,
                texts[item.Sample.Standing.IsWithdrawn ? "Samples.Withdrawn" : $"Samples.State.{item.Sample.Standing.State}"].Value,
                item.Sample.Standing.Place ?? item.Sample.Holder, item.Sample.ReceivedAt, item.Sample.LabelledAt, item.Sample.OverAt,
                item.Case,
            ]),
        ]);
}
