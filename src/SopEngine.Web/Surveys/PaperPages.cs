using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Survey;
using SopEngine.Engine.Data;
using SopEngine.Engine.Surveys;
using SopEngine.Web.Forms;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Surveys;

/// <summary>Entry of answers on paper, one after the other.</summary>
internal static class PaperPages
{
    public static void MapPaperPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/surveys/paper", (Person person, PageRequest page, Problems problems) =>
            person.May(Core.Rights.Right.ServeCustomers) ? Show(person, page) : throw new ProblemException(problems.Forbidden()));

        app.MapPost("/surveys/paper", async (
            Person person, PageRequest page, SopDatabase database, Problems problems, IStringLocalizer<Texts> texts) =>
        {
            if (!person.May(Core.Rights.Right.ServeCustomers)) throw new ProblemException(problems.Forbidden());
            var form = await page.Form();
            page.OnProblem(problem => Show(person, page, form, problem));
            var settings = await SurveySettings.Read(database, person.UnitId, page.Cancellation);
            var errors = new Dictionary<string, string[]>();
            var answer = SurveyInput.Read(
                form, settings, default, form["band"] == SurveyInput.Name(TimeBand.Afternoon) ? TimeBand.Afternoon : TimeBand.Morning,
                form["service"].ToString(), SurveyChannel.Paper, takesGaps: true, errors, texts);
            if (errors.Count > 0) throw new ProblemException(problems.Invalid(errors));
            var counted = await page.Send(new EnterPaper.Command(person, IsoDate.Read(form["day"]), answer, form["key"].ToString()));
            // The day, the half of it and the service are those of the next paper of the heap, too.
            var next = QueryHelpers.AddQueryString("/surveys/paper", new Dictionary<string, string?>
            {
                ["day"] = form["day"],
                ["band"] = form["band"],
                ["service"] = form["service"],
            });
            return page.Then(next, counted ? "Paper.Counted" : "Paper.Twice");
        });
    }

    private static async Task<IResult> Show(
        Person person, PageRequest page, IFormCollection? form = null, Problem? problem = null)
    {
        var services = page.Context.RequestServices;
        var (database, clock) = (services.GetRequiredService<SopDatabase>(), services.GetRequiredService<IClock>());
        var today = clock.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb[person.Zone]).Date;
        return Pages.Show<PaperPage>(
            new
            {
                Person = person,
                Settings = await SurveySettings.Read(database, person.UnitId, page.Cancellation),
                Services = await SurveyServices.List(database, person.UnitId, page.Cancellation),
                Typed = await database.QuerySingle<int>(
                    person.UnitId,
                    """
                    select coalesce(sum(answers), 0)::int from survey_paper
                    where unit_id = @unit and typed_on = @today and person_id = @person
                    """,
                    new { today = today.ToDateOnly(), person = person.Id }, page.Cancellation),
                Today = today,
                Filled = form,
                Kept = page.Context.Request.Query,
                Problem = problem,
            },
            problem);
    }
}
