using MediatR;
using NodaTime;
using SopEngine.Core.Reports;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Reports;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;

namespace SopEngine.Web.Dashboards;

/// <summary>Says which reports the unit wants, each month, each quarter, both or none, and who gets them.</summary>
public static class ChooseReports
{
    /// <param name="Readers">Ids of the people who get them; empty for everybody who leads the office.</param>
    [Requires(Right.ChooseReports)]
    public sealed record Command(Person Person, IReadOnlyList<ReportGrain> Grains, IReadOnlyList<long> Readers) : IRequestOf<Unit>;

    internal sealed class Handler(SopDatabase database, IClock clock) : IRequestHandler<Command, Unit>
    {
        // Only people who see dashboards can be chosen: anybody else's number is left out. Choosing exactly the leaders is
        // stored as no choice: a later leader then gets the reports, too.
        private static readonly string Update =
            $"""
            with former as (
              select id, array_to_string(report_grains || {Names("report_readers")}, ', ') as text from units where id = @unit),
            chosen as (
              select nullif(
                array_agg(id order by id) filter (where id = any (@readers)),
                array_agg(id order by id) filter (where {RightsSql.Of(Right.GetReports, "roles")})) as readers
              from people where unit_id = @unit and kind = 'staff' and deactivated_at is null
                and {RightsSql.Of(Right.SeeDashboards, "roles")}),
            changed as (
              update units u set report_grains = @grains, report_readers = chosen.readers from chosen where u.id = @unit
                and (u.report_grains <> @grains or u.report_readers is distinct from chosen.readers) returning u.id)
            insert into audit_log (unit_id, at, person_id, action, before, detail)
            select id, @now, @by, @action, former.text, array_to_string(@grains || {Names("chosen.readers")}, ', ')
            from changed join former using (id) cross join chosen
            """;

        /// <summary>SQL: the names of people for the log, without the ", " before a title: the log separates names by it.</summary>
        private static string Names(string ids) =>
            $"array(select replace(p.name, ', ', ' ') from people p where p.unit_id = @unit and p.id = any ({ids}) order by p.id)";

        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var grains = command.Grains.Distinct().Order().Select(PeriodReports.ToSql).ToArray();
            await database.Execute(
                command.Person.UnitId, Update, new
                {
                    grains,
                    readers = command.Readers.Distinct().ToArray(),
                    now = clock.Now(),
                    by = command.Person.Id,
                    action = AuditLog.ReportsChosen,
                }, cancellationToken);
            return Unit.Value;
        }
    }
}
