using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Survey;
using SopEngine.Engine.Data;
using SopEngine.Engine.Surveys;
using SopEngine.Web.Http;

namespace SopEngine.Web.Surveys;

/// <summary>The index of satisfaction of a period, with what is planned about it.</summary>
public static class ReadIkm
{
    /// <summary>The most periods of a length that can be chosen.</summary>
    private const int MostPeriods = 13;

    /// <param name="Period">Name of a period; null or another text for the latest that is over and has answers.</param>
    /// <param name="Service">Id of a SOP; null or empty for the office.</param>
    [Requires(Right.SeeDashboards, Right.SeeFiguresOfOwnSops)]
    public sealed record Query(Person Person, string? Period, string? Service) : IRequestOf<View>;

    /// <param name="Periods">Those that can be chosen, by length, the latest first.</param>
    /// <param name="Plan">What was planned in this period.</param>
    /// <param name="LastPlan">What was planned in the latest period before it that has a plan.</param>
    /// <param name="Report">Null while none is made.</param>
    public sealed record View(
        SurveySettings Settings, SurveyPeriod Period, string? Service, SurveyReading.Found Found, IReadOnlyList<SurveyService> Services,
        IReadOnlyList<IReadOnlyList<SurveyPeriod>> Periods, IReadOnlyList<SurveyAction> Plan, IReadOnlyList<SurveyAction> LastPlan,
        MadeReport? Report, IReadOnlyList<Colleague> Staff, string OfficeCode, LocalDate Today)
    {
        public SurveyFigures Figures => Found.Figures;

        public bool IsOver => Period.To < Today;
    }

    public sealed record MadeReport(Instant MadeAt, Instant? PublishedAt);

    public sealed record Colleague(long Id, string Name);

    internal sealed class Handler(SopDatabase database, SurveyReading reading, IClock clock, Problems problems)
        : IRequestHandler<Query, View>
    {
        private const string ReadSpan =
            """
            select code from units where id = @unit;
            select min(day) as first, max(day) as last from survey_counts where unit_id = @unit and part = 'all'
            """;

        private static readonly string Rest =
            $"""
            select {SurveyAction.Columns} from survey_actions a join people p on p.unit_id = a.unit_id and p.id = a.owner_id
            where a.unit_id = @unit and a.service = @service and a.period = @period order by a.due_on, a.id;
            select {SurveyAction.Columns} from survey_actions a join people p on p.unit_id = a.unit_id and p.id = a.owner_id
            where a.unit_id = @unit and a.service = @service and a.period = (
              select b.period from survey_actions b where b.unit_id = @unit and b.service = @service and b.period < @period
                and length(b.period) = length(@period) order by b.period desc limit 1)
            order by a.due_on, a.id;
            select made_at, published_at from survey_reports where unit_id = @unit and period = @period;
            select id, name from people where unit_id = @unit and kind = 'staff' and deactivated_at is null order by name, id
            """;

        public async Task<View> Handle(Query query, CancellationToken cancellationToken)
        {
            var person = query.Person;
            var zone = DateTimeZoneProviders.Tzdb[person.Zone];
            var today = clock.GetCurrentInstant().InZone(zone).Date;
            var settings = await SurveySettings.Read(database, person.UnitId, cancellationToken);
            var (code, first, last) = await database.QueryMany(person.UnitId, ReadSpan, null, async results =>
            {
                var office = await results.ReadSingleAsync<string>();
                var span = await results.ReadSingleAsync<Span>();
                return (office, Day(span.First), Day(span.Last));
            }, cancellationToken);
            LocalDate Day(DateOnly? day) => day is { } known ? LocalDate.FromDateOnly(known) : today;

            var period = SurveyPeriod.TryParse(query.Period, out var wanted) ? wanted : Latest(settings.Grain, today, first);
            var services = await SurveyServices.List(database, person.UnitId, cancellationToken);
            var service = string.IsNullOrEmpty(query.Service) ? null : query.Service;
            if (person.Reach is { } reach && service is not null && !reach.Contains(service))
                throw new ProblemException(problems.NotFound());
            var found = await reading.Read(
                person.UnitId, zone, settings.Weights, period, service, person.Reach, cancellationToken);
            var (plan, lastPlan, report, staff) = await database.QueryMany(
                person.UnitId, Rest, new { service = service ?? "", period = period.ToString() },
                async results => (
                    (await results.ReadAsync<SurveyAction.Row>()).Select(row => row.ToAction()).ToList(),
                    (await results.ReadAsync<SurveyAction.Row>()).Select(row => row.ToAction()).ToList(),
                    await results.ReadSingleOrDefaultAsync<ReportRow>(),
                    (await results.ReadAsync<Colleague>()).ToList()), cancellationToken);
            return new View(
                settings, period, service, found,
                [.. services.Where(one => person.Reach?.Contains(one.Id) != false)],
                [.. Enum.GetValues<SurveyGrain>().Select(grain => Choices(grain, first, LocalDate.Max(today, last)))],
                // Somebody who sees single SOPs sees the plans of these alone.
                person.Reach is null || service is not null ? plan : [], person.Reach is null || service is not null ? lastPlan : [],
                report?.Made, staff, code, today);
        }

        /// <summary>The period before today's; today's while nothing is older.</summary>
        private static SurveyPeriod Latest(SurveyGrain grain, LocalDate today, LocalDate first)
        {
            var now = SurveyPeriod.Of(grain, today);
            return first < now.From ? now.Previous : now;
        }

        private static List<SurveyPeriod> Choices(SurveyGrain grain, LocalDate first, LocalDate last)
        {
            var choices = new List<SurveyPeriod>();
            for (var period = SurveyPeriod.Of(grain, last); period.To >= first && choices.Count < MostPeriods; period = period.Previous)
                choices.Add(period);
            return choices;
        }

        /// <summary>The days of the first and the last answer; null without one.</summary>
        private sealed class Span
        {
            public DateOnly? First { get; init; }
            public DateOnly? Last { get; init; }
        }

        private sealed record ReportRow(DateTime MadeAt, DateTime? PublishedAt)
        {
            public MadeReport Made => new(MadeAt.ToInstant(), PublishedAt?.ToInstant());
        }
    }
}
