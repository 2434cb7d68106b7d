using Dapper;
using SopEngine.Core.Sla;
using SopEngine.Engine.Definitions;

namespace SopEngine.Web.Dashboards;

/// <summary>Reads a period from the rollups of days, weeks and months: from as few rows as hold it.</summary>
internal static class RollupRows
{
    /// <summary>The rows of the stretches that <see cref="Of"/> names.</summary>
    /// <param name="kind">What the tables are of: <c>step</c> or <c>person</c>.</param>
    public static string Sql(string kind, string columns, string where = "true")
    {
        // Narrowed around all three: what the condition asks of other tables is then asked once.
        var rows = string.Join(" union all ", Enum.GetValues<Grain>().Select(grain => $"select * from {kind}_{Name(grain)} where unit_id = @unit and day = any(@{Name(grain)})"));
        return $"select {columns} from ({rows}) counted where {where}";
    }

    /// <summary>Adds the parameters of <see cref="Sql"/>.</summary>
    public static DynamicParameters Of(IEnumerable<Stretch> stretches, object others)
    {
        var parameters = new DynamicParameters(others);
        var byGrain = stretches.ToLookup(stretch => stretch.Grain, stretch => stretch.First.ToDateOnly());
        foreach (var grain in Enum.GetValues<Grain>()) parameters.Add(Name(grain), byGrain[grain].ToArray());
        return parameters;
    }

    /// <summary>
    /// Whether the lane of a row, which may be null, is one of those that the figures are of. Takes <c>@unit</c>, <c>@lane</c> for only
    /// that one, and
    /// <c>@office</c> for none of customers.
    /// </summary>
    /// <param name="of">What the row's columns begin with.</param>
    public static string IsOf(string of = "") => $"(@lane::text is null or {of}lane = @lane) and not (@office and {UnitLanes.IsExternal($"{of}definition_id", $"{of}lane")})";

    private static string Name(Grain grain) => grain.ToString().ToLowerInvariant() + "s";
}
