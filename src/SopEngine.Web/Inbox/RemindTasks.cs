using FluentValidation;
using MediatR;
using SopEngine.Core.Workflows;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>
/// Reminds the holders of several tasks, or the holders of their lanes while they are in the queue. Each succeeds or fails for itself.
/// </summary>
public static class RemindTasks
{
    public sealed record Command(Person Person, IReadOnlyList<TaskId> Tasks) : IRequestOf<IReadOnlyList<ClaimTasks.Outcome>>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(command => command.Tasks.Count).InclusiveBetween(1, ClaimTasks.Most).OverridePropertyName("tasks");
    }

    internal sealed class Handler(CaseCommands commands) : IRequestHandler<Command, IReadOnlyList<ClaimTasks.Outcome>>
    {
        public Task<IReadOnlyList<ClaimTasks.Outcome>> Handle(Command command, CancellationToken cancellationToken) => ClaimTasks.Each(
            commands, command.Person, command.Tasks, task => new TaskReminded(task.No, command.Person.Id), cancellationToken);
    }
}
