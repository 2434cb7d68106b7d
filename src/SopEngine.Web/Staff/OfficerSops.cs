using SopEngine.Web.Accounts;

namespace SopEngine.Web.Staff;

/// <summary>SQL of the SOPs that people can answer for.</summary>
internal static class OfficerSops
{
    /// <summary>Id and name of each.</summary>
    public const string Sql =
        """
        select distinct on (definition_id) definition_id, name from definitions
        where unit_id = @unit and state in ('in_force', 'superseded', 'revoked')
        order by definition_id, is_published desc, version desc
        """;

    /// <summary>An array of the SOPs as the log names them, from a query of their ids.</summary>
    public static string Named(string ids) =>
        $"""
        array(select '{AuditLog.Answering}' || replace(coalesce(nullif(d.number, ''), d.name), ', ', ' ')
          from (select distinct on (definition_id) definition_id, name, json -> 'customProperties' -> 'sop' ->> 'number' as number
            from definitions
            where unit_id = @unit and definition_id in ({ids}) order by definition_id, is_published desc, version desc) d
          order by 1)
        """;
}
