using MediatR;
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
            Person person, string? search, string? sop, string? after, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<CustomersPage>(new
            {
                Person = person,
                Search = search,
                Sop = sop,
                Customers = await mediator.Send(new ListCustomers.Query(person, search, after, PageSize), cancellation),
            }));

        app.MapGet("/customers/new", async (Person person, string? sop, IMediator mediator, CancellationToken cancellation) =>
            Show(person, await mediator.Send(new ReadCustomer.Query(person, null), cancellation), sop));

        app.MapGet("/customers/{id:long}", async (Person person, long id, IMediator mediator, CancellationToken cancellation) =>
            Show(person, await mediator.Send(new ReadCustomer.Query(person, id), cancellation)));

        app.MapPost("/customers", (
            Person person, [FromForm] string? name, [FromForm] string? title, [FromForm] string? sop,
            PageRequest page, Problems problems) =>
            Save(person, null, name, title, sop, page, problems));

        app.MapPost("/customers/{id:long}", (
            Person person, long id, [FromForm] string? name, [FromForm] string? title, PageRequest page, Problems problems) =>
            Save(person, id, name, title, null, page, problems));

        app.MapPost("/customers/{id:long}/leave", (Person person, long id, PageRequest page) =>
        {
            page.OnProblem(async problem => Show(person, await page.Send(new ReadCustomer.Query(person, id)), problem: problem));
            return page.Send(new RemoveCustomer.Command(person, id), "/customers", "Customers.Removed");
        });

        app.MapPost("/customers/{id:long}/link", async (Person person, long id, PageRequest page, PublicAddress address) =>
        {
            var path = await page.Send(new InviteCustomer.Command(person, id));
            var customer = await page.Send(new ReadCustomer.Query(person, id));
            return Pages.Show<LinkPage>(new
            {
                customer.Name,
                customer.UserName,
                Until = customer.LinkUntil!.Value,
                Link = address.ForPage(page.Context.Request) + path,
                ListAt = "/customers",
                ListTitle = "Customers.Title",
                PersonAt = $"/customers/{id}",
            });
        });
    }

    private static async Task<IResult> Save(
        Person person, long? id, string? name, string? title, string? sop, PageRequest page, Problems problems)
    {
        // The right is checked before the input.
        if (!person.May(Right.ServeCustomers)) throw new ProblemException(problems.Forbidden());
        page.OnProblem(async problem =>
        {
            var stored = await page.Send(new ReadCustomer.Query(person, id));
            return Show(person, stored with { Name = name ?? "", Title = title ?? "" }, sop, problem);
        });
        var saved = await page.Send(new SaveCustomer.Command(person, id, name ?? "", title ?? ""));
        var customer = await page.Send(new ReadCustomer.Query(person, saved));
        var next = string.IsNullOrEmpty(sop)
            ? $"/customers/{saved}"
            : $"/sops/{Uri.EscapeDataString(sop)}/start?customer={Uri.EscapeDataString(customer.UserName)}";
        return page.Then(next, id is null ? "Customers.Added" : "Customers.Saved", customer.Name, customer.UserName);
    }

    private static IResult Show(Person person, ReadCustomer.Customer customer, string? sop = null, Problem? problem = null) =>
        Pages.Show<CustomerPage>(new { Person = person, Customer = customer, Sop = sop, Problem = problem }, problem);
}
