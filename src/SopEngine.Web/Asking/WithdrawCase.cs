using FluentValidation;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Asking;

/// <summary>Takes a customer's own request back, with their reason.</summary>
public static class WithdrawCase
{
    public sealed record Command(Person Person, long Case, string? Reason, string? Key) : ICaseCommand
    {
        public long CaseId => Case;

        public CaseEvent Event => new CaseCancelled(Person.Id, Reason!.Trim());
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Reason).NotEmpty().MaximumLength(1_000).WithName(_ => texts["Request.Reason"]);
        }
    }
}
