using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Staff;

internal static class StaffEndpoints
{
    private const int PageSize = 50;

    public static void MapStaffPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/people", async (Person person, string? search, string? list, string? after, IMediator mediator, CancellationToken cancellation) =>
        {
            var shown = list == "left" ? ListPeople.Shown.Left : ListPeople.Shown.Working;
            var people = await mediator.Send(new ListPeople.Query(person, search, shown, after, PageSize), cancellation);
            return Pages.Show<PeoplePage>(new { Person = person, Search = search, Shown = shown, IsFirst = after is null, People = people });
        });

        app.MapGet("/people/new", (Person person, IMediator mediator, Problems problems, CancellationToken cancellation) =>
            person.Is("admin") ? Show(person, null, mediator, cancellation) : throw new ProblemException(problems.Forbidden()));

        app.MapGet("/people/{id:long}", (Person person, long id, IMediator mediator, CancellationToken cancellation) => Show(person, id, mediator, cancellation));

        app.MapPost("/people", (Person person, HttpContext context, IMediator mediator, Problems problems) => Try(person, null, context, mediator, problems, async form =>
        {
            var added = await mediator.Send(
                new AddMember.Command(person, form["name"].ToString(), form["userName"].ToString(), form["title"].ToString(), List(form, "role"), List(form, "lane")), context.RequestAborted);
            return await Link(person, added.Id, added.Link, context, mediator);
        }));

        app.MapPost("/people/{id:long}", (Person person, long id, HttpContext context, IMediator mediator, Problems problems, IStringLocalizer<Texts> texts) =>
            Try(person, id, context, mediator, problems, async form =>
            {
                await mediator.Send(
                    new ChangeMember.Command(person, id, form["name"].ToString(), form["title"].ToString(), List(form, "role"), List(form, "lane")), context.RequestAborted);
                return Pages.Then($"/people/{id}", context, texts["Staff.Saved"]);
            }));

        app.MapPost("/people/{id:long}/link", (Person person, long id, HttpContext context, IMediator mediator, Problems problems) =>
            Try(person, id, context, mediator, problems, async _ =>
                await Link(person, id, await mediator.Send(new OpenAccount.MakeLink(person, id), context.RequestAborted), context, mediator)));

        app.MapPost("/people/{id:long}/unlock", (Person person, long id, HttpContext context, IMediator mediator, Problems problems, IStringLocalizer<Texts> texts) =>
            Try(person, id, context, mediator, problems, async _ =>
            {
                await mediator.Send(new OpenAccount.Unlock(person, id), context.RequestAborted);
                return Pages.Then($"/people/{id}", context, texts["Staff.Unlocked"]);
            }));

        app.MapPost("/people/{id:long}/leave", (Person person, long id, HttpContext context, IMediator mediator, Problems problems, IStringLocalizer<Texts> texts) =>
            Try(person, id, context, mediator, problems, async _ =>
            {
                await mediator.Send(new LeaveMember.Command(person, id, Returns: false), context.RequestAborted);
                return Pages.Then("/people", context, texts["Staff.HasLeft"]);
            }));

        app.MapPost("/people/{id:long}/return", (Person person, long id, HttpContext context, IMediator mediator, Problems problems, IStringLocalizer<Texts> texts) =>
            Try(person, id, context, mediator, problems, async _ =>
            {
                await mediator.Send(new LeaveMember.Command(person, id, Returns: true), context.RequestAborted);
                return Pages.Then($"/people/{id}", context, texts["Staff.HasReturned"]);
            }));

        app.MapGet("/people/lanes", async (Person person, IMediator mediator, CancellationToken cancellation) => Pages.Show<LanesPage>(new
        {
            Person = person,
            Lanes = await mediator.Send(new ListLanes.Query(person), cancellation),
            Staff = await mediator.Send(new ListStaff.Query(person), cancellation),
        }));

        app.MapPost("/people/lanes/{lane}/holders", async (Person person, string lane, [FromForm] long? to, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts) =>
        {
            await mediator.Send(new GiveLane.Command(person, lane, to ?? 0), context.RequestAborted);
            return Pages.Then("/people/lanes", context, texts["Staff.LaneGiven"]);
        });
    }

    public static void MapStaffApi(this RouteGroupBuilder api)
    {
        api.MapGet("/people", async Task<Ok<Page<ListPeople.Item>>> (
                Person person, string? search, ListPeople.Shown? list, string? after, int? size, IMediator mediator, CancellationToken cancellation) =>
                TypedResults.Ok(await mediator.Send(new ListPeople.Query(person, search, list ?? ListPeople.Shown.Working, after, size ?? PageSize), cancellation)))
            .WithTags("People").WithName("ListPeople").WithSummary("The staff with their lanes").WithDescription("For admins, the head, supervisors and auditors.");
    }

    private static async Task<IResult> Try(
        Person person, long? id, HttpContext context, IMediator mediator, Problems problems, Func<IFormCollection, Task<IResult>> work)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        try
        {
            return await work(form);
        }
        catch (Exception e) when (problems.Of(e) is { Status: 409 or 422 or 503 } problem)
        {
            return await Show(person, id, mediator, context.RequestAborted, problem, form);
        }
    }

    private static async Task<IResult> Show(
        Person person, long? id, IMediator mediator, CancellationToken cancellation, Problem? problem = null, IFormCollection? form = null)
    {
        var member = await mediator.Send(new ReadMember.Query(person, id), cancellation);
        if (form is not null && form.ContainsKey("name"))
        {
            member = member with
            {
                Name = form["name"].ToString(),
                UserName = id is null ? form["userName"].ToString() : member.UserName,
                Title = form["title"].ToString(),
                Roles = List(form, "role"),
                Lanes = List(form, "lane"),
            };
        }

        return Pages.Show<MemberPage>(new { Person = person, Member = member, Problem = problem }, problem?.Status ?? 200);
    }

    private static async Task<IResult> Link(Person person, long id, string path, HttpContext context, IMediator mediator)
    {
        var member = await mediator.Send(new ReadMember.Query(person, id), context.RequestAborted);
        return Pages.Show<LinkPage>(new
        {
            member.Name,
            member.UserName,
            Until = member.LinkUntil!.Value,
            Link = context.RequestServices.GetRequiredService<PublicAddress>().ForPage(context.Request) + path,
            ListAt = "/people",
            ListTitle = "Staff.Title",
            PersonAt = $"/people/{id}",
        });
    }

    private static string[] List(IFormCollection form, string name) => [.. form[name].OfType<string>()];
}
