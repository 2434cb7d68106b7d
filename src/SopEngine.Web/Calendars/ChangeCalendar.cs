using System.Text.Json;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Data;
using SopEngine.Engine.Units;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Calendars;

/// <summary>Replaces the unit's working calendar. Due moments are counted again right behind it, case by case.</summary>
public static class ChangeCalendar
{
    /// <param name="Version">The version that the person has before them.</param>
    /// <param name="Calendar">The complete new calendar as JSON; see <see cref="WorkingCalendarRules.ToJson"/>.</param>
    /// <param name="Reason">The change and its reason, for the record.</param>
    [Requires(Right.ChangeCalendar)]
    public sealed record Command(Person Person, int Version, string? Calendar, string? Reason) : IRequestOf<int>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Reason).NotEmpty().MaximumLength(500).WithName(_ => texts["Calendar.Reason"]);
            RuleFor(command => command.Calendar).NotEmpty().WithName(_ => texts["Calendar.Title"]);
        }
    }

    internal sealed class Handler(UnitCalendars calendars, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, int>
    {
        public async Task<int> Handle(Command command, CancellationToken cancellationToken)
        {
            var rules = Read(command.Calendar!);
            if (rules.Problems() is { IsEmpty: false } found)
                throw new ProblemException(problems.Invalid(
                    new Dictionary<string, string[]> { ["calendar"] = [.. found.Select(problem => CalendarEdits.Say(problem, texts))] }));

            var person = command.Person;
            return await calendars.Change(
                person.UnitId, command.Version, rules, person.Id, command.Reason!.Trim(), clock.Now(), cancellationToken)
                ?? throw new ProblemException(
                    new Problem(409, "calendar-changed", texts["Calendar.Conflict"], texts["Calendar.Conflict.Detail"]));
        }

        private WorkingCalendarRules Read(string json)
        {
            try
            {
                return WorkingCalendarRules.FromJson(json);
            }
            catch (JsonException bad)
            {
                throw new ProblemException(problems.Invalid("calendar", texts["Calendar.NotUnderstood", bad.Path ?? ""]));
            }
        }
    }
}
