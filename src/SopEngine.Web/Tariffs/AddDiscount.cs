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

/// <summary>Adds a discount: people who pay less than the tariff, or nothing, by a decree.</summary>
public static class AddDiscount
{
    [Requires(Right.ManageOffice)]
    public sealed record Command(Person Person, DiscountFields Fields) : IRequestOf<MediatR.Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Fields.Who).NotEmpty().MaximumLength(TariffFields.LongestText)
                .WithName(_ => texts["Tariffs.Who"]).OverridePropertyName("who");
            RuleFor(command => command.Fields.Share).Must(share => share is >= 1 and <= 100)
                .WithMessage(_ => texts["Tariffs.PercentBad"]).OverridePropertyName("percent");
            RuleFor(command => command.Fields.Decree).NotEmpty().MaximumLength(TariffFields.LongestText)
                .WithName(_ => texts["Tariffs.Decree"]).OverridePropertyName("decree");
            RuleFor(command => command.Fields.Proof).MaximumLength(TariffFields.LongestText)
                .WithName(_ => texts["Tariffs.Proof"]).OverridePropertyName("proof");
            RuleFor(command => command.Fields.Since).NotNull()
                .WithMessage(_ => texts["Tariffs.FromMissing"]).OverridePropertyName("since");
            RuleFor(command => command.Fields.Ends).Must((command, ends) => ends is null || ends >= command.Fields.Since)
                .WithMessage(_ => texts["Posts.UntilBefore"]).OverridePropertyName("ends");
        }
    }

    internal sealed class Handler(SopDatabase database, IClock clock) : IRequestHandler<Command, MediatR.Unit>
    {
        private const string Sql =
            $"""
            insert into tariff_discounts (unit_id, who, percent, decree, proof, valid_from, valid_to, noted_at, noted_by)
            values (@unit, @Who, @Share, @Decree, @Proof, @from::date, @until::date, @now, @by);
            {AuditLog.Insert}
            """;

        public async Task<MediatR.Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var fields = command.Fields;
            await database.Execute(command.Person.UnitId, Sql, new
            {
                fields.Who,
                fields.Share,
                fields.Decree,
                fields.Proof,
                from = TariffFields.Iso(fields.Since),
                until = TariffFields.Iso(fields.Ends),
                now = clock.Now(),
                by = command.Person.Id,
                subject = (long?)null,
                action = AuditLog.DiscountAdded,
                detail = $"{fields.Who}: {fields.Share}%, {fields.Decree}",
            }, cancellationToken);
            return MediatR.Unit.Value;
        }
    }
}
