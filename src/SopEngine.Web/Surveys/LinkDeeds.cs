using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Surveys;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Surveys;

/// <summary>The links and QR codes of the office that are open, and one of them.</summary>
public static class ListLinks
{
    [Requires(Right.ServeCustomers)]
    public sealed record Query(Person Person) : IRequestOf<IReadOnlyList<Item>>;

    /// <param name="Service">Name of the SOP; null when the respondent chooses.</param>
    public sealed record Item(long Id, string Code, string Label, string? Service);

    internal sealed class Handler(SopDatabase database) : IRequestHandler<Query, IReadOnlyList<Item>>
    {
        public async Task<IReadOnlyList<Item>> Handle(Query query, CancellationToken cancellationToken) =>
            await database.Query<Item>(
                query.Person.UnitId,
                """
                select l.id, l.code, l.label, d.name as service from survey_links l left join lateral (
                  select name from definitions where unit_id = l.unit_id and definition_id = l.definition_id
                  order by is_published desc, version desc limit 1) d on true
                where l.unit_id = @unit and l.closed_at is null order by l.label, l.id
                """, null, cancellationToken);
    }
}

/// <summary>Makes a link that everybody may use.</summary>
public static class MakeLink
{
    /// <param name="Service">Id of the SOP; empty when the respondent chooses.</param>
    [Requires(Right.ManageOffice)]
    public sealed record Command(Person Person, string Label, string Service) : IRequestOf<long>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts) =>
            RuleFor(command => command.Label).NotEmpty().MaximumLength(100).OverridePropertyName("label")
                .WithName(_ => texts["Links.Label"]);
    }

    internal sealed class Handler(SopDatabase database, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            if (command.Service.Length > 0
                && (await SurveyServices.List(database, person.UnitId, cancellationToken)).All(service => service.Id != command.Service))
                throw new ProblemException(problems.Invalid("service", texts["Paper.Service.Bad"]));
            return await database.QuerySingle<long>(
                person.UnitId,
                """
                insert into survey_links (unit_id, code, definition_id, label, made_at, made_by)
                values (@unit, @code, nullif(@Service, ''), @label, @now, @by) returning id
                """,
                new { code = SurveyLinks.NewCode(), command.Service, label = command.Label.Trim(), now = clock.Now(), by = person.Id },
                cancellationToken);
        }
    }
}

/// <summary>Closes such a link: it leads nowhere from then on.</summary>
public static class CloseLink
{
    [Requires(Right.ManageOffice)]
    public sealed record Command(Person Person, long Id) : IRequestOf<Unit>;

    internal sealed class Handler(SopDatabase database, IClock clock, Problems problems) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken) =>
            (await database.Query<long>(
                command.Person.UnitId,
                "update survey_links set closed_at = coalesce(closed_at, @now) where unit_id = @unit and id = @Id returning id",
                new { command.Id, now = clock.Now() }, cancellationToken)).Count == 1
                ? Unit.Value : throw new ProblemException(problems.NotFound());
    }
}

/// <summary>Makes a secret link to the survey of one case, to be shown or sent to its customer.</summary>
public static class InviteCase
{
    [Requires(Right.ServeCustomers)]
    public sealed record Command(Person Person, long Case) : IRequestOf<string>;

    internal sealed class Handler(
        SopDatabase database, FlowCache flows, SurveyLinks links, SurveyBox box, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, string>
    {
        public async Task<string> Handle(Command command, CancellationToken cancellationToken)
        {
            var unit = command.Person.UnitId;
            var found = await database.QuerySingle<Row>(
                unit, "select definition_id, version, customer_id from cases where unit_id = @unit and id = @Case", new { command.Case },
                cancellationToken) ?? throw new ProblemException(problems.NotFound());
            var flow = await flows.Get(new DefinitionVersion(unit, found.DefinitionId, found.Version), cancellationToken);
            if (found.CustomerId is null || flow.Steps.All(step => step.Kind != StepKind.Survey))
                throw new ProblemException(problems.Invalid("case", texts["Links.NoSurvey"]));
            if (await box.HasAnswered(unit, command.Case, cancellationToken))
                throw new ProblemException(problems.Invalid("case", texts["Survey.Answered"]));
            return await links.Invite(unit, command.Case, cancellationToken);
        }

        private sealed class Row
        {
            public string DefinitionId { get; init; } = "";
            public int Version { get; init; }
            public long? CustomerId { get; init; }
        }
    }
}
