using FluentValidation;
using MediatR;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>Takes back that a step was completed, a moment ago and by the same person.</summary>
public static class UndoTask
{
    public sealed record Command(Person Person, TaskId Task, string? Key) : IRequestOf<CaseResult.Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(command => command.Key).IdempotencyKeyOrNone();
    }

    internal sealed class Handler(CaseCommands commands) : IRequestHandler<Command, CaseResult.Done>
    {
        public Task<CaseResult.Done> Handle(Command command, CancellationToken cancellationToken) =>
            commands.Advance(command.Person, command.Task.Case, new TaskUndone(command.Task.No, command.Person.Id), command.Key, cancellationToken);
    }
}
