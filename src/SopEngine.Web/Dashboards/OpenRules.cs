using SopEngine.Engine.Cases;

namespace SopEngine.Web.Dashboards;

/// <summary>
/// SQL of how an open task <c>t</c> stands, for the figures and for the lists behind them. Takes <c>@now</c> and, for the days ahead,
/// <c>@tomorrow</c> and <c>@nextWeek</c>. A paused case stands in <c>p</c>; see <see cref="PauseOf"/>.
/// </summary>
internal static class OpenRules
{
    private const string Limit = "coalesce(t.original_due_at, t.due_at)";

    /// <summary>Joins the pause of the task's case as <c>p</c>, for a few tasks.</summary>
    public const string PauseOf =
        "left join lateral (select k.paused_at from cases k where k.unit_id = t.unit_id and k.id = t.case_id) p on true";

    /// <summary>Joins it for all open tasks of the unit.</summary>
    public const string Pauses =
        "left join (select id, paused_at from cases where unit_id = @unit and paused_at is not null) p on p.id = t.case_id";

    /// <summary>Late by its limit before any extension. The clock of a paused case stands since the pause.</summary>
    public const string IsLate = $"case when p.paused_at is null then {Limit} <= @now else {Limit} < p.paused_at end";

    public const string IsDueToday = $"t.due_at > @now and t.due_at < @tomorrow and {Runs}";

    public const string IsDueThisWeek = $"t.due_at > @now and t.due_at < @nextWeek and {Runs}";

    /// <summary>Warned of, for its time and not because nobody holds its lane.</summary>
    public const string IsSoon = $"t.due_at > @now and t.due_at < 'infinity' and {Runs} and t.level > {VacantLadder.Climbed}";

    public const string HasNoLimit = "t.due_at = 'infinity'";

    /// <summary>Late by its first limit, and in time by its extension.</summary>
    public const string HasTimeAgain = $"t.original_due_at is not null and t.due_at > @now and {IsLate}";

    /// <summary>Its clock runs, and it is not late.</summary>
    private const string Runs = $"p.paused_at is null and {Limit} > @now";
}
