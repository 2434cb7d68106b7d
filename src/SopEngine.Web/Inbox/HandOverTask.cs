using FluentValidation;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Inbox;

/// <summary>Gives a task to a named person who may do it, with the reason on the record.</summary>
public static class HandOverTask
{
    /// <param name="To">The person's id; null when nobody was chosen.</param>
    public sealed record Command(Person Person, TaskId Task, long? To, string? Reason, string? Key) : ICaseCommand
    {
        public long CaseId => Task.Case;

        public CaseEvent Event => new TaskHandedOver(Task.No, Person.Id, To!.Value, Reason!.Trim());
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.To).NotNull().WithMessage(_ => texts["HandOver.ToMissing"]);
            RuleFor(command => command.Reason).NotEmpty().MaximumLength(500).WithName(_ => texts["HandOver.Reason"]);
        }
    }
}
