using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Inbox;

internal static class TaskApi
{
    /// <param name="Outcome" example="Disetujui">The choice of a decision; left out for a step with one way on.</param>
    /// <param name="Comment">A remark for those who come after.</param>
    /// <param name="Data">Values of the step's form fields, by name.</param>
    /// <param name="Checked">The step's requirements that are there, word for word.</param>
    /// <param name="Waived">Of those that are not: why the step is done without, by requirement.</param>
    /// <param name="Documents">Ids of what was sent to this task and goes with it.</param>
    public sealed record Completion(
        string? Outcome = null, string? Comment = null, JsonElement? Data = null, IReadOnlyList<string>? Checked = null, Dictionary<string, string>? Waived = null,
        IReadOnlyList<long>? Documents = null)
    {
        internal IReadOnlyList<RequirementCheck>? Checks() => Checked is null && Waived is null ? null
            : [.. (Checked ?? []).Select(item => new RequirementCheck(item)), .. (Waived ?? []).Select(waived => new RequirementCheck(waived.Key, waived.Value))];
    }

    public sealed record SentDocument(long Id, string Name, string Sha256);

    /// <summary>What happened.</summary>
    /// <param name="Case">The case.</param>
    /// <param name="Seq">The event's place in the case's history.</param>
    public sealed record Happened(long Case, int Seq, Instant At);

    public sealed record TaskDetail(TaskItem Task, StepDetail? Step, bool IsOpen, bool MayDo, Instant? ClosedAt, string? ClosedBy, string? Outcome);

    public sealed record StepDetail(
        string ActivityId, string Kind, string? Number, IReadOnlyList<string> Requirements, string Output, string Remarks, IReadOnlyList<string> Outcomes,
        IReadOnlyList<Field> Fields, bool ChecksRequirements);

    public sealed record Field(string Name, string Label, string Type, bool Required, IReadOnlyList<string> Options, string? Hint);

    public static void MapTaskApi(this RouteGroupBuilder api)
    {
        var tasks = api.MapGroup("/tasks").WithTags("Tasks");

        tasks.MapGet("", async Task<Ok<Page<TaskItem>>> (
                Person person, ListTasks.TaskList? list, string? lane, string? after, int? size, IMediator mediator, CancellationToken cancellation) =>
                TypedResults.Ok(await mediator.Send(new ListTasks.Query(person, list ?? ListTasks.TaskList.Mine, lane, after, size ?? 50), cancellation)))
            .WithName("ListTasks").WithSummary("Open tasks")
            .WithDescription("`list=Mine`: claimed by you. `list=Queue`: waiting in the lanes that you hold. Nearest due first. `next` of a page is `after` of the following one.");

        tasks.MapGet("/{id}", async Task<Ok<TaskDetail>> (Person person, TaskId id, IMediator mediator, CancellationToken cancellation) =>
            {
                var task = await mediator.Send(new ReadTask.Query(person, id), cancellation);
                return TypedResults.Ok(new TaskDetail(task.Item, task.Step is { } step ? View(step) : null, task.IsOpen, task.MayDo, task.ClosedAt, task.ClosedBy, task.Outcome));
            })
            .WithName("ReadTask").WithSummary("One task: what to do, what is needed, what can be chosen");

        tasks.MapPost("/{id}/claim", async Task<Ok<Happened>> (
                Person person, TaskId id, [FromHeader(Name = IdempotencyKey.Header)] string? key, IMediator mediator, CancellationToken cancellation) =>
                View(await mediator.Send(new ClaimTask.Command(person, id, Release: false, key), cancellation)))
            .WithName("ClaimTask").WithSummary("Take a task out of the queue");

        tasks.MapDelete("/{id}/claim", async Task<Ok<Happened>> (
                Person person, TaskId id, [FromHeader(Name = IdempotencyKey.Header)] string? key, IMediator mediator, CancellationToken cancellation) =>
                View(await mediator.Send(new ClaimTask.Command(person, id, Release: true, key), cancellation)))
            .WithName("ReleaseTask").WithSummary("Put a task back into the queue");

        tasks.MapPost("/{id}/completion", async Task<Ok<Happened>> (
                Person person, TaskId id, Completion completion, [FromHeader(Name = IdempotencyKey.Header)] string? key, IMediator mediator, CancellationToken cancellation) =>
                View(await mediator.Send(
                    new CompleteTask.Command(person, id, completion.Outcome, completion.Comment, CaseCommands.Data(completion.Data), key,
                        completion.Checks(), completion.Documents), cancellation)))
            .WithName("CompleteTask").WithSummary("Complete a step")
            .WithDescription("With an `Idempotency-Key` the request can be sent again: it happens once, and gets the same answer. Where `checksRequirements`, each of the step's requirements has to be checked or waived.");

        tasks.MapPost("/{id}/documents", async Task<Created<SentDocument>> (
                Person person, TaskId id, string name, HttpRequest request, IMediator mediator, CaseDocuments documents, Problems problems, CancellationToken cancellation) =>
            {
                var task = await mediator.Send(new ReadTask.Query(person, id), cancellation);
                if (!task.MayDo) throw new ProblemException(task.IsOpen ? problems.Forbidden() : problems.TaskNotOpen());
                var sent = await documents.Receive(person, id.Case, id.No, name, request, cancellation);
                return TypedResults.Created($"/api/v1/documents/{sent.Id}", new SentDocument(sent.Id, sent.Name, sent.Sha256));
            })
            .WithMetadata(new RequestSizeLimitAttribute(((IEndpointRouteBuilder)api).ServiceProvider.GetRequiredService<DocumentRules>().LargestForm))
            .Accepts<Stream>("application/octet-stream")
            .WithName("SendDocument").WithSummary("Send a document with a task")
            .WithDescription("The body is the file, `name` its name. It is the case's once the task is completed with it.");
    }

    private static Ok<Happened> View(CaseResult.Done done) => TypedResults.Ok(new Happened(done.Case, done.Seq, done.At));

    private static StepDetail View(Step step) => new(
        step.ActivityId, step.Kind.ToString(), step.Number, step.Requirements, step.Output, step.Remarks, step.Outcomes,
        [.. step.Fields.Select(field => new Field(field.Name, field.Label, field.Type.ToString(), field.Required, field.Options, field.Hint))], step.ChecksRequirements);
}
