using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Survey;
using SopEngine.Engine.Data;
using SopEngine.Engine.Surveys;
using SopEngine.Engine.Units;
using SopEngine.Web.Accounts;
using SopEngine.Web.Forms;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Surveys;

/// <summary>
/// The questionnaire that anybody can answer who has its link: no account, no script, no cookie. Looking changes nothing, so that programs
/// which open the links of an e-mail do no harm.
/// </summary>
internal static class AnswerPages
{
    /// <summary>A field that people do not see; programs fill it in.</summary>
    public const string Trap = "website";

    public const string Service = "service";

    public static void MapAnswerPages(this IEndpointRouteBuilder app) =>
        app.MapGet("/skm/{token}", async (
            string token, string? done, HttpContext context, SurveyLinks links, SopDatabase database, AnswerSurvey answers,
            Attempts attempts, KnownDevices devices, Problems problems) =>
        {
            Hide(context);
            if (await links.Find(token, context.RequestAborted) is not { } link) return await Unknown(context, attempts, devices, problems);
            var state = done is not null ? AnswerPage.Step.Thanks : link.IsAnswered ? AnswerPage.Step.Answered : AnswerPage.Step.Form;
            return await Show(context, token, link, database, answers, state);
        }).AllowAnonymous();

    /// <summary>
    /// Without the token of the site's other forms: it needs a cookie, and there is no sign-in here that another site could misuse.
    /// </summary>
    public static void MapAnswers(this IEndpointRouteBuilder app) =>
        app.MapPost("/skm/{token}", async (
            string token, HttpContext context, SurveyLinks links, SopDatabase database, AnswerSurvey answers, Attempts attempts,
            KnownDevices devices, Problems problems, IStringLocalizer<Texts> texts) =>
        {
            Hide(context);
            IFormCollection form = context.Request.HasFormContentType
                ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
            var wait = await attempts.Take(Brake.Surveying, devices.Read(context).Address, context.RequestAborted);
            if (await links.Find(token, context.RequestAborted) is not { } link) return await Unknown(context, attempts, devices, problems);
            if (wait > Duration.Zero)
            {
                return await Show(context, token, link, database, answers, AnswerPage.Step.Form,
                    problems.TooMany(wait.ToTimeSpan()).Told(context.Response), form);
            }

            var settings = await SurveySettings.Read(database, link.Unit, context.RequestAborted);
            var (day, band) = answers.Now(link.Zone);
            if (!settings.IsOpen(day) && link.Case is null)
                return await Show(context, token, link, database, answers, AnswerPage.Step.Form);
            if (link.IsAnswered) return await Show(context, token, link, database, answers, AnswerPage.Step.Answered);
            if (form[Trap].ToString().Length > 0) return Thanks(token);

            var errors = new Dictionary<string, string[]>();
            var service = link.Service ?? await Chosen(form, database, link.Unit, context.RequestAborted);
            var answer = SurveyInput.Read(
                form, settings, day, band, service, link.Case is null ? SurveyChannel.Link : SurveyChannel.Case, takesGaps: false, errors,
                texts);
            if (form["key"].ToString() is not { Length: > 0 and <= 100 } key) key = IdempotencyKey.New();
            if (errors.Count > 0)
            {
                return await Show(context, token, link, database, answers, AnswerPage.Step.Form, problems.Invalid(errors), form);
            }

            return await answers.Take(link, key, answer, context.RequestAborted) || link.Case is null
                ? Thanks(token) : await Show(context, token, link, database, answers, AnswerPage.Step.Answered);
        }).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> Show(
        HttpContext context, string token, SurveyLink link, SopDatabase database, AnswerSurvey answers, AnswerPage.Step step,
        Problem? problem = null, IFormCollection? form = null)
    {
        var settings = await SurveySettings.Read(database, link.Unit, context.RequestAborted);
        if (step == AnswerPage.Step.Form && link.Case is null && !settings.IsOpen(answers.Now(link.Zone).Day))
            step = AnswerPage.Step.Closed;
        return Pages.Show<AnswerPage>(
            new
            {
                Token = token,
                Link = link,
                Site = await context.RequestServices.GetRequiredService<PublicOffices>().Find(link.OfficeCode, context.RequestAborted),
                Settings = settings,
                State = step,
                Services = link.Service is null && step == AnswerPage.Step.Form
                    ? await SurveyServices.List(database, link.Unit, context.RequestAborted) : [],
                Problem = problem,
                Filled = form,
            },
            problem);
    }

    /// <summary>The same answer for a link that never was, one that is closed, and one that is over.</summary>
    private static async Task<IResult> Unknown(HttpContext context, Attempts attempts, KnownDevices devices, Problems problems)
    {
        var wait = await attempts.Take(Brake.Guessing, devices.Read(context).Address, context.RequestAborted);
        return wait > Duration.Zero
            ? Pages.Show<AnswerPage>(new { Problem = problems.TooMany(wait.ToTimeSpan()).Told(context.Response) }, 429)
            : Pages.Show<AnswerPage>(status: 404);
    }

    /// <summary>A service of the office that the respondent chose; empty for none of them.</summary>
    private static async Task<string> Chosen(IFormCollection form, SopDatabase database, int unit, CancellationToken cancellation) =>
        (await SurveyServices.List(database, unit, cancellation))
            .FirstOrDefault(service => service.Id == form[Service].ToString())?.Id ?? "";

    private static IResult Thanks(string token) => Pages.Then($"/skm/{token}?done=1");

    /// <summary>The address is for its holders: no search engine may list it, and no page may learn it.</summary>
    private static void Hide(HttpContext context)
    {
        context.Response.Headers["X-Robots-Tag"] = "noindex";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
    }
}
