using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Inbox;

/// <summary>Gives several tasks more time, with the reason on the record of each. Each succeeds or fails for itself.</summary>
public static class ExtendTasks
{
    /// <param name="Limit">As in <see cref="GrantTime.Command"/>.</param>
    public sealed record Command(Person Person, IReadOnlyList<TaskId> Tasks, string? Limit, string? Reason)
        : IRequestOf<IReadOnlyList<ClaimTasks.Outcome>>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Tasks.Count).InclusiveBetween(1, ClaimTasks.Most).OverridePropertyName("tasks");
            RuleFor(command => command.Limit).MustBeLimit(texts);
            RuleFor(command => command.Reason).MustBeReason(texts);
        }
    }

    internal sealed class Handler(CaseCommands commands) : IRequestHandler<Command, IReadOnlyList<ClaimTasks.Outcome>>
    {
        public Task<IReadOnlyList<ClaimTasks.Outcome>> Handle(Command command, CancellationToken cancellationToken)
        {
            var limit = GrantTime.Read(command.Limit)!.Value;
            return ClaimTasks.Each(
                commands, command.Person, command.Tasks,
                task => new TaskExtended(task.No, command.Person.Id, limit, command.Reason!.Trim()), cancellationToken);
        }
    }
}
