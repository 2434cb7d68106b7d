namespace SopEngine.Engine.Cases;

/// <summary>
/// The advisory lock between the openings of an office's cases and a recount of its calendar: a case that is being opened is counted on the
/// calendar as it was read, so the recount must see it.
/// </summary>
internal static class CalendarLocks
{
    /// <summary>Held by openings until they commit. Shared: openings do not wait for one another.</summary>
    public const string Hold =
        "select pg_advisory_xact_lock_shared(1397706611, unit_id) from (select distinct unnest($1::int[]) as unit_id order by 1) u";

    /// <summary>Waits until every case that began to be opened before is committed.</summary>
    public const string PassOpenings = "select pg_advisory_xact_lock(1397706611, $1)";
}
