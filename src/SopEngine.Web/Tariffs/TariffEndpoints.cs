using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using SopEngine.Web.Chrome;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Tariffs;

internal static class TariffEndpoints
{
    public static void MapTariffPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/tariffs", (Person person, string? q, bool? past, PageRequest page) => List(person, q, past, page));

        app.MapGet("/tariffs.{ending:regex(^(csv|xlsx)$)}", async (Person person, string? q, bool? past, string ending, PageRequest page) =>
        {
            var list = await page.Send(new ListTariffs.Query(person, Search(q), past ?? false));
            return new TableFile("tarif", TariffSheet.Written,
            [
                .. list.Lines.Where(line => !line.IsWithdrawn).Select(line => (IReadOnlyList<object?>)
                [
                    line.Fields.Basis, line.Fields.Group, line.Fields.Item, line.Fields.Condition, line.Fields.Per, line.Amount,
                    TariffFields.Iso(line.From), TariffFields.Iso(line.Until),
                ]),
            ]).As(ending);
        });

        app.MapPost("/tariffs", async (Person person, PageRequest page) =>
        {
            var fields = TariffFields.Read(await page.Form());
            page.OnProblem(problem => List(person, null, null, page, problem, fields));
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

        app.MapPost("/tariffs/discounts", (
            Person person, [FromForm] string? who, [FromForm] string? percent, [FromForm] string? decree, [FromForm] string? proof,
            [FromForm] string? since, [FromForm] string? until, PageRequest page) =>
        {
            page.OnProblem(problem => List(person, null, null, page, problem));
            var share = int.TryParse(percent?.Trim().TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number : (int?)null;
            return page.Send(
                new AddDiscount.Command(
                    person, who?.Trim() ?? "", share, decree?.Trim() ?? "", proof?.Trim() ?? "", IsoDate.Read(since), IsoDate.Read(until)),
                "/tariffs", "Tariffs.DiscountAdded");
        });

        app.MapPost("/tariffs/discounts/{id:long}/end", (Person person, long id, [FromForm] string? last, PageRequest page) =>
        {
            page.OnProblem(problem => List(person, null, null, page, problem));
            return page.Send(new EndDiscount.Command(person, id, IsoDate.Read(last)), "/tariffs", "Tariffs.DiscountEnded");
        });
    }

    private static string Search(string? text) => text is null ? "" : text.Trim() is { Length: > 100 } longer ? longer[..100] : text.Trim();

    private static async Task<IResult> List(
        Person person, string? search, bool? past, PageRequest page, Problem? problem = null, TariffFields? fields = null) =>
        Pages.Show<TariffsPage>(new
        {
            Person = person,
            List = await page.Send(new ListTariffs.Query(person, Search(search), past ?? false)),
            Search = Search(search),
            Past = past ?? false,
            Fields = fields ?? TariffFields.Empty,
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
