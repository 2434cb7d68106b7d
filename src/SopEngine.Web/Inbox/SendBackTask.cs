using FluentValidation;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Inbox;

/// <summary>Sends a case back to an earlier step, with a reason for the person who does it again.</summary>
public static class SendBackTask
{
    /// <param name="To">The earlier step's id in the definition, out of <see cref="ReadTask.TaskDetail.EarlierSteps"/>; null when none was
    /// chosen.</param>
    public sealed record Command(Person Person, TaskId Task, string? To, string? Reason, string? Key) : ICaseCommand
    {
        public long CaseId => Task.Case;

        public CaseEvent Event => new TaskSentBack(Task.No, Person.Id, To!, Reason!.Trim());
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.To).NotEmpty().WithMessage(_ => texts["SendBack.ToMissing"]).MaximumLength(200);
            RuleFor(command => command.Reason).NotEmpty().MaximumLength(1_000).WithName(_ => texts["SendBack.Reason"]);
        }
    }
}
