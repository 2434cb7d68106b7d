using FluentValidation;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>Calls a case off, with a reason that stays on its record. For leaders of the unit.</summary>
public static class CancelCase
{
    [Requires(Right.LeadCases)]
    public sealed record Command(Person Person, long Case, string? Reason, string? Key) : ICaseCommand
    {
        public long CaseId => Case;

        public CaseEvent Event => new CaseCancelled(Person.Id, Reason!.Trim());
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Reason).NotEmpty().MaximumLength(1_000).WithName(_ => texts["Case.Reason"]);
        }
    }
}
