using FluentValidation;
using MediatR;
using SopEngine.Core.Workflows;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>Takes several tasks at once out of their queues, or puts them back. Each succeeds or fails for itself.</summary>
public static class ClaimTasks
{
    public const int Most = 200;

    /// <param name="Release">True to put them back.</param>
    public sealed record Command(Person Person, IReadOnlyList<TaskId> Tasks, bool Release) : IRequestOf<IReadOnlyList<Outcome>>;

    /// <param name="Problem">The reason for a failure; null after success.</param>
    public sealed record Outcome(TaskId Task, Problem? Problem);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(command => command.Tasks.Count).InclusiveBetween(1, Most).OverridePropertyName("tasks");
    }

    internal sealed class Handler(CaseCommands commands) : IRequestHandler<Command, IReadOnlyList<Outcome>>
    {
        // In parallel: the engine then writes them in few transactions.
        public async Task<IReadOnlyList<Outcome>> Handle(Command command, CancellationToken cancellationToken) =>
            await Task.WhenAll(command.Tasks.Distinct().Select(task => One(command, task, cancellationToken)));

        private Task<Outcome> One(Command command, TaskId task, CancellationToken cancellation) => Try(
            commands, command.Person, task,
            command.Release ? new TaskReleased(task.No, command.Person.Id) : new TaskClaimed(task.No, command.Person.Id), cancellation);
    }

    internal static async Task<Outcome> Try(
        CaseCommands commands, Person person, TaskId task, CaseEvent happened, CancellationToken cancellation)
    {
        try
        {
            await commands.Advance(person, task.Case, happened, key: null, cancellation);
            return new Outcome(task, null);
        }
        catch (ProblemException e)
        {
            return new Outcome(task, e.Problem);
        }
    }
}
