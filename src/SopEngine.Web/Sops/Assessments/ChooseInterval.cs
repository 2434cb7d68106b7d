using System.Globalization;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Assessments;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Sops.Assessments;

/// <summary>Says how many months lie between two evaluations of a SOP.</summary>
public static class ChooseInterval
{
    [Requires(Right.DecideOnSops)]
    public sealed record Command(Person Person, int Months) : IRequestOf<MediatR.Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts) =>
            RuleFor(command => command.Months).InclusiveBetween(AssessmentCycle.FewestMonths, AssessmentCycle.MostMonths)
                .WithName(_ => texts["Assessment.Interval"]);
    }

    internal sealed class Handler(SopDatabase database, IClock clock) : IRequestHandler<Command, MediatR.Unit>
    {
        private const string Sql =
            """
            with former as (select id, evaluation_months as months from units where id = @unit for update),
            changed as (
              update units set evaluation_months = @Months from former
              where units.id = former.id and former.months <> @Months returning units.id, former.months)
            insert into audit_log (unit_id, at, person_id, action, before, detail)
            select id, @now, @by, @action, months::text, @detail from changed
            """;

        public async Task<MediatR.Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await database.Execute(command.Person.UnitId, Sql, new
            {
                command.Months,
                now = clock.Now(),
                by = command.Person.Id,
                action = AuditLog.EvaluationInterval,
                detail = command.Months.ToString(CultureInfo.InvariantCulture),
            }, cancellationToken);
            return MediatR.Unit.Value;
        }
    }
}
