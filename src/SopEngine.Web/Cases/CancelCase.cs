using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>Calls a case off, with a reason that stays on its record. For those who lead the unit.</summary>
public static class CancelCase
{
    [Requires(Right.LeadCases)]
    public sealed record Command(Person Person, long Case, string? Reason, string? Key) : IRequestOf<CaseResult.Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Reason).NotEmpty().MaximumLength(1_000).WithName(_ => texts["Case.Reason"]);
            RuleFor(command => command.Key).IdempotencyKeyOrNone();
        }
    }

    internal sealed class Handler(CaseCommands commands) : IRequestHandler<Command, CaseResult.Done>
    {
        public Task<CaseResult.Done> Handle(Command command, CancellationToken cancellationToken) =>
            commands.Advance(command.Person, command.Case, new CaseCancelled(command.Person.Id, command.Reason!.Trim()), command.Key, cancellationToken);
    }
}
