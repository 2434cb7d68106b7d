using Microsoft.AspNetCore.Mvc;
using SopEngine.Core.Rights;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;

namespace SopEngine.Web.Customers;

internal static class CustomerEndpoints
{
    private const int PageSize = 50;

    public static void MapCustomerPages(this IEndpointRouteBuilder app)
    {
        // With a SOP, the page is for choosing the customer of a case of it.
        app.MapGet("/customers", async (
            Person person, string? search, string? list, string? sop, string? after, PageRequest page) =>
        {
            var isRemoved = list == "removed";
            return Pages.Show<CustomersPage>(new
            {
                Person = person,
                Search = search,
                IsRemoved = isRemoved,
                Sop = sop,
                Customers = await page.Send(new ListCustomers.Query(person, search, isRemoved, after, PageSize)),
            });
        });

        app.MapGet("/customers/waiting", async (Person person, string? search, string? after, PageRequest page) =>
            Pages.Show<WaitingPage>(
                new { Search = search, Waiting = await page.Send(new ListWaiting.Query(person, search, after, PageSize)) }));

        app.MapGet("/customers/new", (Person person, string? sop, PageRequest page) => Show(person, null, page, sop));

        app.MapGet("/customers/{id:long}", async (Person person, long id, PageRequest page) =>
            await page.Send(new ReadCustomer.Query(person, id)) is { MergedInto: { } kept }
                ? Pages.Then($"/customers/{kept}")
                : await Show(person, id, page));

        app.MapGet("/customers/alike", async (
            Person person, long? id, string? name, string? phone, string? email, string? npwp, string? sop, PageRequest page) =>
            Pages.Show<AlikePage>(new
            {
                Sop = sop,
                Found = await page.Send(new FindAlike.Query(
                    person, id, new(name?.Trim() ?? "", "", phone ?? "", email ?? "", "", npwp ?? ""))),
            }));

        app.MapPost("/customers", (Person person, PageRequest page) => Save(person, null, page));

        app.MapPost("/customers/{id:long}", (Person person, long id, PageRequest page) => Save(person, id, page));

        MapRegister("leave", returns: false, "/customers", "Customers.Removed");
        MapRegister("return", returns: true, null, "Customers.Returned");

        void MapRegister(string address, bool returns, string? next, string done) =>
            app.MapPost("/customers/{id:long}/" + address, (Person person, long id, PageRequest page) =>
            {
                page.OnProblem(problem => Show(person, id, page, problem: problem));
                return page.Send(new RemoveCustomer.Command(person, id, returns), next ?? $"/customers/{id}", done);
            });

        app.MapPost("/customers/{id:long}/link", async (Person person, long id, PageRequest page, MadeLink made) =>
            await made.Show(page, await page.Send(new InviteCustomer.Command(person, id)), PlaceOf(id)));

        app.MapPost("/customers/{id:long}/link/send", async (
            Person person, long id, [FromForm] string? path, [FromForm] string? channel, PageRequest page, MadeLink made) =>
        {
            page.OnProblem(problem => Show(person, id, page, problem: problem));
            var sent = await page.Send(new InviteCustomer.Send(person, id, path ?? "", channel ?? ""));
            return await made.Show(page, path!, PlaceOf(id), sent);
        });

        app.MapGet("/customers/{id:long}/merge", (
            Person person, long id, string? search, long? other, PageRequest page, Problems problems) =>
            person.May(Right.ManageCustomers)
                ? ShowMerge(person, id, search, other, page)
                : throw new ProblemException(problems.Forbidden()));

        app.MapPost("/customers/{id:long}/merge", (Person person, long id, [FromForm] long? other, PageRequest page) =>
        {
            page.OnProblem(problem => ShowMerge(person, id, null, other, page, problem));
            return page.Send(new MergeCustomers.Command(person, id, other ?? 0), $"/customers/{id}", "Customers.Merged");
        });
    }

    private static MadeLink.Place PlaceOf(long id) => new("/customers", "Customers.Title", $"/customers/{id}");

    private static async Task<IResult> Save(Person person, long? id, PageRequest page)
    {
        var form = await page.Form();
        var fields = CustomerFields.Read(name => form[name]);
        var sop = form["sop"].ToString();
        page.OnProblem(problem => Show(person, id, page, sop, problem, fields));
        var saved = await page.Send(new SaveCustomer.Command(person, id, fields, form.ContainsKey("despite")));
        var customer = await page.Send(new ReadCustomer.Query(person, saved));
        var next = sop.Length == 0
            ? $"/customers/{saved}"
            : $"/sops/{Uri.EscapeDataString(sop)}/start?customer={Uri.EscapeDataString(customer.UserName)}";
        return page.Then(next, id is null ? "Customers.Added" : "Customers.Saved", customer.Name, customer.UserName);
    }

    private static async Task<IResult> Show(
        Person person, long? id, PageRequest page, string? sop = null, Problem? problem = null, CustomerFields? typed = null)
    {
        var stored = await page.Send(new ReadCustomer.Query(person, id));
        return Pages.Show<CustomerPage>(new
        {
            Person = person,
            Customer = typed is null ? stored : stored with { Fields = typed },
            Sop = string.IsNullOrEmpty(sop) ? null : sop,
            Problem = problem,
            Alike = typed is null || !person.May(Right.ServeCustomers)
                ? [] : await page.Send(new FindAlike.Query(person, id, typed)),
        }, problem);
    }

    private static async Task<IResult> ShowMerge(
        Person person, long id, string? search, long? other, PageRequest page, Problem? problem = null)
    {
        var kept = await page.Send(new ReadCustomer.Query(person, id));
        var chosen = other is { } one && one != id ? await page.Send(new ReadCustomer.Query(person, one)) : null;
        return Pages.Show<MergePage>(new
        {
            Kept = kept,
            Search = search,
            Other = chosen,
            Choices = chosen is null ? await Choices() : [],
            Problem = problem,
        }, problem);

        async Task<IReadOnlyList<MergePage.Choice>> Choices() => string.IsNullOrWhiteSpace(search)
            ? [.. (await page.Send(new FindAlike.Query(person, id, kept.Fields)))
                .Select(found => new MergePage.Choice(found.Id, found.Name, found.Title, found.Phone, found.UserName))]
            : [.. (await page.Send(new ListCustomers.Query(person, search, false, null, 20))).Items.Where(found => found.Id != id)
                .Select(found => new MergePage.Choice(found.Id, found.Name, found.Title, found.Phone, found.UserName))];
    }
}
