using System.Text.Json;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Inbox;

/// <summary>Completes a step.</summary>
public static class CompleteTask
{
    /// <param name="Outcome">The choice of a decision; null for a step with one way on.</param>
    /// <param name="Data">Values of the step's form.</param>
    /// <param name="Key">Idempotency key.</param>
    public sealed record Command(Person Person, TaskId Task, string? Outcome, string? Comment, JsonElement Data, string? Key) : IRequestOf<CaseResult.Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Outcome).MaximumLength(200).WithName(_ => texts["Task.Outcome"]);
            RuleFor(command => command.Comment).MaximumLength(4_000).WithName(_ => texts["Task.Comment"]);
            RuleFor(command => command.Key).IdempotencyKeyOrNone();
        }
    }

    internal sealed class Handler(CaseCommands commands) : IRequestHandler<Command, CaseResult.Done>
    {
        public Task<CaseResult.Done> Handle(Command command, CancellationToken cancellationToken)
        {
            var comment = string.IsNullOrWhiteSpace(command.Comment) ? null : command.Comment.Trim();
            var completed = new TaskCompleted(command.Task.No, command.Person.Id, command.Outcome, comment, command.Data);
            return commands.Advance(command.Person, command.Task.Case, completed, command.Key, cancellationToken);
        }
    }
}
