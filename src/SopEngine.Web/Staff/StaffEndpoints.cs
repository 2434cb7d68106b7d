using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SopEngine.Core.Rights;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;

namespace SopEngine.Web.Staff;

internal static class StaffEndpoints
{
    private const int PageSize = 50;

    public static void MapStaffPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/people", async (
            Person person, string? search, string? list, string? after, IMediator mediator, CancellationToken cancellation) =>
        {
            var shown = list == "left" ? ListPeople.Shown.Left : ListPeople.Shown.Working;
            var people = await mediator.Send(new ListPeople.Query(person, search, shown, after, PageSize), cancellation);
            return Pages.Show<PeoplePage>(
                new { Person = person, Search = search, Shown = shown, IsFirst = after is null, People = people });
        });

        app.MapGet("/people/new", (Person person, PageRequest page, Problems problems) =>
            person.May(Right.ManageStaff) ? Show(person, null, page) : throw new ProblemException(problems.Forbidden()));

        app.MapGet("/people/{id:long}", (Person person, long id, PageRequest page) => Show(person, id, page));

        app.MapPost("/people", async (Person person, PageRequest page, MadeLink made) =>
        {
            var form = await page.Form();
            page.OnProblem(problem => Show(person, null, page, problem, form));
            var added = await page.Send(new AddMember.Command(
                person, $"{form["name"]}", $"{form["userName"]}", $"{form["title"]}", List(form, "role"), List(form, "lane"))
            {
                Nip = $"{form["nip"]}",
            });
            return await made.Show(page, added.Link, PlaceOf(added.Id));
        });

        app.MapPost("/people/{id:long}", async (Person person, long id, PageRequest page) =>
        {
            var form = await page.Form();
            page.OnProblem(problem => Show(person, id, page, problem, form));
            return await page.Send(
                new ChangeMember.Command(person, id, $"{form["name"]}", $"{form["title"]}", List(form, "role"), List(form, "lane"))
                {
                    Oversees = List(form, "oversees"),
                    AnswersFor = List(form, "answersFor"),
                    Nip = $"{form["nip"]}",
                },
                $"/people/{id}", "Staff.Saved");
        });

        app.MapPost("/people/{id:long}/link", async (Person person, long id, PageRequest page, MadeLink made) =>
        {
            page.OnProblem(problem => Show(person, id, page, problem));
            return await made.Show(page, await page.Send(new OpenAccount.MakeLink(person, id)), PlaceOf(id));
        });

        app.MapPost("/people/{id:long}/link/send", async (
            Person person, long id, [FromForm] string? path, [FromForm] string? channel, PageRequest page, MadeLink made) =>
        {
            page.OnProblem(problem => Show(person, id, page, problem));
            var sent = await page.Send(new OpenAccount.SendLink(person, id, path ?? "", channel ?? ""));
            return await made.Show(page, path!, PlaceOf(id), sent);
        });

        MapDeed("unlock", (person, id) => new OpenAccount.Unlock(person, id), "Staff.Unlocked");
        MapDeed("leave", (person, id) => new LeaveMember.Command(person, id, Returns: false), "Staff.HasLeft", next: "/people");
        MapDeed("return", (person, id) => new LeaveMember.Command(person, id, Returns: true), "Staff.HasReturned");

        void MapDeed(string address, Func<Person, long, IRequest<Unit>> command, string done, string? next = null) =>
            app.MapPost("/people/{id:long}/" + address, (Person person, long id, PageRequest page) =>
            {
                page.OnProblem(problem => Show(person, id, page, problem));
                return page.Send(command(person, id), next ?? $"/people/{id}", done);
            });

        app.MapGet("/people/lanes", async (Person person, IMediator mediator, CancellationToken cancellation) => Pages.Show<LanesPage>(new
        {
            Person = person,
            Lanes = await mediator.Send(new ListLanes.Query(person), cancellation),
            Staff = await mediator.Send(new ListStaff.Query(person), cancellation),
        }));

        app.MapPost("/people/lanes/{lane}/holders", (Person person, string lane, [FromForm] long? to, PageRequest page) =>
            page.Send(new GiveLane.Command(person, lane, to ?? 0), "/people/lanes", "Staff.LaneGiven"));
    }

    public static void MapStaffApi(this RouteGroupBuilder api)
    {
        api.MapGet("/people", async Task<Ok<Page<ListPeople.Item>>> (
                Person person, string? search, ListPeople.Shown? list, string? after, int? size, IMediator mediator,
                CancellationToken cancellation) =>
                TypedResults.Ok(await mediator.Send(
                    new ListPeople.Query(person, search, list ?? ListPeople.Shown.Working, after, size ?? PageSize), cancellation)))
            .WithTags("People").WithName("ListPeople")
            .WithSummary("The staff with their lanes").WithDescription("For admins, the head, supervisors and auditors.");
    }

    private static async Task<IResult> Show(
        Person person, long? id, PageRequest page, Problem? problem = null, IFormCollection? form = null)
    {
        var member = await page.Send(new ReadMember.Query(person, id));
        if (form is not null && form.ContainsKey("name"))
        {
            member = member with
            {
                Name = form["name"].ToString(),
                UserName = id is null ? form["userName"].ToString() : member.UserName,
                Title = form["title"].ToString(),
                Roles = List(form, "role"),
                Lanes = List(form, "lane"),
                Oversees = List(form, "oversees"),
                AnswersFor = List(form, "answersFor"),
                Nip = form["nip"].ToString(),
            };
        }

        return Pages.Show<MemberPage>(new { Person = person, Member = member, Problem = problem }, problem);
    }

    private static MadeLink.Place PlaceOf(long id) => new("/people", "Staff.Title", $"/people/{id}");

    private static string[] List(IFormCollection form, string name) => [.. form[name].OfType<string>()];
}
