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
        public Task<IReadOnlyList<Outcome>> Handle(Command command, CancellationToken cancellationToken) => Each(
            commands, command.Person, command.Tasks,
            task => command.Release ? new TaskReleased(task.No, command.Person.Id) : new TaskClaimed(task.No, command.Person.Id),
            cancellationToken);
    }

    /// <summary>Does one deed on each of the tasks, in parallel: the engine then writes them in few transactions.</summary>
    internal static async Task<IReadOnlyList<Outcome>> Each(
        CaseCommands commands, Person person, IReadOnlyList<TaskId> tasks, Func<TaskId, CaseEvent> deed, CancellationToken cancellation) =>
        await Task.WhenAll(tasks.Distinct().Select(task => Try(commands, person, task, deed(task), cancellation)));

    private static async Task<Outcome> Try(
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
