using SopEngine.Core.Rights;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Messages;

/// <summary>The people who are told of a new report.</summary>
internal static class ReportReaders
{
    /// <summary>The people whom the office chose; without a choice, its leaders.</summary>
    public static readonly string Sql =
        $"""
        select p.id from people p join units u on u.id = p.unit_id
        where p.unit_id = @unit and p.kind = 'staff' and p.deactivated_at is null
          and case when u.report_readers is null then {RightsSql.Of(Right.GetReports, "p.roles")}
            else p.id = any (u.report_readers) and {RightsSql.Of(Right.SeeDashboards, "p.roles")} end
        order by p.id
        """;
}
