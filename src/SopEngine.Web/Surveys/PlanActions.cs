using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Survey;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Surveys;

/// <summary>Plans something about an element of the survey.</summary>
public static class PlanAction
{
    /// <param name="Service">Id of a SOP; empty for the office.</param>
    /// <param name="Owner">The person of the office who sees to it.</param>
    [Requires(Right.LeadCases)]
    public sealed record Command(
        Person Person, string Period, string Service, string Element, string Action, long Owner, LocalDate? DueOn) : IRequestOf<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Period).Must(text => SurveyPeriod.TryParse(text, out _)).WithMessage(_ => texts["Ikm.Period.Bad"]);
            RuleFor(command => command.Element).Must(key => SurveyElements.Find(key) is not null)
                .OverridePropertyName("element").WithMessage(_ => texts["Ikm.Element.Bad"]);
            RuleFor(command => command.Action).NotEmpty().MaximumLength(1_000).OverridePropertyName("action")
                .WithName(_ => texts["Ikm.Action"]);
            RuleFor(command => command.DueOn).NotNull().OverridePropertyName("due").WithMessage(_ => texts["Ikm.Due.Missing"]);
        }
    }

    internal sealed class Handler(SopDatabase database, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var planned = await database.Query<long>(
                command.Person.UnitId,
                """
                insert into survey_actions
                  (unit_id, period, service, element, action, owner_id, due_on, made_at, made_by, changed_at, changed_by)
                select @unit, @Period, @Service, @Element, @action, p.id, @due, @now, @by, @now, @by from people p
                where p.unit_id = @unit and p.id = @Owner and p.kind = 'staff' and p.deactivated_at is null
                  and (@Service = '' or exists (select from definitions d where d.unit_id = @unit and d.definition_id = @Service))
                returning id
                """,
                new
                {
                    command.Period,
                    command.Service,
                    command.Element,
                    action = command.Action.Trim(),
                    command.Owner,
                    due = command.DueOn!.Value.ToDateOnly(),
                    now = clock.Now(),
                    by = command.Person.Id,
                }, cancellationToken);
            return planned.Count == 1 ? Unit.Value : throw new ProblemException(problems.Invalid("owner", texts["Ikm.Owner.Bad"]));
        }
    }
}

/// <summary>Says what became of an action.</summary>
public static class ChangeAction
{
    [Requires(Right.LeadCases)]
    public sealed record Command(Person Person, long Id, string State, string? Note) : IRequestOf<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.State).Must(SurveyAction.States.Contains).WithMessage(_ => texts["Ikm.State.Bad"]);
            RuleFor(command => command.Note).MaximumLength(1_000).WithName(_ => texts["Ikm.Note"]);
        }
    }

    internal sealed class Handler(SopDatabase database, IClock clock, Problems problems) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var changed = await database.Query<long>(
                command.Person.UnitId,
                """
                update survey_actions set state = @State, note = @note, changed_at = @now, changed_by = @by
                where unit_id = @unit and id = @Id returning id
                """,
                new { command.Id, command.State, note = command.Note?.Trim() ?? "", now = clock.Now(), by = command.Person.Id },
                cancellationToken);
            return changed.Count == 1 ? Unit.Value : throw new ProblemException(problems.NotFound());
        }
    }
}
