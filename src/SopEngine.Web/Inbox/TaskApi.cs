using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Cases;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

internal static class TaskApi
{
    /// <param name="Outcome" example="Disetujui">The choice of a decision; left out for a step with one way on.</param>
    /// <param name="Comment">A remark for the people of later steps.</param>
    /// <param name="Data">Values of the step's form fields, by name.</param>
    /// <param name="Checked">The step's requirements that are present, word for word.</param>
    /// <param name="Waived">Reasons why the step is done without its other requirements, by requirement.</param>
    /// <param name="Documents">Ids of documents sent to this task that go with it.</param>
    /// <param name="ForCustomer">Ids of those that the customer may see; left out, as the step says.</param>
    /// <param name="Counter">The proof for a customer's step that the office does in the customer's name.</param>
    public sealed record Completion(
        string? Outcome = null, string? Comment = null, JsonElement? Data = null, IReadOnlyList<string>? Checked = null,
        Dictionary<string, string>? Waived = null, IReadOnlyList<long>? Documents = null,
        IReadOnlyList<long>? ForCustomer = null, Behalf? Counter = null)
    {
        internal IReadOnlyList<RequirementCheck>? Checks() => Checked is null && Waived is null ? null
            : [.. (Checked ?? []).Select(item => new RequirementCheck(item)),
                .. (Waived ?? []).Select(waived => new RequirementCheck(waived.Key, waived.Value))];
    }

    /// <param name="Proof" example="telephone">`paper`, `signature` or `telephone`.</param>
    /// <param name="Note">Of a telephone call, the person called and the agreement.</param>
    /// <param name="Documents">Ids of the signed paper or the signature, sent to this task.</param>
    public sealed record Behalf(string? Proof, string? Note = null, IReadOnlyList<long>? Documents = null);

    public sealed record SentDocument(long Id, string Name, string Sha256);

    /// <summary>The event that a command added to a case.</summary>
    /// <param name="Seq">The event's place in the case's history.</param>
    public sealed record Happened(long Case, int Seq, Instant At);

    /// <param name="MayServe">True for a customer's step that you may do in the customer's name.</param>
    public sealed record TaskDetail(
        TaskItem Task, StepDetail? Step, bool IsOpen, bool MayDo, bool MayServe, Instant? ClosedAt, string? ClosedBy, string? Outcome,
        IReadOnlyList<ReadTask.EarlierStep> EarlierSteps);

    public sealed record StepDetail(
        string ActivityId, string Kind, string? Number, IReadOnlyList<string> Requirements, string Output, string Remarks,
        IReadOnlyList<string> Outcomes, IReadOnlyList<Field> Fields, bool ChecksRequirements);

    /// <param name="Type">Of a computed field, `Computed`: the server fills it in.</param>
    /// <param name="RequiredFor">The outcomes that need it.</param>
    /// <param name="Conditional">True when it is asked for only while a condition holds.</param>
    /// <param name="Format" example="ntpn">A known format; blanks and small letters are put right.</param>
    /// <param name="Accept" example="pdf">Of a file field, the sorts of documents that it takes; empty for all.</param>
    /// <param name="Columns">Of a table; its value is a list of objects with these members.</param>
    public sealed record Field(
        string Name, string Label, string Type, bool Required, IReadOnlyList<string> Options, string? Hint,
        IReadOnlyList<string> RequiredFor, bool Conditional, string? Format, int? Decimals, decimal? Min, decimal? Max, string? Unit,
        IReadOnlyList<Field> Columns, int? MinRows, int? MaxRows, IReadOnlyList<string> Accept, int? MaxFiles);

    /// <param name="Limit" example="2 hari">The limit as a SOP writes it.</param>
    public sealed record Grant(string? Limit, string? Reason);

    public static void MapTaskApi(this RouteGroupBuilder api)
    {
        var tasks = api.MapGroup("/tasks").WithTags("Tasks");

        tasks.MapGet("", async Task<Ok<Page<TaskItem>>> (
                Person person, TaskList? list, string? q, string? sop, string? lane, TaskStanding? standing, DueBy? due, long? holder,
                string? customer, string? after, int? size, IMediator mediator, CancellationToken cancellation) =>
                TypedResults.Ok(await mediator.Send(new ListTasks.Query(
                    person, list ?? TaskList.Mine, new TaskFilter(q, sop, lane, standing, due, holder, customer), after, size ?? 50),
                    cancellation)))
            .WithName("ListTasks").WithSummary("A person's tasks")
            .WithDescription(
                "`list=Mine`: claimed by you. `Queue`: waiting in the lanes that you hold. `Escalated`: late, and raised to you. "
                + "`Asked`: what colleagues want to know of you. `Waiting`: what others have to do in the cases\n"
                + "that you had a part in. `Done`: what you completed, latest first. Open ones nearest due first. "
                + "`q` is part of the case's title, the customer's name or the\n"
                + "SOP's name, or a case number. `next` of a page is `after` of the following one; "
                + "a narrowed list is looked through in parts,\n"
                + "so a page may hold few or none and still have a `next`.");

        tasks.MapGet("/{id}", async Task<Ok<TaskDetail>> (Person person, TaskId id, IMediator mediator, CancellationToken cancellation) =>
            {
                var task = await mediator.Send(new ReadTask.Query(person, id), cancellation);
                return TypedResults.Ok(new TaskDetail(
                    task.Item, task.Step is { } step ? View(step) : null, task.IsOpen, task.MayDo, task.MayServe,
                    task.ClosedAt, task.ClosedBy, task.Outcome, task.EarlierSteps));
            })
            .NotesView(CaseViews.Kind.Task).WithName("ReadTask").WithSummary("One task: what to do, what is needed, what can be chosen");

        tasks.MapPost("/{id}/claim", async Task<Ok<Happened>> (
                Person person, TaskId id,
                [FromHeader(Name = IdempotencyKey.Header)] string? key, IMediator mediator, CancellationToken cancellation) =>
                View(await mediator.Send(new ClaimTask(person, id, Release: false, key), cancellation)))
            .WithName("ClaimTask").WithSummary("Take a task out of the queue");

        tasks.MapDelete("/{id}/claim", async Task<Ok<Happened>> (
                Person person, TaskId id,
                [FromHeader(Name = IdempotencyKey.Header)] string? key, IMediator mediator, CancellationToken cancellation) =>
                View(await mediator.Send(new ClaimTask(person, id, Release: true, key), cancellation)))
            .WithName("ReleaseTask").WithSummary("Put a task back into the queue");

        tasks.MapHandOverApi();
        tasks.MapDispositionApi();
        tasks.MapGoingBackApi();
        tasks.MapQuestionApi();
        tasks.MapPost("/{id}/limit", async Task<Ok<Happened>> (
                Person person, TaskId id, Grant grant,
                [FromHeader(Name = IdempotencyKey.Header)] string? key, IMediator mediator, CancellationToken cancellation) =>
                View(await mediator.Send(new GrantTime.Command(person, id, grant.Limit, Extend: false, grant.Reason, key), cancellation)))
            .WithName("SetLimit").WithSummary("Set the limit of a task whose step leaves it to the case");

        tasks.MapPost("/{id}/extension", async Task<Ok<Happened>> (
                Person person, TaskId id, Grant grant,
                [FromHeader(Name = IdempotencyKey.Header)] string? key, IMediator mediator, CancellationToken cancellation) =>
                View(await mediator.Send(new GrantTime.Command(person, id, grant.Limit, Extend: true, grant.Reason, key), cancellation)))
            .WithName("ExtendTask").WithSummary("Give a task more time");

        tasks.MapPost("/{id}/reminder", async Task<Ok<Happened>> (
                Person person, TaskId id,
                [FromHeader(Name = IdempotencyKey.Header)] string? key, IMediator mediator, CancellationToken cancellation) =>
                View(await mediator.Send(new RemindHolder(person, id, key), cancellation)))
            .WithName("RemindHolder").WithSummary("Remind those who have a task")
            .WithDescription("For supervisors, the head, and whoever learned that the task is late. Not twice within an hour.");

        tasks.MapPost("/{id}/completion", async Task<Ok<Happened>> (
                Person person, TaskId id, Completion completion,
                [FromHeader(Name = IdempotencyKey.Header)] string? key, IMediator mediator, CancellationToken cancellation) =>
            {
                var shared = completion.ForCustomer;
                // As on the page: what comes from the customer is the customer's, other documents as the step says.
                if (completion.Documents is { Count: > 0 } sent && shared is null
                    && (completion.Counter is not null
                        || (await mediator.Send(new ReadTask.Query(person, id), cancellation)).Step is { DocumentsForCustomer: true }))
                    shared = sent;
                return View(await mediator.Send(
                    new CompleteTask.Command(person, id, completion.Outcome, completion.Comment, CaseCommands.Data(completion.Data), key,
                        completion.Checks(), completion.Documents, shared,
                        completion.Counter is { } counter ? new AtCounter(counter.Proof, counter.Note, counter.Documents ?? []) : null),
                    cancellation));
            })
            .WithName("CompleteTask").WithSummary("Complete a step")
            .WithDescription("With an `Idempotency-Key` the request can be sent again: it happens once, and gets the same answer. "
                + "A field of a table is named in errors as `data.contoh[2].jumlah`, rows counted from 0. "
                + "The value of a file field is a list of ids of documents sent to this task before. "
                + "Where `checksRequirements`, each of the step's requirements has to be checked or waived.");

        tasks.MapPost("/{id}/documents", async Task<Created<SentDocument>> (
                Person person, TaskId id, string name, HttpRequest request, IMediator mediator, CaseDocuments documents, Problems problems,
                CancellationToken cancellation) =>
            {
                var task = await mediator.Send(new ReadTask.Query(person, id), cancellation);
                if (!task.MayFill) throw new ProblemException(task.IsOpen ? problems.Forbidden() : problems.TaskNotOpen());
                var sent = await documents.Receive(person, id.Case, id.No, name, request, cancellation);
                return TypedResults.Created($"/api/v1/documents/{sent.Id}", new SentDocument(sent.Id, sent.Name, sent.Sha256));
            })
            .WithMetadata(
                new RequestSizeLimitAttribute(((IEndpointRouteBuilder)api).ServiceProvider.GetRequiredService<DocumentRules>().LargestForm))
            .Accepts<Stream>("application/octet-stream")
            .WithName("SendDocument").WithSummary("Send a document with a task")
            .WithDescription("The body is the file, `name` its name. It is the case's once the task is completed with it.");
    }

    internal static Ok<Happened> View(CaseResult.Done done) => TypedResults.Ok(new Happened(done.Case, done.Seq, done.At));

    private static StepDetail View(Step step) => new(
        step.ActivityId, step.Kind.ToString(), step.Number, step.Requirements, step.Output, step.Remarks, step.Outcomes,
        [.. step.Fields.Select(View)], step.ChecksRequirements);

    private static Field View(FormField field)
    {
        var isTable = field.Type == FieldType.Table;
        return new Field(
            field.Name, field.Label, field.Type.ToString(), field.Required, field.Options, field.Hint, field.RequiredFor,
            field.IsConditional,
            field.Format?.Name, field.Decimals, field.Min, field.Max, field.Unit, [.. field.Columns.Select(View)],
            isTable ? field.MinRows : null, isTable ? field.MaxRows : null,
            [.. field.Accept.Select(sort => sort.ToString().ToLowerInvariant())], field.Type == FieldType.File ? field.MaxFiles : null);
    }
}
