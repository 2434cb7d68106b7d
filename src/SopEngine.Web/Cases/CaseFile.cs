using Microsoft.Extensions.Localization;
using SopEngine.Web.Chrome;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>The list of cases as a table for spreadsheets.</summary>
internal static class CaseFile
{
    private static readonly string[] Heads =
    [
        "Cases.Number", "Cases.TitleOf", "Case.Sop", "Cases.Status", "Case.Customer", "Case.StartedAt", "Case.EndedAt", "Cases.PromiseDue",
        "Cases.StepNow", "Cases.Waits", "Cases.StepDue",
    ];

    public static TableFile Of(IEnumerable<ListCases.CaseItem> items, IStringLocalizer<Texts> texts) => new(
        "berkas",
        [.. Heads.Select(key => texts[key].Value)],
        [
            .. items.Select(item => (object?[])
                [item.Id, item.Title, item.Sop, texts["Status." + item.Status].Value, item.Customer,
                    item.StartedAt, item.EndedAt, item.Clocks.StandardDue,
                    item.Step is { } step ? (step.Number is { } number ? $"{number}. " : "") + step.Name : null,
                    item.Step?.Holder ?? item.Step?.Lane, item.Step?.DueAt]),
        ]);
}
