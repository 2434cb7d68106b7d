using Dapper;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Engine.Definitions;

/// <summary>The versions in a list.</summary>
public enum VersionChoice
{
    All,
    Latest,
    Published,
    LatestOrPublished,

    /// <summary>The latest, where it is in force.</summary>
    LatestAndPublished,

    /// <summary>The latest, where it is not in force.</summary>
    Draft,
}

public enum DefinitionOrder
{
    Name,
    Version,
    Created,
}

/// <summary>The filter, order and page of a list.</summary>
/// <param name="Version">Only this version number; null for all.</param>
/// <param name="DefinitionIds">Only these definition ids; null for all.</param>
/// <param name="Ids">Only these version ids; null for all.</param>
/// <param name="Search">Part of the name, description or an id, in any case.</param>
/// <param name="Skip">The number of versions before the page.</param>
/// <param name="Take">The most versions on the page.</param>
public sealed record DefinitionQuery(
    VersionChoice Versions = VersionChoice.All, int? Version = null, IReadOnlyList<string>? DefinitionIds = null,
    IReadOnlyList<string>? Ids = null, string? Search = null, DefinitionOrder Order = DefinitionOrder.Name, bool Descending = false,
    int Skip = 0, int Take = 1_000);

public sealed partial class DefinitionStore
{
    /// <summary>A page of the unit's versions, without their JSON, and the total number.</summary>
    public Task<(IReadOnlyList<StoredDefinition> Items, int Total)> List(int unit, DefinitionQuery query, CancellationToken cancellation)
    {
        const string condition =
            """
            d.unit_id = @unit
              and case @versions
                when 'Latest' then d.is_latest
                when 'Published' then d.is_published
                when 'LatestOrPublished' then d.is_latest or d.is_published
                when 'LatestAndPublished' then d.is_latest and d.is_published
                when 'Draft' then d.is_latest and not d.is_published
                else true end
              and (@version::int is null or d.version = @version)
              and (@definitionIds::text[] is null or d.definition_id = any (@definitionIds))
              and (@ids::text[] is null or d.id = any (@ids))
              and (@search::text is null or strpos(folded(d.name), @search) > 0 or strpos(folded(d.description), @search) > 0
                or lower(d.id) = @search or lower(d.definition_id) = @search)
            """;
        var direction = query.Descending ? "desc" : "asc";
        var order = query.Order switch
        {
            DefinitionOrder.Version => $"d.version {direction}, d.definition_id",
            DefinitionOrder.Created => $"d.created_at {direction}, d.definition_id, d.version",
            _ => $"lower(d.name) {direction}, d.definition_id, d.version",
        };
        var parameters = new DynamicParameters();
        parameters.Add("versions", query.Versions.ToString());
        parameters.Add("version", query.Version, System.Data.DbType.Int32);
        parameters.Add("definitionIds", query.DefinitionIds?.ToArray());
        parameters.Add("ids", query.Ids?.ToArray());
        parameters.Add(
            "search", string.IsNullOrWhiteSpace(query.Search) ? null : query.Search.Trim().Normalize().ToLowerInvariant(),
            System.Data.DbType.String);
        parameters.Add("skip", query.Skip);
        parameters.Add("take", query.Take);
        return database.QueryMany<(IReadOnlyList<StoredDefinition>, int)>(
            unit,
            $"""
            select count(*)::int from definitions d where {condition};
            select {DefinitionTransaction.Columns} from {DefinitionTransaction.From}
            where {condition} order by {order} offset @skip limit @take
            """,
            parameters,
            async results =>
            {
                var total = await results.ReadSingleAsync<int>();
                return ([.. (await results.ReadAsync<DefinitionRow>()).Select(row => row.ToDefinition())], total);
            },
            cancellation);
    }

    /// <summary>The latest version of a definition, the one in force, or the one with a number, with its JSON; null for none.</summary>
    public Task<StoredDefinition?> Find(
        int unit, string definitionId, VersionChoice versions, int? version, CancellationToken cancellation) => Find(
        unit,
        """
        d.definition_id = @definitionId and (@version::int is null or d.version = @version)
          and case @versions
            when 'Latest' then d.is_latest
            when 'Published' then d.is_published
            when 'LatestAndPublished' then d.is_latest and d.is_published
            when 'Draft' then d.is_latest and not d.is_published
            else true end
        order by d.is_latest desc, d.is_published desc, d.version desc limit 1
        """,
        Parameters(("definitionId", definitionId), ("versions", versions.ToString()), ("version", version)),
        cancellation);

    /// <summary>The latest version of a definition, with its JSON; null for none.</summary>
    public Task<StoredDefinition?> Latest(int unit, string definitionId, CancellationToken cancellation) =>
        Find(unit, definitionId, VersionChoice.Latest, null, cancellation);

    /// <summary>A version by its id, with its JSON; null for none.</summary>
    public Task<StoredDefinition?> FindById(int unit, string id, CancellationToken cancellation) =>
        Find(unit, "d.id = @id", Parameters(("id", id)), cancellation);

    /// <summary>The existing versions among these ids, with their JSON.</summary>
    public async Task<IReadOnlyList<StoredDefinition>> FindByIds(int unit, IReadOnlyList<string> ids, CancellationToken cancellation) =>
        [.. (await database.Query<DefinitionRow>(unit,
            $"""
            select {DefinitionTransaction.Columns}, d.json::text as json from {DefinitionTransaction.From}
            where d.unit_id = @unit and d.id = any (@ids) order by d.name, d.id
            """,
            Parameters(("ids", ids.ToArray())), cancellation)).Select(row => row.ToDefinition())];

    /// <summary>True when no other definition's latest version has this name; upper and lower case are the same.</summary>
    public async Task<bool> IsNameFree(int unit, string name, string? exceptDefinitionId, CancellationToken cancellation) =>
        !await database.QuerySingle<bool>(
            unit,
            """
            select exists (select from definitions
              where unit_id = @unit and is_latest and lower(name) = lower(@name) and definition_id is distinct from @except)
            """,
            Parameters(("name", name.Trim()), ("except", exceptDefinitionId)),
            cancellation);

    /// <summary>Every "type version" of an activity in any version of the unit.</summary>
    public Task<List<string>> ActivitiesIn(int unit, CancellationToken cancellation) =>
        database.Query<string>(unit, "select distinct unnest(activities) from definitions where unit_id = @unit", null, cancellation);

    /// <summary>True when the unit has any version of a definition.</summary>
    public async Task<bool> Exists(int unit, string definitionId, CancellationToken cancellation) => await database.QuerySingle<bool>(
        unit, "select exists (select from definitions where unit_id = @unit and definition_id = @definitionId)", new { definitionId },
        cancellation);

    /// <summary>The version in force of a definition, or null.</summary>
    public async Task<DefinitionVersion?> InForce(int unit, string definitionId, CancellationToken cancellation) =>
        await database.QuerySingle<int?>(
            unit, "select version from definitions where unit_id = @unit and definition_id = @definitionId and is_published",
            new { definitionId }, cancellation)
            is { } version
            ? new DefinitionVersion(unit, definitionId, version)
            : null;

    /// <summary>The version in force of a referenced SOP, or null.</summary>
    public static async Task<DefinitionVersion?> FindPublished(
        NpgsqlConnection connection, int unit, SopReference sop, CancellationToken cancellation)
    {
        var found = await connection.QueryFirstOrDefaultAsync<(string, int)?>(new CommandDefinition(
            """
            select definition_id, version from definitions
            where unit_id = @unit and is_published and (definition_id = @DefinitionId or number = @number)
            order by created_at desc limit 1
            """,
            new { unit, sop.DefinitionId, number = sop.Number is null ? null : SopHeader.CanonicalNumber(sop.Number) },
            cancellationToken: cancellation));
        return found is var (definitionId, version) ? new DefinitionVersion(unit, definitionId, version) : null;
    }

    private async Task<StoredDefinition?> Find(int unit, string condition, DynamicParameters parameters, CancellationToken cancellation) =>
        (await database.QuerySingle<DefinitionRow>(
            unit,
            $"""
            select {DefinitionTransaction.Columns}, d.json::text as json from {DefinitionTransaction.From}
            where d.unit_id = @unit and {condition}
            """,
            parameters, cancellation))
        ?.ToDefinition();

    private static DynamicParameters Parameters(params (string Name, object? Value)[] values)
    {
        var parameters = new DynamicParameters();
        foreach (var (name, value) in values) parameters.Add(name, value);
        return parameters;
    }
}
