using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Survey;
using SopEngine.Engine.Data;
using SopEngine.Web.Accounts;
using SopEngine.Web.Forms;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Surveys;

/// <summary>Says how the office counts its index.</summary>
public static class SaveSurveySettings
{
    [Requires(Right.ManageOffice)]
    public sealed record Command(Person Person, string Weights, string Grain, string? LegalBasis) : IRequestOf<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Weights).Must(name => SurveyWeightNames.Find(name) is not null)
                .WithMessage(_ => texts["SurveySettings.Weights.Bad"]);
            RuleFor(command => command.Grain).Must(name => Enum.GetValues<SurveyGrain>().Any(known => SurveyInput.Name(known) == name))
                .WithMessage(_ => texts["SurveySettings.Grain.Bad"]);
            RuleFor(command => command.LegalBasis).MaximumLength(500).OverridePropertyName("legalBasis")
                .WithName(_ => texts["SurveySettings.LegalBasis"]);
        }
    }

    internal sealed class Handler(SopDatabase database, IClock clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await database.Execute(
                command.Person.UnitId,
                $"""
                insert into survey_settings (unit_id, weights, grain, legal_basis, changed_at, changed_by)
                values (@unit, @Weights, @Grain, @legal, @now, @by)
                on conflict (unit_id) do update
                set weights = @Weights, grain = @Grain, legal_basis = @legal, changed_at = @now, changed_by = @by;
                {AuditLog.Insert}
                """,
                new
                {
                    command.Weights,
                    command.Grain,
                    legal = command.LegalBasis?.Trim() ?? "",
                    now = clock.Now(),
                    by = command.Person.Id,
                    subject = (long?)null,
                    action = AuditLog.SurveyChanged,
                    detail = $"{command.Weights}, {command.Grain}",
                }, cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Adds a time in which the office asks.</summary>
public static class AddOpening
{
    [Requires(Right.ManageOffice)]
    public sealed record Command(Person Person, LocalDate? From, LocalDate? To) : IRequestOf<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.From).NotNull().OverridePropertyName("from").WithMessage(_ => texts["SurveySettings.Days.Bad"]);
            RuleFor(command => command.To).Must((command, to) => to >= command.From)
                .OverridePropertyName("to").WithMessage(_ => texts["SurveySettings.Days.Bad"]);
        }
    }

    internal sealed class Handler(SopDatabase database) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await database.Execute(
                command.Person.UnitId, "insert into survey_openings (unit_id, from_day, to_day) values (@unit, @from, @to)",
                new { from = command.From!.Value.ToDateOnly(), to = command.To!.Value.ToDateOnly() }, cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Takes such a time away.</summary>
public static class RemoveOpening
{
    [Requires(Right.ManageOffice)]
    public sealed record Command(Person Person, long Id) : IRequestOf<Unit>;

    internal sealed class Handler(SopDatabase database, Problems problems) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken) =>
            (await database.Query<long>(
                command.Person.UnitId, "delete from survey_openings where unit_id = @unit and id = @Id returning id", new { command.Id },
                cancellationToken)).Count == 1 ? Unit.Value : throw new ProblemException(problems.NotFound());
    }
}

/// <summary>Adds a question outside of the index.</summary>
public static class AddQuestion
{
    private const int Most = 10;

    [Requires(Right.ManageOffice)]
    public sealed record Command(Person Person, string Text, IReadOnlyList<string> Answers) : IRequestOf<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Text).NotEmpty().MaximumLength(300).OverridePropertyName("text")
                .WithName(_ => texts["Ikm.Question.Text"]);
            RuleFor(command => command.Answers)
                .Must(answers => answers.Count == SurveyElements.Best && answers.All(answer => answer.Length is > 0 and <= 100))
                .OverridePropertyName("answer").WithMessage(_ => texts["SurveySettings.Answers.Bad"]);
        }
    }

    internal sealed class Handler(SopDatabase database, Problems problems, IStringLocalizer<Texts> texts) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken) =>
            (await database.Query<int>(
                command.Person.UnitId,
                """
                insert into survey_questions (unit_id, no, text, answers)
                select @unit, coalesce(max(no), 0) + 1, @text, @answers from survey_questions where unit_id = @unit
                having count(*) filter (where retired_at is null) < @Most
                returning no
                """,
                new { text = command.Text.Trim(), answers = command.Answers.ToArray(), Most }, cancellationToken)).Count == 1
                ? Unit.Value : throw new ProblemException(problems.Invalid("text", texts["SurveySettings.Questions.Many", Most]));
    }
}

/// <summary>Asks a further question no more. Its answers stay.</summary>
public static class RetireQuestion
{
    [Requires(Right.ManageOffice)]
    public sealed record Command(Person Person, int No) : IRequestOf<Unit>;

    internal sealed class Handler(SopDatabase database, IClock clock, Problems problems) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken) =>
            (await database.Query<int>(
                command.Person.UnitId,
                "update survey_questions set retired_at = coalesce(retired_at, @now) where unit_id = @unit and no = @No returning no",
                new { command.No, now = clock.Now() }, cancellationToken)).Count == 1
                ? Unit.Value : throw new ProblemException(problems.NotFound());
    }
}
