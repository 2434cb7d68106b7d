using NodaTime;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases;

/// <summary>
/// The intervals in which the clock of a case's service standard stood; the column <c>standard_stops</c> holds their edges in order.
/// </summary>
public static class StandardStops
{
    /// <summary>SQL: true while the clock of the case <c>c</c> stands.</summary>
    public const string Stands = "cardinality(c.standard_stops) % 2 = 1";

    /// <summary>SQL: the moment since which it stands; null while it runs.</summary>
    public const string StoppedAt = $"case when {Stands} then c.standard_stops[cardinality(c.standard_stops)] end";

    /// <summary>
    /// SQL: true when it stopped after the promised moment, so that the promise is broken. A stop at exactly that moment keeps it.
    /// </summary>
    public const string StoppedLate = $"{StoppedAt} > c.standard_due_at";

    /// <summary>The intervals of a column's value.</summary>
    public static IReadOnlyList<Interval> Read(DateTime[] edges) =>
        [.. edges.Chunk(2).Select(stop => new Interval(stop[0].ToInstant(), stop.Length > 1 ? stop[1].ToInstant() : null))];

    /// <summary>The column as the text of a PostgreSQL array.</summary>
    internal static string Write(IEnumerable<Interval> stops) =>
        InstantArray.Text(stops.SelectMany(stop => stop.HasEnd ? [stop.Start, stop.End] : new[] { stop.Start }));
}
