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

/// <summary>Ends a discount on a day.</summary>
public static class EndDiscount
{
    /// <param name="Until">The last day.</param>
    [Requires(Right.ManageOffice)]
    public sealed record Command(Person Person, long Id, LocalDate? Until) : IRequestOf<MediatR.Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts) => RuleFor(command => command.Until).NotNull()
            .WithMessage(_ => texts["Tariffs.UntilMissing"]).OverridePropertyName("last");
    }

    internal sealed class Handler(SopDatabase database, IClock clock, Problems problems) : IRequestHandler<Command, MediatR.Unit>
    {
        /// <summary>A discount that would end before its first day is withdrawn: it ends on the day before that.</summary>
        private const string Sql =
            """
            with ended as (
              update tariff_discounts set valid_to = greatest(@until::date, valid_from - 1) where unit_id = @unit and id = @Id
              returning unit_id, id, who, percent, decree, valid_to
            ), noted as (
              insert into audit_log (unit_id, at, person_id, subject_id, action, detail)
              select unit_id, @now, @by, null, @action, who || ': ' || percent || '%, ' || decree || ' – ' || valid_to from ended
            )
            select id from ended
            """;

        public async Task<MediatR.Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var ended = await database.Query<long>(command.Person.UnitId, Sql, new
            {
                command.Id,
                until = TariffFields.Iso(command.Until),
                now = clock.Now(),
                by = command.Person.Id,
                action = AuditLog.DiscountEnded,
            }, cancellationToken);
            return ended.Count > 0 ? MediatR.Unit.Value : throw new ProblemException(problems.NotFound());
        }
    }
}
