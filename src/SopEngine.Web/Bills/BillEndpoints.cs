using Microsoft.Extensions.Localization;
using SopEngine.Engine.Cases.Tables;
using SopEngine.Web.Chrome;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Bills;

internal static class BillEndpoints
{
    private const int PageSize = 30;

    private static readonly string[] Heads =
    [
        "Bills.Code", "Bills.Amount", "Bills.State", "Bills.IssuedAt", "Bills.EndsAt", "Bills.PaidAt", "Bills.Ntpn", "Case.Register",
        "Bills.CaseNumber", "Bills.Case", "Case.Customer",
    ];

    public static void MapBillPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/bills", async (Person person, HttpContext context, string? after, PageRequest page) =>
        {
            var filter = BillFilter.Of(context.Request.Query);
            return Pages.Show<BillsPage>(new
            {
                Filter = filter,
                IsFirst = after is null,
                Found = await page.Send(new ListBills.Query(person, filter, after, PageSize, IsSummed: after is null)),
            });
        });

        app.MapGet("/bills.{ending:regex(^(csv|xlsx)$)}", async (
            Person person, string ending, HttpContext context, PageRequest page, IStringLocalizer<Texts> texts) =>
        {
            var found = await page.Send(
                new ListBills.Query(person, BillFilter.Of(context.Request.Query), null, ListBills.MostRows));
            return new TableFile(
                "tagihan", [.. Heads.Select(key => texts[key].Value)],
                [
                    .. found.Page.Items.Select(item => (IReadOnlyList<object?>)
                    [
                        item.Bill.Code, item.Bill.Amount, texts[$"Bills.State.{item.Bill.Status.Name()}"].Value, item.Bill.IssuedAt,
                        item.Bill.Until, item.Bill.PaidAt, item.Bill.Ntpn, item.Register, item.Case, item.Title, item.Customer,
                    ]),
                ]).CutWhen(found.Page.Next is not null, texts).As(ending);
        });
    }
}
