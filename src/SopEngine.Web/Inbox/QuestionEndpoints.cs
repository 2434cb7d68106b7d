using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>Questions to colleagues about a task, and their answers.</summary>
internal static class QuestionEndpoints
{
    /// <param name="To">Ids of colleagues of the unit.</param>
    /// <param name="AnswerWithin" example="4 jam">Working time; left out for no deadline.</param>
    public sealed record Question(IReadOnlyList<long>? To, string? Text, string? AnswerWithin = null);

    public sealed record Answer(string? Text);

    public static void MapQuestionPages(this IEndpointRouteBuilder app)
    {
        var rules = app.ServiceProvider.GetRequiredService<DocumentRules>();
        app.MapPost("/tasks/{id}/questions", async (Person person, TaskId id, PageRequest page, CaseTimeline timeline) =>
        {
            page.OnTaskProblem(person, id, timeline);
            var form = await page.Form();
            var to = form["to"].Select(value => long.TryParse(value, out var who) ? who : 0).ToList();
            var within = form["value"].ToString() is { Length: > 0 } value ? $"{value} {form["unit"]}" : null;
            return await page.Send(
                new AskColleague.Command(person, id, to, form["question"], within, form["key"]), $"/tasks/{id}", "Question.Sent");
        });

        app.MapPost("/tasks/{id}/questions/{question:int}/answer",
            async (Person person, TaskId id, int question, PageRequest page, CaseTimeline timeline) =>
        {
            page.OnTaskProblem(person, id, timeline);
            var form = await page.Form();
            var files = form.Files.Where(file => file.FileName.Length > 0).ToList();
            return await page.Send(new AnswerQuestion.Command(person, id, question, form["answer"], files, form["key"]),
                "/inbox?list=asked", "Question.Answered");
        }).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));
    }

    public static void MapQuestionApi(this RouteGroupBuilder tasks)
    {
        tasks.MapPost("/{id}/questions", async Task<Ok<TaskApi.Happened>> (
                Person person, TaskId id, Question question,
                [FromHeader(Name = IdempotencyKey.Header)] string? key, IMediator mediator, CancellationToken cancellation) =>
                TaskApi.View(await mediator.Send(
                    new AskColleague.Command(person, id, question.To ?? [], question.Text, question.AnswerWithin, key), cancellation)))
            .WithName("AskColleague").WithSummary("Ask colleagues about a task")
            .WithDescription(
                "For who may do the task. The answer's `seq` names the question. It is open until it is answered or the task is closed.");

        tasks.MapPost("/{id}/questions/{question:int}/answer", async Task<Ok<TaskApi.Happened>> (
                Person person, TaskId id, int question, Answer answer,
                [FromHeader(Name = IdempotencyKey.Header)] string? key, IMediator mediator, CancellationToken cancellation) =>
                TaskApi.View(await mediator.Send(new AnswerQuestion.Command(person, id, question, answer.Text, [], key), cancellation)))
            .WithName("AnswerQuestion").WithSummary("Answer a colleague's question")
            .WithDescription("For those who were asked, each once.");
    }
}
