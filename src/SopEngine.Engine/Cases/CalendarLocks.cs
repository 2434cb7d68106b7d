namespace SopEngine.Engine.Cases;

/// <summary>
/// The advisory lock between the openings of an office's cases and a deed that must see their cases: an opening counts on the calendar
/// that it has read, so a recount must see its case, and so must a merge of two customers or the removal of one, since the opening names
/// them.
/// </summary>
public static class CalendarLocks
{
    /// <summary>Held by openings until they commit. Shared: openings do not wait for one another.</summary>
    internal const string Hold =
        "select pg_advisory_xact_lock_shared(1397706611, unit_id) from (select distinct unnest($1::int[]) as unit_id order by 1) u";

    /// <summary>Waits until every opening that began before is committed. Later ones wait until this transaction ends.</summary>
    public const string PassOpenings = "select pg_advisory_xact_lock(1397706611, $1)";

    /// <summary>The same with the parameter <c>@unit</c>.</summary>
    public const string PassOpeningsOfUnit = "select pg_advisory_xact_lock(1397706611, @unit)";
}
