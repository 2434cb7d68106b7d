using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Surveys;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Surveys;

/// <summary>How the office carries out its survey.</summary>
internal static class SettingsPages
{
    private const string Path = "/surveys/settings";

    public static void MapSurveySettingsPages(this IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (Person person, PageRequest page, Problems problems) =>
            person.May(Right.ManageOffice) ? Show(person, page) : throw new ProblemException(problems.Forbidden()));

        app.MapPost(Path, async (Person person, PageRequest page) =>
        {
            var form = await page.Form();
            page.OnProblem(problem => Show(person, page, problem, form));
            return await page.Send(
                new SaveSurveySettings.Command(person, form["weights"].ToString(), form["grain"].ToString(), form["legalBasis"]), Path,
                "SurveySettings.Saved");
        });

        app.MapPost("/surveys/openings", async (Person person, PageRequest page) =>
        {
            var form = await page.Form();
            page.OnProblem(problem => Show(person, page, problem, form));
            return await page.Send(
                new AddOpening.Command(person, IsoDate.Read(form["from"]), IsoDate.Read(form["to"])), Path, "SurveySettings.Saved");
        });

        app.MapPost("/surveys/openings/{id:long}/end", (Person person, long id, PageRequest page) =>
            page.Send(new RemoveOpening.Command(person, id), Path, "SurveySettings.Saved"));

        app.MapPost("/surveys/questions", async (Person person, PageRequest page) =>
        {
            var form = await page.Form();
            page.OnProblem(problem => Show(person, page, problem, form));
            return await page.Send(
                new AddQuestion.Command(
                    person, form["text"].ToString(), [.. form["answer"].Select(answer => (answer ?? "").Trim())]), Path,
                "SurveySettings.Saved");
        });

        app.MapPost("/surveys/questions/{no:int}/end", (Person person, int no, PageRequest page) =>
            page.Send(new RetireQuestion.Command(person, no), Path, "SurveySettings.Saved"));
    }

    private static async Task<IResult> Show(Person person, PageRequest page, Problem? problem = null, IFormCollection? filled = null) =>
        Pages.Show<SurveySettingsPage>(
            new
            {
                Person = person,
                Settings = await SurveySettings.Read(
                    page.Context.RequestServices.GetRequiredService<SopDatabase>(), person.UnitId, page.Cancellation),
                Problem = problem,
                Filled = filled,
            },
            problem);
}
