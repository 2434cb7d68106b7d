using System.Collections.Concurrent;
using System.Text.Json;
using Dapper;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Definitions;

/// <summary>A version of a definition within a unit.</summary>
public readonly record struct DefinitionVersion(int Unit, string DefinitionId, int Version);

/// <summary>Compiled definitions. A stored version in use never changes, so its compiled flow stays good.</summary>
public sealed class FlowCache(SopDatabase database)
{
    private const int Most = 2_000;

    private readonly ConcurrentDictionary<DefinitionVersion, Flow> _flows = new();

    /// <exception cref="InvalidOperationException">There is no such version, or it does not compile; publishing prevents both.</exception>
    public ValueTask<Flow> Get(DefinitionVersion version, CancellationToken cancellation) =>
        _flows.TryGetValue(version, out var flow) ? ValueTask.FromResult(flow) : new ValueTask<Flow>(Load(version, cancellation));

    private async Task<Flow> Load(DefinitionVersion version, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var (json, uses) = await Read(connection, version, cancellation);

        // The used definitions are read before compiling: the compiler does no I/O.
        var pinned = JsonSerializer.Deserialize<Dictionary<string, int>>(uses)!;
        var used = new List<WorkflowDefinition>();
        foreach (var (definitionId, number) in pinned)
            used.Add(WorkflowDefinition.Parse(
                (await Read(connection, version with { DefinitionId = definitionId, Version = number }, cancellation)).Json));

        var flow = FlowCompiler.Compile(WorkflowDefinition.Parse(json), new KnownWorkflows(used)).Flow
            ?? throw new InvalidOperationException($"{version} does not compile.");
        if (_flows.Count >= Most) _flows.Clear();
        return _flows.GetOrAdd(version, flow);
    }

    private static async Task<(string Json, string Uses)> Read(
        NpgsqlConnection connection, DefinitionVersion version, CancellationToken cancellation) =>
        await connection.QuerySingleOrDefaultAsync<(string, string)?>(new CommandDefinition(
            "select json::text, uses::text from definitions where unit_id = @Unit and definition_id = @DefinitionId and version = @Version",
            version, cancellationToken: cancellation))
        ?? throw new InvalidOperationException($"{version} does not exist.");
}
