using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Inbox;

/// <summary>Questions to colleagues about a task, and their answers.</summary>
internal static class QuestionEndpoints
{
    /// <param name="To">Ids of colleagues of the unit.</param>
    /// <param name="AnswerWithin" example="4 jam">In working time; left out for no such wish.</param>
    public sealed record Question(IReadOnlyList<long>? To, string? Text, string? AnswerWithin = null);

    public sealed record Answer(string? Text);

    public static void MapQuestionPages(this IEndpointRouteBuilder app)
    {
        var rules = app.ServiceProvider.GetRequiredService<DocumentRules>();
        app.MapPost("/tasks/{id}/questions", (Person person, TaskId id, HttpContext context, IMediator mediator, CaseTimeline timeline, Problems problems, IStringLocalizer<Texts> texts) =>
            TaskPages.Try(person, id, context, mediator, timeline, problems, async () =>
            {
                var form = await context.Request.ReadFormAsync(context.RequestAborted);
                var to = form["to"].Select(value => long.TryParse(value, out var who) ? who : 0).ToList();
                var within = form["value"].ToString() is { Length: > 0 } value ? $"{value} {form["unit"]}" : null;
                await mediator.Send(new AskColleague.Command(person, id, to, form["question"], within, form["key"]), context.RequestAborted);
                return Pages.Then($"/tasks/{id}", context, texts["Question.Sent"]);
            }));

        app.MapPost("/tasks/{id}/questions/{question:int}/answer", (
            Person person, TaskId id, int question, HttpContext context, IMediator mediator, CaseTimeline timeline, Problems problems, IStringLocalizer<Texts> texts) =>
            TaskPages.Try(person, id, context, mediator, timeline, problems, async () =>
            {
                var form = await context.Request.ReadFormAsync(context.RequestAborted);
                await mediator.Send(new AnswerQuestion.Command(person, id, question, form["answer"], [.. form.Files.Where(file => file.FileName.Length > 0)], form["key"]), context.RequestAborted);
                return Pages.Then("/inbox?list=asked", context, texts["Question.Answered"]);
            })).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));
    }

    public static void MapQuestionApi(this RouteGroupBuilder tasks)
    {
        tasks.MapPost("/{id}/questions", async Task<Ok<TaskApi.Happened>> (
                Person person, TaskId id, Question question, [FromHeader(Name = IdempotencyKey.Header)] string? key, IMediator mediator, CancellationToken cancellation) =>
                TaskApi.View(await mediator.Send(new AskColleague.Command(person, id, question.To ?? [], question.Text, question.AnswerWithin, key), cancellation)))
            .WithName("AskColleague").WithSummary("Ask colleagues about a task")
            .WithDescription("For who may do the task. The answer's `seq` names the question. It is open until it is answered or the task is closed.");

        tasks.MapPost("/{id}/questions/{question:int}/answer", async Task<Ok<TaskApi.Happened>> (
                Person person, TaskId id, int question, Answer answer, [FromHeader(Name = IdempotencyKey.Header)] string? key, IMediator mediator, CancellationToken cancellation) =>
                TaskApi.View(await mediator.Send(new AnswerQuestion.Command(person, id, question, answer.Text, [], key), cancellation)))
            .WithName("AnswerQuestion").WithSummary("Answer a colleague's question")
            .WithDescription("For those who were asked, each once.");
    }
}
