using System.Globalization;
using SopEngine.Web.Http;

namespace SopEngine.Web.Staff;

internal static class InviteEndpoints
{
    private const string Page = "/people/invitations";

    public static void MapInvitePages(this IEndpointRouteBuilder app)
    {
        app.MapGet(Page, (Person person, PageRequest page) => Form(person, page));

        app.MapPost(Page, async (Person person, PageRequest page, PublicAddress address) =>
        {
            page.OnProblem(problem => Form(person, page, problem));
            long[] chosen =
            [
                .. (await page.Form())["person"].Select(text => long.TryParse(text, CultureInfo.InvariantCulture, out var id) ? id : 0)
                    .Distinct(),
            ];
            return Pages.Show<InvitationsPage>(new
            {
                Person = person,
                Address = address.ForPage(page.Context.Request),
                Made = await page.Send(new InvitePeople.Command(person, chosen)),
            });
        });
    }

    private static async Task<IResult> Form(Person person, PageRequest page, Problem? problem = null) => Pages.Show<InvitePage>(
        new { Person = person, Waiting = await page.Send(new InvitePeople.Query(person)), Problem = problem }, problem);
}
