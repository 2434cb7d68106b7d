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
            Pages.Show<SchedulesPage>(
                new { Person = person, Overview = await mediator.Send(new ListSchedules.Query(person), cancellation) }));

        app.MapGet("/schedules/new", async (Person person, HttpRequest request, ScheduleForm form, CancellationToken cancellation) =>
            await form.Show(person, null, await form.Begin(person, request, cancellation), null, cancellation));

        app.MapGet("/schedules/{id:long}", async (
                Person person, long id, HttpRequest request, ScheduleForm form, CancellationToken cancellation) =>
            await form.Show(person, id, request.Query.ContainsKey("every") ? Fields(request.Query) : null, null, cancellation));

        // The typed values go into the address, so that the page with the next times is an ordinary one.
        app.MapPost("/schedules/preview", (HttpRequest request) =>
            Pages.Then($"{(request.Form["id"] is [{ Length: > 0 } id] ? $"{List}/{id}" : $"{List}/new")}{Fields(request.Form).ToQuery()}"));

        app.MapPost("/schedules", (Person person, PageRequest page, ScheduleForm form) => Save(person, null, page, form));

        app.MapPost("/schedules/{id:long}", (Person person, long id, PageRequest page, ScheduleForm form) => Save(person, id, page, form));

        MapDeeds(app);
    }

    private static void MapDeeds(IEndpointRouteBuilder app)
    {
        app.MapPost("/schedules/{id:long}/pause", (Person person, long id, PageRequest page) =>
            page.Send(new PauseSchedule.Command(person, id, true), List, "Schedules.WasPaused"));

        app.MapPost("/schedules/{id:long}/resumption", (Person person, long id, PageRequest page) =>
            page.Send(new PauseSchedule.Command(person, id, false), List, "Schedules.WasResumed"));

        app.MapPost("/schedules/{id:long}/deletion", (Person person, long id, PageRequest page) =>
            page.Send(new DeleteSchedule.Command(person, id), List, "Schedules.WasDeleted"));

        app.MapPost("/schedules/{id:long}/runs", async (Person person, long id, [FromForm] string? key, PageRequest page) =>
        {
            var outcome = await page.Send(new RunSchedule.Command(person, id, key));
            return outcome.Case is { } started ? page.Then($"/cases/{started}", "Start.Started") : Pages.Then(List);
        });

        app.MapPost("/schedules/jobs/{name}/runs", (Person person, string name, PageRequest page, IStringLocalizer<Texts> texts) =>
            page.Send(new RunJob.Command(person, name), List, "Schedules.JobAsked", texts[$"Schedules.Job.{name}"].Value));
    }

    private static Task<IResult> Save(Person person, long? id, PageRequest page, ScheduleForm form)
    {
        var fields = Fields(page.Context.Request.Form);
        page.OnProblem(problem => form.Show(person, id, fields, problem, page.Cancellation));
        return page.Send(
            new SaveSchedule.Command(person, id, fields.Revision, fields.Sop, fields.Rule(), fields.Title, null, fields.RunsWhenMissed,
                fields.SkipsWhileRunning, page.Context.Request.Form["key"]),
            List, "Schedules.Saved");
    }

    private static ScheduleFields Fields(IQueryCollection values) => ScheduleFields.Read(name => values[name]);

    private static ScheduleFields Fields(IFormCollection values) => ScheduleFields.Read(name => values[name]);
}
