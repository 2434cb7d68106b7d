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

/// <summary>Ends a line on a day. A line that ends on the day before its first is withdrawn.</summary>
public static class EndTariff
{
    /// <param name="Until">The last day.</param>
    [Requires(Right.ManageOffice)]
    public sealed record Command(Person Person, long Id, LocalDate? Until) : IRequestOf<MediatR.Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts) => RuleFor(command => command.Until).NotNull()
            .WithMessage(_ => texts["Tariffs.UntilMissing"]).OverridePropertyName("last");
    }

    internal sealed class Handler(
        SopDatabase database, IMediator mediator, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, MediatR.Unit>
    {
        private const string Sql =
            """
            with ended as (
              update tariffs t set valid_to = @until::date where t.unit_id = @unit and t.id = @Id
                and not exists (select from tariffs f where f.unit_id = t.unit_id and f.follows = t.id) returning unit_id
            ), noted as (
              insert into audit_log (unit_id, at, person_id, subject_id, action, detail, before)
              select unit_id, @now, @by, null, @action, @detail, @before from ended
            )
            select count(*)::int from ended
            """;

        public async Task<MediatR.Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var seen = await mediator.Send(new ReadTariff.Query(command.Person, command.Id), cancellationToken);
            if (!seen.IsLast) throw new ProblemException(problems.Invalid("last", texts["Tariffs.HasFollower"]));
            if (command.Until < seen.Line.From.PlusDays(-1))
                throw new ProblemException(problems.Invalid("last", texts["Tariffs.UntilBeforeFrom", When.Day(seen.Line.From)]));
            var ended = await database.QuerySingle<int>(command.Person.UnitId, Sql, new
            {
                command.Id,
                until = TariffFields.Iso(command.Until),
                now = clock.Now(),
                by = command.Person.Id,
                action = AuditLog.TariffEnded,
                detail = (seen.Line.Fields with { Until = command.Until }).InWords(),
                before = seen.Line.Fields.InWords(),
            }, cancellationToken);
            // A price may have followed it meanwhile.
            if (ended == 0) throw new ProblemException(problems.Invalid("last", texts["Tariffs.HasFollower"]));
            return MediatR.Unit.Value;
        }
    }
}
