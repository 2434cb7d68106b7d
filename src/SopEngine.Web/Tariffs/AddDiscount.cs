using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Tariffs;

/// <summary>Notes who pays less than the tariff, or nothing, and by which decree.</summary>
public static class AddDiscount
{
    /// <param name="Percent">What is taken off, from 1 to 100.</param>
    /// <param name="Proof">What they show for it.</param>
    [Requires(Right.ManageOffice)]
    public sealed record Command(
        Person Person, string Who, int? Percent, string Decree, string Proof, LocalDate? From, LocalDate? Until) : IRequestOf<MediatR.Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Who).NotEmpty().MaximumLength(TariffFields.LongestText).WithName(_ => texts["Tariffs.Who"]);
            RuleFor(command => command.Percent).NotNull().InclusiveBetween(1, 100).WithMessage(_ => texts["Tariffs.PercentBad"]);
            RuleFor(command => command.Decree).NotEmpty().MaximumLength(TariffFields.LongestText).WithName(_ => texts["Tariffs.Decree"]);
            RuleFor(command => command.Proof).MaximumLength(TariffFields.LongestText).WithName(_ => texts["Tariffs.Proof"]);
            RuleFor(command => command.From).NotNull().WithMessage(_ => texts["Tariffs.FromMissing"]).OverridePropertyName("since");
            RuleFor(command => command.Until).Must((command, until) => until is null || until >= command.From)
                .WithMessage(_ => texts["Posts.UntilBefore"]).OverridePropertyName("until");
        }
    }

    internal sealed class Handler(SopDatabase database, IClock clock) : IRequestHandler<Command, MediatR.Unit>
    {
        private const string Sql =
            $"""
            insert into tariff_discounts (unit_id, who, percent, decree, proof, valid_from, valid_to, noted_at, noted_by)
            values (@unit, @Who, @Percent, @Decree, @Proof, @from::date, @until::date, @now, @by);
            {AuditLog.Insert}
            """;

        public async Task<MediatR.Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await database.Execute(command.Person.UnitId, Sql, new
            {
                command.Who,
                command.Percent,
                command.Decree,
                command.Proof,
                from = TariffFields.Iso(command.From),
                until = command.Until is null ? null : TariffFields.Iso(command.Until),
                now = clock.Now(),
                by = command.Person.Id,
                subject = (long?)null,
                action = AuditLog.DiscountAdded,
                detail = $"{command.Who}: {command.Percent}%, {command.Decree}",
            }, cancellationToken);
            return MediatR.Unit.Value;
        }
    }
}
