using System.Globalization;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Surveys;

/// <summary>The office's links and QR codes to its survey, and that of a case.</summary>
internal static class LinkPages
{
    public static void MapLinkPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/surveys/links", (Person person, PageRequest page) => List(person, page));

        app.MapPost("/surveys/links", async (Person person, PageRequest page) =>
        {
            var form = await page.Form();
            page.OnProblem(problem => List(person, page, problem, form));
            var id = await page.Send(new MakeLink.Command(person, form["label"].ToString(), form["service"].ToString()));
            return page.Then(string.Create(CultureInfo.InvariantCulture, $"/surveys/links/{id}"), "Links.Made");
        });

        app.MapGet("/surveys/links/{id:long}", async (
            Person person, long id, PageRequest page, PublicAddress address, Problems problems) =>
        {
            var link = (await page.Send(new ListLinks.Query(person))).FirstOrDefault(link => link.Id == id)
                ?? throw new ProblemException(problems.NotFound());
            return Pages.Show<LinkPage>(new
            {
                Person = person,
                Label = link.Label,
                Service = link.Service,
                Address = $"{address.ForPage(page.Context.Request)}/skm/{link.Code}",
            });
        });

        app.MapPost("/surveys/links/{id:long}/end", (Person person, long id, PageRequest page) =>
            page.Send(new CloseLink.Command(person, id), "/surveys/links", "Links.Closed"));

        // Shown as the answer: the secret is nowhere but in this page.
        app.MapPost("/surveys/cases/{id:long}/links", async (Person person, long id, PageRequest page, PublicAddress address) =>
        {
            var token = await page.Send(new InviteCase.Command(person, id));
            return Pages.Show<LinkPage>(new
            {
                Person = person,
                Case = id,
                Address = $"{address.ForPage(page.Context.Request)}/skm/{token}",
            });
        });
    }

    private static async Task<IResult> List(Person person, PageRequest page, Problem? problem = null, IFormCollection? filled = null) =>
        Pages.Show<LinksPage>(
            new
            {
                Person = person,
                Links = await page.Send(new ListLinks.Query(person)),
                Services = await SurveyServices.List(
                    page.Context.RequestServices.GetRequiredService<SopDatabase>(), person.UnitId, page.Cancellation),
                Problem = problem,
                Filled = filled,
            },
            problem);
}
