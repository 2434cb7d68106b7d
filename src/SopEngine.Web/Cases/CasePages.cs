using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

internal static class CasePages
{
    private const int PageSize = 30;

    public static void MapCasePages(this IEndpointRouteBuilder app)
    {
        app.MapReopenPages();

        app.MapGet("/cases", async (Person person, HttpContext context, string? after, IMediator mediator, CancellationToken cancellation) =>
        {
            var filter = CaseFilter.Of(context.Request.Query);
            var choices = await mediator.Send(new ReadCaseChoices.Query(person, filter), cancellation);
            var found = await mediator.Send(new ListCases.Query(person, filter, after, PageSize), cancellation);
            return Pages.Show<CasesPage>(new { Person = person, Filter = filter, Choices = choices, IsFirst = after is null, Found = found });
        });

        app.MapGet("/cases.{ending:regex(^(csv|xlsx)$)}", async (
            Person person, string ending, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts, CancellationToken cancellation) =>
        {
            var found = await mediator.Send(new ListCases.Query(person, CaseFilter.Of(context.Request.Query), null, ListCases.MostRows), cancellation);
            return CaseFile.Of(found.Page.Items, texts).As(ending);
        });

        app.MapGet("/cases/{id:long}", async (Person person, long id, int? until, CaseTimeline timeline, CancellationToken cancellation) =>
            Pages.Show<CasePage>(new { Person = person, Case = (await timeline.Read(person, id, cancellation)) with { Until = until } })).NotesView(CaseViews.Kind.Case);

        app.MapGet("/cases/{id:long}/drawing", async (Person person, long id, CaseTimeline timeline, SopSheets sheets, Problems problems, CancellationToken cancellation) =>
        {
            var seen = await timeline.Read(person, id, cancellation);
            var definition = seen.Flow.Definition;
            var sheet = await sheets.Of(new DefinitionVersion(person.UnitId, definition.DefinitionId, definition.Version), isInForce: true, cancellation);
            return sheet is null ? throw new ProblemException(problems.NotFound()) : Pages.Show<DrawingPage>(new { Case = seen, Sheet = sheet });
        }).NotesView(CaseViews.Kind.Case);

        app.MapPost("/cases", async (
            Person person, [FromForm] string? sop, [FromForm] string? title, [FromForm] string? customer, [FromForm] string? key, HttpContext context,
            IMediator mediator, StartForm start, Problems problems, IStringLocalizer<Texts> texts) =>
        {
            try
            {
                var command = new StartCase.Command(person, sop ?? "", title, customer, new Dictionary<string, System.Text.Json.JsonElement>(), key);
                var started = await mediator.Send(command, context.RequestAborted);
                return Pages.Then($"/cases/{started.Case}", context, texts["Start.Started"]);
            }
            catch (Exception e) when (problems.Of(e) is { Status: 422 or 403 or 503 } problem)
            {
                return await start.Show(person, sop ?? "", context.RequestAborted, problem, title, customer);
            }
        });

        app.MapGet("/sops/{id}/start", async (Person person, string id, string? customer, StartForm start, CancellationToken cancellation) =>
            await start.Show(person, id, cancellation, customer: customer));

        app.MapPost("/cases/{id:long}/pause", (
            Person person, long id, [FromForm] string? reason, [FromForm] string? key, HttpContext context, IMediator mediator, CaseTimeline timeline, Problems problems,
            IStringLocalizer<Texts> texts) => Pause(new PauseCase.Command(person, id, Resume: false, reason, key), texts["Case.Paused"], context, mediator, timeline, problems));

        app.MapPost("/cases/{id:long}/resumption", (
            Person person, long id, [FromForm] string? key, HttpContext context, IMediator mediator, CaseTimeline timeline, Problems problems, IStringLocalizer<Texts> texts) =>
            Pause(new PauseCase.Command(person, id, Resume: true, null, key), texts["Case.Resumed"], context, mediator, timeline, problems));

        app.MapPost("/cases/{id:long}/cancellation", async (
            Person person, long id, [FromForm] string? reason, [FromForm] string? key, HttpContext context, IMediator mediator, CaseTimeline timeline,
            Problems problems, IStringLocalizer<Texts> texts) =>
        {
            try
            {
                await mediator.Send(new CancelCase.Command(person, id, reason, key), context.RequestAborted);
                return Pages.Then($"/cases/{id}", context, texts["Case.Cancelled"]);
            }
            catch (Exception e) when (problems.Of(e) is { Status: 409 or 422 or 503 } problem)
            {
                return Pages.Show<CasePage>(new { Person = person, Case = await timeline.Read(person, id, context.RequestAborted), Problem = problem, Reason = reason }, 422);
            }
        });
    }

    private static async Task<IResult> Pause(
        PauseCase.Command command, string done, HttpContext context, IMediator mediator, CaseTimeline timeline, Problems problems)
    {
        try
        {
            await mediator.Send(command, context.RequestAborted);
            return Pages.Then($"/cases/{command.Case}", context, done);
        }
        catch (Exception e) when (problems.Of(e) is { Status: 409 or 422 or 503 } problem)
        {
            var seen = await timeline.Read(command.Person, command.Case, context.RequestAborted);
            return Pages.Show<CasePage>(new { command.Person, Case = seen, Problem = problem, command.Reason, IsPausing = true }, 422);
        }
    }
}
