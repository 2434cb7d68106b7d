using FluentValidation;
using MediatR;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>Takes a task out of its lane's queue, or puts it back.</summary>
public static class ClaimTask
{
    /// <param name="Release">Whether to put it back.</param>
    public sealed record Command(Person Person, TaskId Task, bool Release, string? Key) : IRequestOf<CaseResult.Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(command => command.Key).IdempotencyKeyOrNone();
    }

    internal sealed class Handler(CaseCommands commands) : IRequestHandler<Command, CaseResult.Done>
    {
        public Task<CaseResult.Done> Handle(Command command, CancellationToken cancellationToken)
        {
            CaseEvent happened = command.Release ? new TaskReleased(command.Task.No, command.Person.Id) : new TaskClaimed(command.Task.No, command.Person.Id);
            return commands.Advance(command.Person, command.Task.Case, happened, command.Key, cancellationToken);
        }
    }
}
