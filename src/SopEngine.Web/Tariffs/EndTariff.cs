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

/// <summary>Ends a line on a day. One that ends before it began is withdrawn.</summary>
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
            with ended as (update tariffs set valid_to = @until::date where unit_id = @unit and id = @Id returning unit_id)
            insert into audit_log (unit_id, at, person_id, subject_id, action, detail, before)
            select unit_id, @now, @by, null, @action, @detail, @before from ended
            """;

        public async Task<MediatR.Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var seen = await mediator.Send(new ReadTariff.Query(command.Person, command.Id), cancellationToken);
            if (!seen.IsLast) throw new ProblemException(problems.Invalid("last", texts["Tariffs.HasFollower"]));
            if (command.Until < seen.Line.From.PlusDays(-1))
                throw new ProblemException(problems.Invalid("last", texts["Tariffs.UntilBeforeFrom", When.Day(seen.Line.From)]));
            await database.Execute(command.Person.UnitId, Sql, new
            {
                command.Id,
                until = TariffFields.Iso(command.Until),
                now = clock.Now(),
                by = command.Person.Id,
                action = AuditLog.TariffEnded,
                detail = (seen.Line.Fields with { Until = command.Until }).InWords(),
                before = seen.Line.Fields.InWords(),
            }, cancellationToken);
            return MediatR.Unit.Value;
        }
    }
}
