using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Inbox;

/// <summary>Answers a colleague's question about a task, with documents if there are any.</summary>
public static class AnswerQuestion
{
    /// <param name="Question">The question's place in the case's history.</param>
    public sealed record Command(Person Person, TaskId Task, int Question, string? Text, IReadOnlyList<IFormFile> Files, string? Key)
        : IRequestOf<CaseResult.Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Text).NotEmpty().MaximumLength(4_000).WithName(_ => texts["Question.Answer"]);
            RuleFor(command => command.Key).IdempotencyKeyOrNone();
        }
    }

    internal sealed class Handler(CaseTimeline timeline, CaseCommands commands, CaseDocuments documents, Problems problems)
        : IRequestHandler<Command, CaseResult.Done>
    {
        public async Task<CaseResult.Done> Handle(Command command, CancellationToken cancellationToken)
        {
            var (person, task) = (command.Person, command.Task);
            var seen = await timeline.Read(person, task.Case, cancellationToken);
            // Checked before a file is stored; the case checks again that the question is open.
            if (command.Files.Count > 0
                && !seen.QuestionsAt(task.No).Any(question => question.Entry.Seq == command.Question && question.IsOpenFor(person.Id)))
                throw new ProblemException(problems.Forbidden());

            var received = command.Files.Count > 0
                ? (await documents.Receive(person, task.Case, task.No, command.Files, cancellationToken)).All() : [];
            var answered = new QuestionAnswered(
                task.No, person.Id, command.Question, command.Text!.Trim().ReplaceLineEndings("\n"), received.Count == 0 ? null : received);
            return await commands.Advance(person, task.Case, answered, command.Key, cancellationToken);
        }
    }
}
