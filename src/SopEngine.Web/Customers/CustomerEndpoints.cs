using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Customers;

internal static class CustomerEndpoints
{
    private const int PageSize = 50;

    public static void MapCustomerPages(this IEndpointRouteBuilder app)
    {
        // With a SOP, somebody is chosen for a case of it.
        app.MapGet("/customers", async (Person person, string? search, string? sop, string? after, IMediator mediator, CancellationToken cancellation) =>
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
            Person person, [FromForm] string? name, [FromForm] string? title, [FromForm] string? sop, HttpContext context, IMediator mediator, Problems problems, IStringLocalizer<Texts> texts) =>
            Save(person, null, name, title, sop, context, mediator, problems, texts));

        app.MapPost("/customers/{id:long}", (
            Person person, long id, [FromForm] string? name, [FromForm] string? title, HttpContext context, IMediator mediator, Problems problems, IStringLocalizer<Texts> texts) =>
            Save(person, id, name, title, null, context, mediator, problems, texts));

        app.MapPost("/customers/{id:long}/leave", Leave);

        app.MapPost("/customers/{id:long}/link", async (Person person, long id, HttpContext context, IMediator mediator) =>
        {
            var path = await mediator.Send(new InviteCustomer.Command(person, id), context.RequestAborted);
            var customer = await mediator.Send(new ReadCustomer.Query(person, id), context.RequestAborted);
            return Pages.Show<LinkPage>(new
            {
                customer.Name,
                customer.UserName,
                Until = customer.LinkUntil!.Value,
                Link = context.RequestServices.GetRequiredService<PublicAddress>().ForPage(context.Request) + path,
                ListAt = "/customers",
                ListTitle = "Customers.Title",
                PersonAt = $"/customers/{id}",
            });
        });
    }

    private static async Task<IResult> Leave(Person person, long id, HttpContext context, IMediator mediator, Problems problems, IStringLocalizer<Texts> texts)
    {
        try
        {
            await mediator.Send(new RemoveCustomer.Command(person, id), context.RequestAborted);
            return Pages.Then("/customers", context, texts["Customers.Removed"]);
        }
        catch (Exception e) when (problems.Of(e) is { Status: 422 } problem)
        {
            return Show(person, await mediator.Send(new ReadCustomer.Query(person, id), context.RequestAborted), problem: problem);
        }
    }

    private static async Task<IResult> Save(
        Person person, long? id, string? name, string? title, string? sop, HttpContext context, IMediator mediator, Problems problems, IStringLocalizer<Texts> texts)
    {
        // Before what was typed is looked at.
        if (!person.ServesCustomers) throw new ProblemException(problems.Forbidden());
        try
        {
            var saved = await mediator.Send(new SaveCustomer.Command(person, id, name ?? "", title ?? ""), context.RequestAborted);
            var customer = await mediator.Send(new ReadCustomer.Query(person, saved), context.RequestAborted);
            var next = string.IsNullOrEmpty(sop) ? $"/customers/{saved}" : $"/sops/{Uri.EscapeDataString(sop)}/start?customer={Uri.EscapeDataString(customer.UserName)}";
            return Pages.Then(next, context, texts[id is null ? "Customers.Added" : "Customers.Saved", customer.Name, customer.UserName]);
        }
        catch (Exception e) when (problems.Of(e) is { Status: 422 or 503 } problem)
        {
            var customer = await mediator.Send(new ReadCustomer.Query(person, id), context.RequestAborted);
            return Show(person, customer with { Name = name ?? "", Title = title ?? "" }, sop, problem);
        }
    }

    private static IResult Show(Person person, ReadCustomer.Customer customer, string? sop = null, Problem? problem = null) =>
        Pages.Show<CustomerPage>(new { Person = person, Customer = customer, Sop = sop, Problem = problem }, problem?.Status ?? 200);
}
