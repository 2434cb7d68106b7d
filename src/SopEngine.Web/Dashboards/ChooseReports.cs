using MediatR;
using NodaTime;
using SopEngine.Core.Reports;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Reports;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;

namespace SopEngine.Web.Dashboards;

/// <summary>Says which reports the unit wants: each month, each quarter, both or none.</summary>
public static class ChooseReports
{
    [Requires(Right.ChooseReports)]
    public sealed record Command(Person Person, IReadOnlyList<ReportGrain> Grains) : IRequestOf<Unit>;

    internal sealed class Handler(SopDatabase database, IClock clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var grains = command.Grains.Distinct().Order().Select(PeriodReports.ToSql).ToArray();
            await database.Execute(
                command.Person.UnitId,
                """
                with former as (select id, array_to_string(report_grains, ', ') as text from units where id = @unit),
                changed as (
                  update units set report_grains = @grains where id = @unit and report_grains <> @grains returning id)
                insert into audit_log (unit_id, at, person_id, action, before, detail)
                select id, @now, @by, @action, former.text, @detail from changed join former using (id)
                """,
                new
                {
                    grains,
                    now = clock.Now(),
                    by = command.Person.Id,
                    action = AuditLog.ReportsChosen,
                    detail = string.Join(", ", grains),
                }, cancellationToken);
            return Unit.Value;
        }
    }
}
