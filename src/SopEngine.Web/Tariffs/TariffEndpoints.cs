using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows;
using SopEngine.Web.Chrome;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Tariffs;

internal static class TariffEndpoints
{
    private const int LongestSearch = 100;

    public static void MapTariffPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/tariffs", (Person person, string? q, bool? past, PageRequest page) => List(person, page, q, past));

        app.MapGet("/tariffs.{ending:regex(^(csv|xlsx)$)}", async (
            Person person, string? q, bool? past, string ending, PageRequest page, IStringLocalizer<Texts> texts) =>
        {
            var list = await page.Send(new ListTariffs.Query(person, Search(q), past ?? false));
            return new TableFile("tarif", TariffSheet.Written,
            [
                .. list.Lines.Where(line => !line.IsWithdrawn).Select(line => (IReadOnlyList<object?>)
                [
                    line.Fields.Basis, line.Fields.Group, line.Fields.Item, line.Fields.Condition, line.Fields.Per, line.Amount,
                    TariffFields.Iso(line.From), TariffFields.Iso(line.Until),
                ]),
            ]).CutWhen(list.IsCut, texts).As(ending);
        });

        app.MapPost("/tariffs", async (Person person, PageRequest page) =>
        {
            var fields = TariffFields.Read(await page.Form());
            page.OnProblem(problem => List(person, page, problem: problem, fields: fields));
            return await page.Send(new AddTariff.Command(person, fields), "/tariffs", "Tariffs.Added");
        });

        app.MapGet("/tariffs/{id:long}", (Person person, long id, PageRequest page) => One(person, id, page));

        app.MapPost("/tariffs/{id:long}", async (Person person, long id, PageRequest page) =>
        {
            var fields = TariffFields.Read(await page.Form());
            page.OnProblem(problem => One(person, id, page, problem, fields));
            var changed = await page.Send(new ChangeTariff.Command(person, id, fields));
            return page.Then(string.Create(CultureInfo.InvariantCulture, $"/tariffs/{changed}"), "Tariffs.Changed");
        });

        app.MapPost("/tariffs/{id:long}/end", (Person person, long id, [FromForm] string? last, PageRequest page) =>
        {
            page.OnProblem(problem => One(person, id, page, problem));
            return page.Send(new EndTariff.Command(person, id, IsoDate.Read(last)), "/tariffs", "Tariffs.Ended");
        });

        app.MapPost("/tariffs/discounts", async (Person person, PageRequest page) =>
        {
            var discount = DiscountFields.Read(await page.Form());
            page.OnProblem(problem => List(person, page, problem: problem, discount: discount));
            return await page.Send(new AddDiscount.Command(person, discount), "/tariffs", "Tariffs.DiscountAdded");
        });

        app.MapPost("/tariffs/discounts/{id:long}/end", (Person person, long id, [FromForm] string? last, PageRequest page) =>
        {
            page.OnProblem(problem => List(person, page, problem: problem));
            return page.Send(new EndDiscount.Command(person, id, IsoDate.Read(last)), "/tariffs", "Tariffs.DiscountEnded");
        });
    }

    private static string Search(string? text) => StorableText.Start(text?.Trim() ?? "", LongestSearch);

    private static async Task<IResult> List(
        Person person, PageRequest page, string? search = null, bool? past = null, Problem? problem = null, TariffFields? fields = null,
        DiscountFields? discount = null) =>
        Pages.Show<TariffsPage>(new
        {
            Person = person,
            List = await page.Send(new ListTariffs.Query(person, Search(search), past ?? false)),
            Search = Search(search),
            Past = past ?? false,
            Fields = fields,
            Discount = discount,
            Problem = problem,
        }, problem);

    private static async Task<IResult> One(
        Person person, long id, PageRequest page, Problem? problem = null, TariffFields? fields = null)
    {
        var tariff = await page.Send(new ReadTariff.Query(person, id));
        return Pages.Show<TariffPage>(new
        {
            Person = person,
            Tariff = tariff,
            Fields = fields ?? tariff.Line.Fields with { From = null, Until = null },
            Problem = problem,
        }, problem);
    }
}
