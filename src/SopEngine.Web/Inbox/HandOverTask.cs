using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Inbox;

/// <summary>Gives a task to a named person who may do it, with the reason on the record.</summary>
public static class HandOverTask
{
    /// <param name="To">The person's id; null when nobody was chosen.</param>
    public sealed record Command(Person Person, TaskId Task, long? To, string? Reason, string? Key) : IRequestOf<CaseResult.Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.To).NotNull().WithMessage(_ => texts["HandOver.ToMissing"]);
            RuleFor(command => command.Reason).NotEmpty().MaximumLength(500).WithName(_ => texts["HandOver.Reason"]);
            RuleFor(command => command.Key).IdempotencyKeyOrNone();
        }
    }

    internal sealed class Handler(CaseCommands commands) : IRequestHandler<Command, CaseResult.Done>
    {
        public Task<CaseResult.Done> Handle(Command command, CancellationToken cancellationToken) => commands.Advance(
            command.Person, command.Task.Case, new TaskHandedOver(command.Task.No, command.Person.Id, command.To!.Value, command.Reason!.Trim()), command.Key, cancellationToken);
    }
}
