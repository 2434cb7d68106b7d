using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Schedules;

internal static class SchedulePages
{
    private const string List = "/schedules";

    public static void MapSchedulePages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/schedules", async (Person person, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<SchedulesPage>(new { Person = person, Overview = await mediator.Send(new ListSchedules.Query(person), cancellation) }));

        app.MapGet("/schedules/new", async (Person person, HttpRequest request, ScheduleForm form, CancellationToken cancellation) =>
            await form.Show(person, null, await form.Begin(person, request, cancellation), null, cancellation));

        app.MapGet("/schedules/{id:long}", async (Person person, long id, HttpRequest request, ScheduleForm form, CancellationToken cancellation) =>
            await form.Show(person, id, request.Query.ContainsKey("every") ? Fields(request.Query) : null, null, cancellation));

        // What is typed goes into the address, so that the page with its next times is one like any other.
        app.MapPost("/schedules/preview", (HttpRequest request) =>
            Pages.Then($"{(request.Form["id"] is [{ Length: > 0 } id] ? $"{List}/{id}" : $"{List}/new")}{Fields(request.Form).ToQuery()}"));

        app.MapPost("/schedules", (Person person, HttpContext context, IMediator mediator, ScheduleForm form, Problems problems, IStringLocalizer<Texts> texts) =>
            Save(person, null, context, mediator, form, problems, texts));

        app.MapPost("/schedules/{id:long}", (Person person, long id, HttpContext context, IMediator mediator, ScheduleForm form, Problems problems, IStringLocalizer<Texts> texts) =>
            Save(person, id, context, mediator, form, problems, texts));

        MapDeeds(app);
    }

    private static void MapDeeds(IEndpointRouteBuilder app)
    {
        app.MapPost("/schedules/{id:long}/pause", async (Person person, long id, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts) =>
        {
            await mediator.Send(new PauseSchedule.Command(person, id, true), context.RequestAborted);
            return Pages.Then(List, context, texts["Schedules.WasPaused"]);
        });

        app.MapPost("/schedules/{id:long}/resumption", async (Person person, long id, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts) =>
        {
            await mediator.Send(new PauseSchedule.Command(person, id, false), context.RequestAborted);
            return Pages.Then(List, context, texts["Schedules.WasResumed"]);
        });

        app.MapPost("/schedules/{id:long}/deletion", async (Person person, long id, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts) =>
        {
            await mediator.Send(new DeleteSchedule.Command(person, id), context.RequestAborted);
            return Pages.Then(List, context, texts["Schedules.WasDeleted"]);
        });

        app.MapPost("/schedules/{id:long}/runs", async (Person person, long id, [FromForm] string? key, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts) =>
        {
            var outcome = await mediator.Send(new RunSchedule.Command(person, id, key), context.RequestAborted);
            return outcome.Case is { } started ? Pages.Then($"/cases/{started}", context, texts["Start.Started"]) : Pages.Then(List);
        });

        app.MapPost("/schedules/jobs/{name}/runs", async (Person person, string name, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts) =>
        {
            await mediator.Send(new RunJob.Command(person, name), context.RequestAborted);
            return Pages.Then(List, context, texts["Schedules.JobAsked", texts[$"Schedules.Job.{name}"].Value]);
        });
    }

    private static async Task<IResult> Save(
        Person person, long? id, HttpContext context, IMediator mediator, ScheduleForm form, Problems problems, IStringLocalizer<Texts> texts)
    {
        var fields = Fields(context.Request.Form);
        try
        {
            await mediator.Send(
                new SaveSchedule.Command(person, id, fields.Revision, fields.Sop, fields.Rule(), fields.Title, null, fields.RunsWhenMissed, fields.SkipsWhileRunning),
                context.RequestAborted);
            return Pages.Then(List, context, texts["Schedules.Saved"]);
        }
        catch (Exception e) when (problems.Of(e) is { Status: 409 or 422 } problem)
        {
            return await form.Show(person, id, fields, problem, context.RequestAborted);
        }
    }

    private static ScheduleFields Fields(IQueryCollection values) => ScheduleFields.Read(name => values[name]);

    private static ScheduleFields Fields(IFormCollection values) => ScheduleFields.Read(name => values[name]);
}
