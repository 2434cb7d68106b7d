using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Cases;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Inbox;

/// <summary>Sets the limit of a task whose step leaves it to the case, or gives a task more time. The reason stays on the case's record.</summary>
public static class GrantTime
{
    /// <param name="Limit">As a SOP writes it: "3 hari".</param>
    /// <param name="Extend">Whether it comes on top of the limit that the task has.</param>
    public sealed record Command(Person Person, TaskId Task, string? Limit, bool Extend, string? Reason, string? Key) : IRequestOf<CaseResult.Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Limit).Must(limit => Read(limit) is not null).WithMessage(_ => texts["Grant.LimitBad"]);
            RuleFor(command => command.Reason).NotEmpty().MaximumLength(1_000).WithName(_ => texts["Case.Reason"]);
            RuleFor(command => command.Key).IdempotencyKeyOrNone();
        }
    }

    internal sealed class Handler(CaseCommands commands) : IRequestHandler<Command, CaseResult.Done>
    {
        public Task<CaseResult.Done> Handle(Command command, CancellationToken cancellationToken)
        {
            var (person, task, limit, reason) = (command.Person.Id, command.Task.No, Read(command.Limit)!.Value, command.Reason!.Trim());
            CaseEvent happened = command.Extend ? new TaskExtended(task, person, limit, reason) : new LimitSet(task, person, limit, reason);
            return commands.Advance(command.Person, command.Task.Case, happened, command.Key, cancellationToken);
        }
    }

    private static TimeLimit? Read(string? text) => TimeLimit.TryParse(text, out var limit) ? limit : null;
}
