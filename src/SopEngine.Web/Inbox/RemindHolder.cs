using FluentValidation;
using MediatR;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>Reminds who holds a task, or those of its lane while nobody does.</summary>
public static class RemindHolder
{
    public sealed record Command(Person Person, TaskId Task, string? Key) : IRequestOf<CaseResult.Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(command => command.Key).IdempotencyKeyOrNone();
    }

    internal sealed class Handler(CaseCommands commands) : IRequestHandler<Command, CaseResult.Done>
    {
        public Task<CaseResult.Done> Handle(Command command, CancellationToken cancellationToken) =>
            commands.Advance(command.Person, command.Task.Case, new TaskReminded(command.Task.No, command.Person.Id), command.Key, cancellationToken);
    }
}
