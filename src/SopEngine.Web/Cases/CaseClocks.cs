using System.Text.Json.Serialization;
using NodaTime;
using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;

namespace SopEngine.Web.Cases;

/// <summary>The state of a case's clocks.</summary>
/// <param name="PausedAt">The moment since which the case is put off; null when it is not.</param>
/// <param name="Standard">The promise for the whole case as the SOP writes it; null for none.</param>
/// <param name="StoppedAt">The moment since which the promise's clock stands: the case is put off, or waits only for its customer.</param>
/// <param name="EarliestEnd">The earliest end of the case if each step takes its limit; null once it has ended.</param>
/// <param name="Ways">The limits of the office's steps on the shortest and the longest way; null where none has one.</param>
public sealed record CaseClocks(
    Instant? PausedAt, string? Standard, Instant? StandardDue, StandingItem? Standing, Instant? StoppedAt,
    Instant? EarliestEnd, [property: JsonIgnore] WayTimes? Ways, int MinutesADay)
{
    public static readonly CaseClocks None = new(null, null, null, null, null, null, null, 1);

    /// <summary>The times in which the promise's clock stood; the last has no end while it stands.</summary>
    [JsonIgnore]
    public IReadOnlyList<Interval> Stops { get; init; } = [];

    /// <summary>In minutes of work, as <see cref="LongestWay"/>; null where no step has a limit.</summary>
    public int? ShortestWay => (int?)Ways?.Shortest.TotalMinutes;

    public int? LongestWay => (int?)Ways?.Longest.TotalMinutes;

    /// <summary>The columns of <c>cases c</c> that <see cref="Row"/> holds.</summary>
    internal const string Columns = "c.paused_at, c.standard_due_at, c.standard_stops";

    internal readonly record struct Row(DateTime? PausedAt, DateTime? StandardDueAt, DateTime[] StandardStops);

    /// <param name="open">The open tasks: the activity and the due moment of each.</param>
    internal static async ValueTask<CaseClocks> Of(
        OfficeClock clocks, int unit, Flow flow, Row row, Instant started, Instant? ended, IEnumerable<(int Activity, Instant? Due)>? open,
        Instant now, CancellationToken cancellation)
    {
        var due = row.StandardDueAt?.ToInstant();
        var stops = StandardStops.Read(row.StandardStops);
        Instant? stopped = stops is [.., { HasEnd: false } last] ? last.Start : null;
        var calendar = (await clocks.Calendar(unit, cancellation)).For(flow.HoursOf());
        return new CaseClocks(
            ended is null ? row.PausedAt?.ToInstant() : null, due is null ? null : flow.Definition.Sop?.ServiceStandard?.ToString(), due,
            await clocks.OfCase(unit, flow, due, started, ended, stops, cancellation), ended is null ? stopped : null,
            ended is null && open is not null ? ServiceClock.EarliestEnd(flow, calendar, open, now) : null,
            open is null || flow.Steps.All(step => step.Limit is null)
                ? null : WayTimes.Of(flow, await clocks.Calendar(unit, cancellation)),
            OfficeClock.MinutesADay(calendar))
        {
            Stops = stops,
        };
    }
}
