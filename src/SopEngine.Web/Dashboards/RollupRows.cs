using Dapper;
using SopEngine.Core.Sla;
using SopEngine.Engine.Definitions;

namespace SopEngine.Web.Dashboards;

/// <summary>Reads a period from the rollups of days, weeks and months, from as few rows as possible.</summary>
internal static class RollupRows
{
    /// <summary>The rows of the stretches that <see cref="Of"/> names.</summary>
    /// <param name="kind">Prefix of the tables' names: <c>step</c> or <c>person</c>.</param>
    public static string Sql(string kind, string columns, string where = "true")
    {
        // The condition stands around all three tables: its subqueries then run once.
        var rows = string.Join(" union all ",
            Enum.GetValues<Grain>().Select(grain =>
                $"select * from {kind}_{Name(grain)} where unit_id = @unit and day = any(@{Name(grain)})"));
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
    /// SQL condition: the row's lane, which may be null, is one that the figures count. Takes <c>@unit</c>, <c>@lane</c> for only that
    /// one, empty for those of no lane, and <c>@office</c> for none of customers.
    /// </summary>
    /// <param name="of">Prefix of the row's columns.</param>
    public static string IsOf(string of = "") =>
        $"(@lane::text is null or coalesce({of}lane, '') = @lane) "
        + $"and not (@office and {UnitLanes.IsExternal($"{of}definition_id", $"{of}lane")})";

    private static string Name(Grain grain) => grain.ToString().ToLowerInvariant() + "s";
}
