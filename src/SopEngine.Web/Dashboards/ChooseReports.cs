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
        // Only people who see dashboards can be chosen: anybody else's number is left out.
        private static readonly string Update =
            $"""
            update units set report_grains = @grains, report_readers = (
              select array_agg(id order by id) from people where unit_id = @unit and id = any (@readers) and kind = 'staff'
                and deactivated_at is null and {RightsSql.Of(Right.SeeDashboards, "roles")})
            where id = @unit
            """;

        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var grains = command.Grains.Distinct().Order().Select(PeriodReports.ToSql).ToArray();
            await database.Execute(
                command.Person.UnitId, $"{Update}; {AuditLog.Insert}", new
                {
                    grains,
                    readers = command.Readers.Distinct().ToArray(),
                    now = clock.Now(),
                    by = command.Person.Id,
                    subject = (long?)null,
                    action = AuditLog.ReportsChosen,
                    detail = string.Join(", ", grains),
                }, cancellationToken);
            return Unit.Value;
        }
    }
}
