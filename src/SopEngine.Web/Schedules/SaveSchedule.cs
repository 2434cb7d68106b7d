using System.Text.Json;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Schedules;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Schedules;

/// <summary>Gives a SOP a schedule, or changes one.</summary>
public static class SaveSchedule
{
    /// <param name="Id">Id of the schedule to change; null for a new one.</param>
    /// <param name="Revision">The revision that the person has before them.</param>
    /// <param name="Sop">The definition id; it stays when a schedule is changed.</param>
    /// <param name="Rule">A recurrence's JSON or a cron expression; see <see cref="ScheduleRule.TryParse"/>.</param>
    /// <param name="Inputs">Null keeps the schedule's inputs.</param>
    /// <param name="Key">Of the form of a new schedule; see <see cref="IdempotencyKey.OfForm"/>.</param>
    [Requires(Right.ManageSchedules)]
    public sealed record Command(
        Person Person, long? Id, int Revision, string Sop, string? Rule, string? Title, IReadOnlyDictionary<string, JsonElement>? Inputs,
        bool RunsWhenMissed, bool SkipsWhileRunning, string? Key = null) : IRequestOf<long>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Rule)
                .Must(rule => ScheduleRule.TryParse(rule) is not null).WithMessage(_ => texts["Schedules.RuleBad"]);
            RuleFor(command => command.Title).MaximumLength(200).WithName(_ => texts["Schedules.CaseTitle"]);
        }
    }

    internal sealed class Handler(
        ScheduleStore schedules, ScheduleReading reading, DefinitionStore definitions, FlowCache flows, Problems problems,
        IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            var (person, rule) = (command.Person, ScheduleRule.TryParse(command.Rule)!);
            var settings = new ScheduleSettings(
                command.Sop, rule, command.Title?.Trim() ?? "", command.Inputs, command.RunsWhenMissed, command.SkipsWhileRunning);
            if (command.Id is { } id)
            {
                if (await schedules.Change(person.UnitId, person.Id, id, command.Revision, settings, cancellationToken)) return id;
                throw new ProblemException(await reading.Find(person.UnitId, id, cancellationToken) switch
                {
                    null => problems.NotFound(),
                    { IsOfDefinition: true } => problems.Invalid("rule", texts["Schedules.OfDefinition"]),
                    _ => problems.Invalid("revision", texts["Schedules.Changed"]),
                });
            }

            var sop = await definitions.InForce(person.UnitId, command.Sop, cancellationToken)
                ?? throw new ProblemException(problems.Invalid("sop", texts["Start.NoSop", command.Sop]));
            if ((await flows.Get(sop, cancellationToken)).BeginsWithCustomer)
                throw new ProblemException(problems.Invalid("sop", texts["Schedules.NeedsCustomer"]));
            var key = IdempotencyKey.OfForm(
                person, command.Key, command.Sop, rule.ToString(), command.Title, command.RunsWhenMissed, command.SkipsWhileRunning);
            return await schedules.Add(person.UnitId, person.Id, settings, cancellationToken, key);
        }
    }
}
