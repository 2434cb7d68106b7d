using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Web.Http;

namespace SopEngine.Web.Cases;

internal static class CaseApi
{
    private const int MostEvents = 200;

    /// <param name="Sop" example="pk-tu-pjt-02">The SOP's id, from the list of SOPs.</param>
    /// <param name="Title">The subject of the case; the SOP's name when left out.</param>
    /// <param name="Customer" example="pelanggan1.pekanbaru">User name of the case's customer.</param>
    /// <param name="Inputs">The workflow's inputs by name.</param>
    public sealed record NewCase(string Sop, string? Title = null, string? Customer = null, Dictionary<string, JsonElement>? Inputs = null);

    public sealed record Started(long Id, Instant At);

    public sealed record Cancellation(string? Reason);

    public sealed record NewEvent(string Name, string? CorrelationId = null, JsonElement? Payload = null);

    public sealed record Case(
        long Id, string Title, string Sop, string? SopNumber, int Version, string Status, string? Customer,
        Instant StartedAt, string? StartedBy, Instant? EndedAt,
        long? ParentCase, IReadOnlyList<CaseTaskItem> Tasks, IReadOnlyList<HistoryItem> History, IReadOnlyList<LinkedCase> SubCases,
        CaseClocks Clocks, string? Next);

    private sealed record Position(int Seq);

    public sealed record CaseTaskItem(
        TaskId Id, string? Number, string Instruction, string? Lane, string? Holder, Instant OpenedAt,
        Instant? DueAt, Instant? ClosedAt, string? ClosedBy,
        string? Outcome, string? Comment);

    /// <param name="Event">The event with its data.</param>
    /// <param name="Hash">SHA-256 over this entry and the one before it.</param>
    public sealed record HistoryItem(int Seq, Instant At, string? Actor, JsonElement Event, string Hash);

    public static void MapCaseApi(this RouteGroupBuilder api)
    {
        var cases = api.MapGroup("/cases").WithTags("Cases");

        cases.MapPost("", async Task<Created<Started>> (
                Person person, NewCase body, [FromHeader(Name = IdempotencyKey.Header)] string? key,
                IMediator mediator, CancellationToken cancellation) =>
            {
                var started = await mediator.Send(new StartCase.Command(
                    person, body.Sop, body.Title, body.Customer, body.Inputs ?? [], key), cancellation);
                return TypedResults.Created($"/api/v1/cases/{started.Case}", new Started(started.Case, started.At));
            })
            .WithName("StartCase").WithSummary("Open a case of a SOP")
            .WithDescription("With an `Idempotency-Key` the request can be sent again: one case is opened, and the answer is the same.");

        cases.MapGet("", async Task<Ok<Page<ListCases.CaseItem>>> (
                Person person, HttpContext context, bool? running, string? q, CaseList? list, string? sop, string? step,
                CaseStanding? standing, string? from, string? until, CaseOrder? order,
                string? after, int? size, IMediator mediator, CancellationToken cancellation) =>
            {
                var filter = CaseFilter.Of(context.Request.Query);
                if (list is null && running != true && standing is null && order != CaseOrder.Promise && step is null)
                    filter = filter with { List = CaseList.All };
                return TypedResults.Ok((await mediator.Send(
                    new ListCases.Query(person, filter, after, Math.Min(size ?? 50, 200)), cancellation)).Page);
            })
            .WithName("ListCases").WithSummary("Cases, newest first")
            .WithDescription("`q` is beginnings of words of the title, the customer's name, the number, or what was written into "
                + "single lines of its forms; `step` the id of an activity that is open now; `from` and `until` days on which it was "
                + "opened. `next` of a page is `after` of the following one.");

        cases.MapGet("/{id:long}", async Task<Ok<Case>> (
            Person person, long id, string? after, CaseTimeline timeline, CancellationToken cancellation) =>
                TypedResults.Ok(View(await timeline.Read(person, id, cancellation), Cursor.Read<Position>(after)?.Seq ?? 0)))
            .NotesView(CaseViews.Kind.Case).WithName("ReadCase").WithSummary("A case with its tasks and its history")
            .WithDescription("A long history comes in pages, oldest first, each with the tasks that were opened in it and those that are "
                + "open now. `next` of a page is `after` of the following one.");

        cases.MapPost("/{id:long}/pause", async Task<NoContent> (
                Person person, long id, Cancellation body, [FromHeader(Name = IdempotencyKey.Header)] string? key,
                IMediator mediator, CancellationToken cancellation) =>
            {
                await mediator.Send(new PauseCase.Command(person, id, Resume: false, body.Reason, key), cancellation);
                return TypedResults.NoContent();
            })
            .WithName("PauseCase").WithSummary("Put a case off")
            .WithDescription("Until it is resumed, no step of it can be completed and no clock of it runs.");

        cases.MapDelete("/{id:long}/pause", async Task<NoContent> (
                Person person, long id, [FromHeader(Name = IdempotencyKey.Header)] string? key,
                IMediator mediator, CancellationToken cancellation) =>
            {
                await mediator.Send(new PauseCase.Command(person, id, Resume: true, null, key), cancellation);
                return TypedResults.NoContent();
            })
            .WithName("ResumeCase").WithSummary("Let a case go on");

        cases.MapPost("/{id:long}/cancellation", async Task<NoContent> (
                Person person, long id, Cancellation body, [FromHeader(Name = IdempotencyKey.Header)] string? key,
                IMediator mediator, CancellationToken cancellation) =>
            {
                await mediator.Send(new CancelCase.Command(person, id, body.Reason, key), cancellation);
                return TypedResults.NoContent();
            })
            .WithName("CancelCase").WithSummary("Call a case off");

        cases.MapReopenApi();

        api.MapPost("/events", async Task<Accepted> (Person person, NewEvent body, IMediator mediator, CancellationToken cancellation) =>
            {
                await mediator.Send(
                    new PublishEvent.Command(person, body.Name, body.CorrelationId, CaseCommands.Data(body.Payload)), cancellation);
                return TypedResults.Accepted((string?)null);
            })
            .WithTags("Cases").WithName("PublishEvent").WithSummary("Publish an event to the cases that wait for it");
    }

    private static Case View(CaseView seen, int after)
    {
        var page = Cursor.Page(
            [.. seen.History.Where(entry => entry.Seq > after).Take(MostEvents + 1)], MostEvents, entry => new Position(entry.Seq));
        var last = page.Next is null ? int.MaxValue : page.Items[^1].Seq;
        return View(seen, seen.Tasks.Where(task => task.IsOpen || (task.OpenedSeq > after && task.OpenedSeq <= last)), page);
    }

    private static Case View(CaseView seen, IEnumerable<CaseTask> tasks, Page<CaseEventView> history) => new(
        seen.Id, seen.Title, seen.Flow.Definition.Name, seen.Flow.Definition.SopNumber, seen.Flow.Definition.Version,
        seen.Status, seen.Customer,
        seen.StartedAt, seen.StartedBy, seen.EndedAt, seen.ParentCase,
        [
            .. tasks.Select(task => new CaseTaskItem(
                new TaskId(seen.Id, task.No), task.Step?.Number, task.Step?.Instruction ?? task.Title, task.Lane?.Name, task.Holder,
                task.OpenedAt, task.DueAt,
                task.ClosedAt, task.ClosedBy, task.Outcome, task.Comment)),
        ],
        [
            .. history.Items.Select(entry => new HistoryItem(
                entry.Seq, entry.At, entry.Actor, JsonDocument.Parse(CaseEventJson.Write(entry.Event)).RootElement, entry.Hash)),
        ],
        seen.SubCases, seen.Clocks, history.Next);
}
