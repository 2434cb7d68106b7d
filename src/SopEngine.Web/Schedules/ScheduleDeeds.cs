using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
using SopEngine.Engine.Schedules;
using SopEngine.Engine.Timers;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Schedules;

/// <summary>Pauses a schedule, or lets it go on.</summary>
public static class PauseSchedule
{
    [Requires(Right.ManageSchedules)]
    public sealed record Command(Person Person, long Id, bool Paused) : IRequestOf<bool>;

    internal sealed class Handler(ScheduleStore schedules, Problems problems) : IRequestHandler<Command, bool>
    {
        public async Task<bool> Handle(Command command, CancellationToken cancellationToken) =>
            await schedules.Pause(command.Person.UnitId, command.Person.Id, command.Id, command.Paused, cancellationToken)
                ? true : throw new ProblemException(problems.NotFound());
    }
}

/// <summary>Deletes a schedule. The cases that it started stay.</summary>
public static class DeleteSchedule
{
    [Requires(Right.ManageSchedules)]
    public sealed record Command(Person Person, long Id) : IRequestOf<bool>;

    internal sealed class Handler(ScheduleStore schedules, ScheduleReading reading, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, bool>
    {
        public async Task<bool> Handle(Command command, CancellationToken cancellationToken)
        {
            var unit = command.Person.UnitId;
            if (await schedules.Delete(unit, command.Id, cancellationToken)) return true;
            throw new ProblemException(await reading.Find(unit, command.Id, cancellationToken) is null
                ? problems.NotFound() : problems.Invalid("id", texts["Schedules.OfDefinition"]));
        }
    }
}

/// <summary>Starts a case now, as the schedule would.</summary>
public static class RunSchedule
{
    [Requires(Right.ManageSchedules)]
    public sealed record Command(Person Person, long Id, string? Key) : IRequestOf<Outcome>;

    /// <param name="Case">Null when none was started.</param>
    public sealed record Outcome(ScheduleResult Result, long? Case);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(command => command.Key).IdempotencyKeyOrNone();
    }

    internal sealed class Handler(DueSchedules schedules, Problems problems) : IRequestHandler<Command, Outcome>
    {
        public async Task<Outcome> Handle(Command command, CancellationToken cancellationToken) =>
            await schedules.RunNow(
                    command.Person.UnitId, command.Id, command.Person.Id, command.Key ?? IdempotencyKey.New(), cancellationToken)
                is var (result, caseId)
                ? new Outcome(result, caseId)
                : throw new ProblemException(problems.NotFound());
    }
}

/// <summary>
/// Has a job of the service run now. Each may run at any time without harm; when they run is a matter of the service's settings.
/// </summary>
public static class RunJob
{
    [Requires(Right.ManageSchedules)]
    public sealed record Command(Person Person, string Name) : IRequestOf<bool>;

    internal sealed class Handler(RecurringJobs jobs, Problems problems) : IRequestHandler<Command, bool>
    {
        public async Task<bool> Handle(Command command, CancellationToken cancellationToken) =>
            await jobs.RunNow(command.Name, cancellationToken) ? true : throw new ProblemException(problems.NotFound());
    }
}
