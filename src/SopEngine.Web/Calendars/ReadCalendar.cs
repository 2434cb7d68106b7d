using MediatR;
using NodaTime;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Calendars;

/// <summary>The unit's working calendar as it is now, and its latest changes.</summary>
public static class ReadCalendar
{
    public sealed record Query(Person Person) : IRequestOf<CalendarView>;

    /// <param name="Changes">Newest first.</param>
    public sealed record CalendarView(WorkingCalendarRules Rules, WorkingCalendar Calendar, int Version, IReadOnlyList<Change> Changes);

    /// <param name="Recounted">The number of cases whose due moments moved.</param>
    /// <param name="IsDone">True once all running cases have been counted again.</param>
    public sealed record Change(int Version, Instant At, string? By, string Reason, int Recounted, bool IsDone);

    internal sealed class Handler(SopDatabase database) : IRequestHandler<Query, CalendarView>
    {
        private const string Sql =
            """
            select calendar_version as version, calendar::text as calendar from units where id = @unit;

            select h.version, h.at, p.name as by, h.reason, h.recounted, h.done_at is not null as is_done
            from calendar_changes h left join people p on p.unit_id = h.unit_id and p.id = h.by_id
            where h.unit_id = @unit order by h.version desc limit 10
            """;

        public async Task<CalendarView> Handle(Query query, CancellationToken cancellationToken)
        {
            var (unit, changes) = await database.QueryMany(query.Person.UnitId, Sql, null,
                async results => (await results.ReadSingleAsync<Row>(), (await results.ReadAsync<ChangeRow>()).ToList()),
                cancellationToken);
            var rules = WorkingCalendarRules.FromJson(unit.Calendar);
            return new CalendarView(rules, new WorkingCalendar(rules), unit.Version,
                [.. changes.Select(row => new Change(row.Version, row.At.ToInstant(), row.By, row.Reason, row.Recounted, row.IsDone))]);
        }

        private sealed record Row(int Version, string Calendar);

        private sealed record ChangeRow(int Version, DateTime At, string? By, string Reason, int Recounted, bool IsDone);
    }
}
