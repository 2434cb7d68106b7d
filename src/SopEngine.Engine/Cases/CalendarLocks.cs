namespace SopEngine.Engine.Cases;

/// <summary>
/// The advisory lock between the openings of an office's cases and a recount of its calendar: an opening counts on the calendar that it
/// has read, so the recount must see its case.
/// </summary>
internal static class CalendarLocks
{
    /// <summary>Held by openings until they commit. Shared: openings do not wait for one another.</summary>
    public const string Hold =
        "select pg_advisory_xact_lock_shared(1397706611, unit_id) from (select distinct unnest($1::int[]) as unit_id order by 1) u";

    /// <summary>Waits until every opening that began before is committed.</summary>
    public const string PassOpenings = "select pg_advisory_xact_lock(1397706611, $1)";
}
