using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Definitions;

/// <summary>What became of a definition that was to be published.</summary>
/// <param name="Version">Null when it was not published, because of the errors among the problems.</param>
public sealed record Publication(DefinitionVersion? Version, IReadOnlyList<DefinitionProblem> Problems);

/// <summary>Keeps the versions of the definitions of each unit. At most one version of a definition is in force.</summary>
public sealed class DefinitionStore(SopDatabase database, IClock clock)
{
    /// <summary>Puts a definition in force as a new version. Cases that run keep theirs.</summary>
    /// <param name="json">The definition as Elsa's Studio saves it.</param>
    /// <exception cref="JsonException">It is no JSON object, or has no definition id.</exception>
    public async Task<Publication> Publish(int unit, string json, CancellationToken cancellation)
    {
        var definition = WorkflowDefinition.Parse(json);
        if (definition.DefinitionId.Length is 0 or > 100) throw new JsonException("definitionId");

        await using var connection = await database.App.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // Two who publish the same definition take turns.
        await connection.ExecuteAsync(new CommandDefinition(
            "select set_config('sop.units', @unit::text, true), pg_advisory_xact_lock(hashtextextended(@unit || ' ' || @DefinitionId, 0))",
            new { unit, definition.DefinitionId }, cancellationToken: cancellation));

        var published = await PublishedIn(connection, unit, definition, cancellation);
        var uses = new Dictionary<string, int>();
        var compiled = FlowCompiler.Compile(definition, (id, _) => Use(published, uses, id));
        if (compiled.Flow is null) return new Publication(null, compiled.Problems);

        var version = await Insert(connection, unit, definition, uses, cancellation);
        await transaction.CommitAsync(cancellation);
        return new Publication(new DefinitionVersion(unit, definition.DefinitionId, version), compiled.Problems);
    }

    /// <summary>Whether the unit has any version of a definition.</summary>
    public async Task<bool> Exists(int unit, string definitionId, CancellationToken cancellation) => await database.QuerySingle<bool>(
        unit, "select exists (select from definitions where unit_id = @unit and definition_id = @definitionId)", new { definitionId }, cancellation);

    /// <summary>The version in force of a definition, or null.</summary>
    public async Task<DefinitionVersion?> InForce(int unit, string definitionId, CancellationToken cancellation) =>
        await database.QuerySingle<int?>(
            unit, "select version from definitions where unit_id = @unit and definition_id = @definitionId and is_published", new { definitionId }, cancellation)
            is { } version
            ? new DefinitionVersion(unit, definitionId, version)
            : null;

    /// <summary>The version in force of what a SOP refers to, or null.</summary>
    public static async Task<DefinitionVersion?> FindPublished(NpgsqlConnection connection, int unit, SopReference sop, CancellationToken cancellation)
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

    private static WorkflowDefinition? Use(Dictionary<string, WorkflowDefinition> published, Dictionary<string, int> uses, string id)
    {
        if (!published.TryGetValue(id, out var found)) return null;
        uses[id] = found.Version;
        return found;
    }

    /// <summary>The definitions in force that a definition may use as activities, directly or through others.</summary>
    private static async Task<Dictionary<string, WorkflowDefinition>> PublishedIn(
        NpgsqlConnection connection, int unit, WorkflowDefinition definition, CancellationToken cancellation)
    {
        if (!definition.Json.GetRawText().Contains("workflowDefinitionId", StringComparison.OrdinalIgnoreCase)) return [];

        var rows = await connection.QueryAsync<(string DefinitionId, int Version, string Json)>(new CommandDefinition(
            "select definition_id, version, json::text from definitions where unit_id = @unit and is_published",
            new { unit }, cancellationToken: cancellation));
        return rows.ToDictionary(row => row.DefinitionId, row => WorkflowDefinition.Parse(Stamped(row.Json, row.DefinitionId, row.Version)));
    }

    private async Task<int> Insert(
        NpgsqlConnection connection, int unit, WorkflowDefinition definition, Dictionary<string, int> uses, CancellationToken cancellation)
    {
        var version = await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            """
            update definitions set is_latest = false, is_published = false
            where unit_id = @unit and definition_id = @DefinitionId and (is_latest or is_published);
            select coalesce(max(version), 0) + 1 from definitions where unit_id = @unit and definition_id = @DefinitionId
            """,
            new { unit, definition.DefinitionId }, cancellationToken: cancellation));
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into definitions (unit_id, id, definition_id, version, name, number, is_latest, is_published, json, uses, created_at)
            values (@unit, @id, @DefinitionId, @version, @Name, @number, true, true, @json::json, @uses::json, @now)
            """,
            new
            {
                unit,
                id = $"{definition.DefinitionId}-v{version}",
                definition.DefinitionId,
                version,
                definition.Name,
                number = definition.Sop is { Number.Length: > 0 } sop ? SopHeader.CanonicalNumber(sop.Number) : null,
                json = Stamped(definition.Json.GetRawText(), definition.DefinitionId, version),
                uses = JsonSerializer.Serialize(uses),
                now = clock.Now(),
            },
            cancellationToken: cancellation));
        return version;
    }

    /// <summary>The JSON with the identity that the store gave it.</summary>
    private static string Stamped(string json, string definitionId, int version)
    {
        var stamped = JsonNode.Parse(json)!.AsObject();
        stamped["id"] = $"{definitionId}-v{version}";
        stamped["version"] = version;
        stamped["isLatest"] = true;
        stamped["isPublished"] = true;
        return stamped.ToJsonString(Relaxed);
    }

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
