using FluentValidation;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>Puts a case off, with a reason that stays on its record, or lets it go on. For leaders of the unit.</summary>
public static class PauseCase
{
    /// <param name="Resume">True to let it go on.</param>
    [Requires(Right.LeadCases)]
    public sealed record Command(Person Person, long Case, bool Resume, string? Reason, string? Key) : ICaseCommand
    {
        public long CaseId => Case;

        public CaseEvent Event => Resume ? new CaseResumed(Person.Id) : new CasePaused(Person.Id, Reason!.Trim());
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Reason).NotEmpty().MaximumLength(1_000)
                .When(command => !command.Resume).WithName(_ => texts["Case.Reason"]);
        }
    }
}
