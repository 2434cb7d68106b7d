using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Schedules;
using SopEngine.Engine.Timers;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Schedules;

internal static class ScheduleApi
{
    /// <summary>The settings of a schedule.</summary>
    /// <param name="Sop">The definition id; it stays when a schedule is changed.</param>
    /// <param name="Rule">A recurrence, such as <c>{"every":"month","workingDay":1,"at":"08:00"}</c>, or a cron expression as a
    /// text.</param>
    /// <param name="Title">Title of the cases, with places such as <c>{bulan lalu}</c>; null for the SOP's own name.</param>
    /// <param name="Inputs">Inputs of the cases; null keeps the schedule's.</param>
    /// <param name="RunsWhenMissed">True when a time at which no node ran is made up for, once.</param>
    /// <param name="SkipsWhileRunning">True when a time is skipped while the case of the last one still runs.</param>
    /// <param name="Revision">For a change: the revision that it started from.</param>
    public sealed record Settings(
        string Sop, JsonElement Rule, string? Title = null, Dictionary<string, JsonElement>? Inputs = null, bool RunsWhenMissed = true,
        bool SkipsWhileRunning = true, int Revision = 0);

    public sealed record ScheduleItem(
        long Id, string Sop, string Name, bool IsInForce, JsonElement Rule, string Words, string? Title, JsonElement Inputs,
        bool RunsWhenMissed, bool SkipsWhileRunning, bool IsPaused, Instant? NextAt, int Revision, bool IsOfDefinition, ScheduleRun? Last);

    public sealed record Saved(long Id);

    public sealed record NewRule(JsonElement Rule);

    public sealed record RulePreview(string Words, IReadOnlyList<Instant> Next);

    /// <param name="End">The end of its last run.</param>
    /// <param name="Counts">Its counts, by name.</param>
    public sealed record JobItem(
        string Name, string? Cron, Instant? NextAt, Instant? LastAt, double? Seconds, JobEnd? End,
        IReadOnlyDictionary<string, long>? Counts);

    public static void MapScheduleApi(this RouteGroupBuilder api)
    {
        var schedules = api.MapGroup("/schedules").WithTags("Schedules");

        schedules.MapGet("", async Task<Ok<IReadOnlyList<ScheduleItem>>> (
                Person person, IMediator mediator, IStringLocalizer<Texts> texts, CancellationToken cancellation) =>
                TypedResults.Ok<IReadOnlyList<ScheduleItem>>([.. (await mediator.Send(
                    new ListSchedules.Query(person), cancellation)).Schedules.Select(schedule => View(schedule, texts))]))
            .WithName("ListSchedules").WithSummary("The SOPs that start by themselves");

        schedules.MapPost("", async Task<Created<Saved>> (
                Person person, Settings body, IMediator mediator, CancellationToken cancellation) =>
            {
                var id = await mediator.Send(Command(person, null, body), cancellation);
                return TypedResults.Created($"/api/v1/schedules/{id}", new Saved(id));
            })
            .WithName("AddSchedule").WithSummary("Have a SOP start by itself");

        schedules.MapPut("/{id:long}", async Task<NoContent> (
                Person person, long id, Settings body, IMediator mediator, CancellationToken cancellation) =>
            {
                await mediator.Send(Command(person, id, body), cancellation);
                return TypedResults.NoContent();
            })
            .WithName("ChangeSchedule").WithSummary("Change a schedule");

        schedules.MapDelete("/{id:long}", async Task<NoContent> (
                Person person, long id, IMediator mediator, CancellationToken cancellation) =>
            {
                await mediator.Send(new DeleteSchedule.Command(person, id), cancellation);
                return TypedResults.NoContent();
            })
            .WithName("DeleteSchedule").WithSummary("Delete a schedule; the cases that it started stay");

        schedules.MapPost("/{id:long}/pause", (Person person, long id, IMediator mediator, CancellationToken cancellation) =>
                Pause(person, id, true, mediator, cancellation))
            .WithName("PauseSchedule").WithSummary("Pause a schedule");

        schedules.MapPost("/{id:long}/resumption", (Person person, long id, IMediator mediator, CancellationToken cancellation) =>
                Pause(person, id, false, mediator, cancellation))
            .WithName("ResumeSchedule").WithSummary("Let a paused schedule go on, with its next time");

        schedules.MapPost("/{id:long}/runs", async Task<Ok<RunSchedule.Outcome>> (
                Person person, long id,
                [FromHeader(Name = IdempotencyKey.Header)] string? key, IMediator mediator, CancellationToken cancellation) =>
                TypedResults.Ok(await mediator.Send(new RunSchedule.Command(person, id, key), cancellation)))
            .WithName("RunSchedule").WithSummary("Start a case now, as the schedule would");

        schedules.MapPost("/preview", async Task<Ok<RulePreview>> (
                Person person, NewRule body, ScheduleStore store, Problems problems, IStringLocalizer<Texts> texts,
                CancellationToken cancellation) =>
            {
                if (!person.May(Right.SeeSchedules)) throw new ProblemException(problems.Forbidden());
                var rule = ScheduleRule.TryParse(RuleOf(body.Rule))
                    ?? throw new ProblemException(problems.Invalid("rule", texts["Schedules.RuleBad"]));
                return TypedResults.Ok(
                    new RulePreview(RuleText.Of(texts, rule), await store.Preview(person.UnitId, rule, 5, cancellation)));
            })
            .WithName("PreviewSchedule").WithSummary("A rule in words, with its next five times");

        var jobs = api.MapGroup("/jobs").WithTags("Schedules");

        jobs.MapGet("", async Task<Ok<IReadOnlyList<JobItem>>> (Person person, IMediator mediator, CancellationToken cancellation) =>
                TypedResults.Ok<IReadOnlyList<JobItem>>(
                    [.. (await mediator.Send(new ListSchedules.Query(person), cancellation)).Jobs.Select(job => new JobItem(
                    job.Name, job.Cron, job.NextAt, job.Last?.At, job.Last?.Took.TotalSeconds, job.Last?.End, job.Last?.Counts))]))
            .WithName("ListJobs").WithSummary("The service's own recurring jobs");

        jobs.MapPost("/{name}/runs", async Task<Accepted> (
                Person person, string name, IMediator mediator, CancellationToken cancellation) =>
            {
                await mediator.Send(new RunJob.Command(person, name), cancellation);
                return TypedResults.Accepted((string?)null);
            })
            .WithName("RunJob").WithSummary("Have a job run now");
    }

    private static async Task<NoContent> Pause(Person person, long id, bool paused, IMediator mediator, CancellationToken cancellation)
    {
        await mediator.Send(new PauseSchedule.Command(person, id, paused), cancellation);
        return TypedResults.NoContent();
    }

    private static SaveSchedule.Command Command(Person person, long? id, Settings body) => new(
        person, id, body.Revision, body.Sop, RuleOf(body.Rule), body.Title, body.Inputs, body.RunsWhenMissed, body.SkipsWhileRunning);

    private static string? RuleOf(JsonElement rule) => rule.ValueKind switch
    {
        JsonValueKind.Object => rule.GetRawText(),
        JsonValueKind.String => rule.GetString(),
        _ => null,
    };

    private static ScheduleItem View(Schedule schedule, IStringLocalizer<Texts> texts) => new(
        schedule.Id, schedule.Sop, schedule.Name, schedule.IsInForce,
        schedule.Rule.Cron is { } cron ? JsonSerializer.SerializeToElement(cron) : JsonDocument.Parse(schedule.Rule.ToString()).RootElement,
        RuleText.Of(texts, schedule.Rule),
        schedule.Title.Length == 0 ? null : schedule.Title, JsonDocument.Parse(schedule.Inputs).RootElement, schedule.RunsWhenMissed,
        schedule.SkipsWhileRunning, schedule.IsPaused, schedule.NextAt, schedule.Revision, schedule.IsOfDefinition, schedule.Last);
}
