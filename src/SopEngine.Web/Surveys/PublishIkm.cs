using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Survey;
using SopEngine.Engine.Surveys;
using SopEngine.Web.Http;

namespace SopEngine.Web.Surveys;

/// <summary>Shows the index of a period that is over on the office's public page, or takes it away from there.</summary>
public static class PublishIkm
{
    [Requires(Right.ManageOffice)]
    public sealed record Command(Person Person, string Period, bool IsPublic) : IRequestOf<Unit>;

    internal sealed class Handler(SurveyReports reports, IClock clock, Problems problems) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            var zone = DateTimeZoneProviders.Tzdb[person.Zone];
            if (!SurveyPeriod.TryParse(command.Period, out var period) || period.To >= clock.GetCurrentInstant().InZone(zone).Date)
                throw new ProblemException(problems.NotFound());
            if (command.IsPublic) await reports.Publish(person.UnitId, zone, period, person.Id, cancellationToken);
            else await reports.Withdraw(person.UnitId, period, cancellationToken);
            return Unit.Value;
        }
    }
}
