using Microsoft.AspNetCore.Mvc;
using SopEngine.Core.Rights;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Staff;

internal static class PostEndpoints
{
    public static void MapPostPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/people/posts", (Person person, string? on, PageRequest page) => Show(person, on, page));

        app.MapPost("/people/posts", (
            Person person, [FromForm] string? post, [FromForm] long? holder, [FromForm] string? from, [FromForm] string? until,
            [FromForm] string? decree, PageRequest page) =>
            Note(person, null, post, holder, from, until, decree, page));

        app.MapPost("/people/posts/{id:long}", (
            Person person, long id, [FromForm] string? from, [FromForm] string? until, [FromForm] string? decree, PageRequest page) =>
            Note(person, id, null, null, from, until, decree, page));
    }

    private static Task<IResult> Note(
        Person person, long? id, string? post, long? holder, string? from, string? until, string? decree, PageRequest page)
    {
        page.OnProblem(problem => Show(person, null, page, problem));
        return page.Send(
            new NoteHolder.Command(
                person, id, post?.Trim() ?? "", holder ?? 0, IsoDate.Read(from), IsoDate.Read(until), decree?.Trim() ?? ""),
            "/people/posts", "Posts.Noted");
    }

    private static async Task<IResult> Show(Person person, string? on, PageRequest page, Problem? problem = null) =>
        Pages.Show<PostsPage>(new
        {
            Person = person,
            On = IsoDate.Read(on),
            Posts = await page.Send(new ListPosts.Query(person, IsoDate.Read(on))),
            Staff = person.May(Right.ManageStaff) ? await page.Send(new ListStaff.Query(person)) : [],
            Problem = problem,
        }, problem);
}
