using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Survey;
using SopEngine.Engine.Data;
using SopEngine.Engine.Surveys;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Surveys;

/// <summary>Types in an answer that was given on paper.</summary>
public static class EnterPaper
{
    /// <summary>Answers whether it was counted; false for a form that was sent before.</summary>
    /// <param name="Day">The day on the paper.</param>
    [Requires(Right.ServeCustomers)]
    public sealed record Command(Person Person, LocalDate? Day, SurveyAnswer Answer, string Key) : IRequestOf<bool>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        /// <summary>Older paper belongs to a period that was counted long ago.</summary>
        private static readonly Period Oldest = Period.FromYears(1);

        public Validator(IStringLocalizer<Texts> texts, IClock clock)
        {
            RuleFor(command => command.Day).Must((command, day) => day is { } given && Today(command) is var today
                    && given <= today && given >= today.Minus(Oldest))
                .OverridePropertyName("day").WithMessage(_ => texts["Paper.Day.Bad"]);
            RuleFor(command => command.Key).NotEmpty().IdempotencyKeyOrNone();

            LocalDate Today(Command command) => clock.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb[command.Person.Zone]).Date;
        }
    }

    internal sealed class Handler(SopDatabase database, SurveyBox box, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, bool>
    {
        public async Task<bool> Handle(Command command, CancellationToken cancellationToken)
        {
            var (person, answer) = (command.Person, command.Answer with { Day = command.Day!.Value });
            var settings = await SurveySettings.Read(database, person.UnitId, cancellationToken);
            if (!settings.IsOpen(answer.Day)) throw new ProblemException(problems.Invalid("day", texts["Paper.Day.Closed"]));
            if (answer.Service.Length > 0
                && (await SurveyServices.List(database, person.UnitId, cancellationToken)).All(service => service.Id != answer.Service))
                throw new ProblemException(problems.Invalid("service", texts["Paper.Service.Bad"]));
            return await box.Put(person.UnitId, $"{person.Id}:{command.Key}", answer, person.Id, cancellationToken);
        }
    }
}
