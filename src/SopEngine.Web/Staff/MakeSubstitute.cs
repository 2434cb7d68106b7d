using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Substitutes;
using SopEngine.Engine.Data;
using SopEngine.Engine.Substitutes;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Staff;

/// <summary>Makes a deputy stand in for a person. Staff do so for themselves; head, supervisors and admins for anybody.</summary>
public static class MakeSubstitute
{
    private const int MostDays = 366;

    /// <param name="Away">The id of the person who is away; null for the sender.</param>
    /// <param name="From">The first day, in the zone of the unit.</param>
    /// <param name="Until">The last day.</param>
    /// <param name="Lanes">Null for everything the person does.</param>
    public sealed record Command(
        Person Person, long? Away, long? Deputy, SubstituteKind Kind, LocalDate? From, LocalDate? Until, IReadOnlyList<string>? Lanes,
        string? Reason) : IRequestOf<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts, IClock clock)
        {
            RuleFor(command => command.Deputy).NotNull().WithMessage(_ => texts["Substitutes.DeputyMissing"]);
            RuleFor(command => command.From).NotNull().WithName(_ => texts["Substitutes.From"]);
            RuleFor(command => command.Until).NotNull().WithName(_ => texts["Substitutes.Until"]);
            RuleFor(command => command.From)
                .Must((command, from) => from is null || from >= clock.GetCurrentInstant().InZone(ZoneOf(command)).Date)
                .WithMessage(_ => texts["Substitutes.FromPast"]);
            RuleFor(command => command.Until).Must((command, until) => until is null || command.From is null || until >= command.From)
                .WithMessage(_ => texts["Substitutes.UntilBefore"]);
            RuleFor(command => command.Until)
                .Must((command, until) =>
                    until is null || command.From is null || Period.DaysBetween(command.From.Value, until.Value) < MostDays)
                .WithMessage(_ => texts["Substitutes.TooLong"]);
            RuleFor(command => command.Lanes).Must(lanes => lanes is not { Count: 0 }).WithMessage(_ => texts["Substitutes.LanesMissing"]);
            RuleFor(command => command.Reason).NotEmpty().MaximumLength(500).WithName(_ => texts["Substitutes.Reason"]);
        }
    }

    internal sealed class Handler(SopDatabase database, SubstituteStore substitutes, People people, Problems problems,
        IStringLocalizer<Texts> texts) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            var away = command.Away ?? person.Id;
            if (!person.May(Right.HoldLanes) || (away != person.Id && !person.May(Right.MakeSubstitutes)))
                throw new ProblemException(problems.Forbidden());

            var known = (await database.Query<(long Id, bool MayHoldLanes)>(
                person.UnitId,
                $"""
                select id, {RightsSql.Of(Right.HoldLanes, "roles")} from people
                where unit_id = @unit and kind = 'staff' and deactivated_at is null and id = any (@ids)
                """,
                new { ids = new[] { away, command.Deputy!.Value } }, cancellationToken))
                .ToDictionary(row => row.Id, row => row.MayHoldLanes);
            if (!known.ContainsKey(away)) throw new ProblemException(problems.NotFound());
            if (!known.GetValueOrDefault(command.Deputy.Value))
                throw new ProblemException(problems.Invalid("deputy", texts["Substitutes.DeputyMissing"]));

            var zone = ZoneOf(command);
            var when = new Interval(
                command.From!.Value.AtStartOfDayInZone(zone).ToInstant(),
                command.Until!.Value.PlusDays(1).AtStartOfDayInZone(zone).ToInstant());
            var wanted = new Substitution(away, command.Deputy.Value, command.Kind, command.Lanes, when);
            if (await substitutes.Make(person.UnitId, wanted, command.Reason!.Trim(), person.Id, cancellationToken) is { } fault)
                throw new ProblemException(problems.Invalid("deputy", texts[$"Substitutes.{fault}"]));
            await people.Changed(person.UnitId, away, cancellationToken);
            await people.Changed(person.UnitId, command.Deputy.Value, cancellationToken);
            return Unit.Value;
        }
    }

    private static DateTimeZone ZoneOf(Command command) => DateTimeZoneProviders.Tzdb[command.Person.Zone];
}
