using System.Text.Json;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Web.Asking;

/// <summary>A service that citizens may ask for, at its first form.</summary>
/// <param name="State">A case as it would be opened now.</param>
/// <param name="Task">The number of its first open step of the customer's.</param>
public sealed record OnlineService(DefinitionVersion Version, Flow Flow, CaseState State, int Task, Step Step)
{
    public string Id => Version.DefinitionId;

    public string Name => Flow.Definition.Name;
}

/// <summary>A service of the office that begins with its customer.</summary>
/// <param name="IsOnline">True when the office lets citizens ask for it.</param>
public sealed record ServiceChoice(string Id, string Name, string Description, bool IsOnline);

/// <summary>The services that citizens may ask for: those that the office says, and that begin with a form of the customer's.</summary>
internal sealed class OnlineServices(SopDatabase database, DefinitionStore definitions, FlowCache flows, IClock clock)
{
    /// <summary>Bounds the definitions that are compiled for a list.</summary>
    private const int MostSops = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private const string InForce =
        """
        select d.definition_id as id, max(d.version) as version,
          exists (select from online_services s where s.unit_id = @unit and s.definition_id = d.definition_id) as is_online
        from definitions d where d.unit_id = @unit and d.is_published group by d.definition_id order by d.definition_id limit @MostSops
        """;

    /// <summary>True when the office takes requests of citizens at all.</summary>
    public Task<bool> IsOpen(int unit, CancellationToken cancellation) =>
        database.QuerySingle<bool>(unit, "select asks_online from units where id = @unit", null, cancellation);

    /// <summary>All services that could be asked for online, by name.</summary>
    public async Task<IReadOnlyList<ServiceChoice>> List(int unit, CancellationToken cancellation)
    {
        var found = new List<ServiceChoice>();
        foreach (var row in await database.Query<Row>(unit, InForce, new { MostSops }, cancellation))
        {
            var version = new DefinitionVersion(unit, row.Id, row.Version);
            if (Begin(version, await flows.Get(version, cancellation)) is { } service)
                found.Add(new ServiceChoice(row.Id, service.Name, service.Flow.Definition.Description ?? "", row.IsOnline));
        }

        return [.. found.OrderBy(service => service.Name, StringComparer.CurrentCultureIgnoreCase)];
    }

    /// <returns>Null for a service that cannot be asked for here: nobody learns why.</returns>
    public async Task<OnlineService?> Find(int unit, string id, CancellationToken cancellation)
    {
        if (id.Length is 0 or > 200) return null;
        var isOnline = await database.QuerySingle<bool>(
            unit,
            """
            select u.asks_online and exists (select from online_services s where s.unit_id = u.id and s.definition_id = @id)
            from units u where u.id = @unit
            """,
            new { id }, cancellation);
        if (!isOnline || await definitions.InForce(unit, id, cancellation) is not { } version) return null;
        return Begin(version, await flows.Get(version, cancellation));
    }

    /// <summary>A case of the SOP as it would be opened; null when it does not begin with a form of the customer's.</summary>
    private OnlineService? Begin(DefinitionVersion version, Flow flow)
    {
        if (!flow.BeginsWithCustomer) return null;
        var begun = Interpreter.Advance(
            flow, CaseState.New, new CaseStarted(new Dictionary<string, JsonElement>()), clock.GetCurrentInstant(), patience: Patience);
        foreach (var open in begun.State.Waits(flow))
        {
            if (open.Kind == WaitKind.Task && flow.StepAt(open.Activity) is { Kind: StepKind.Step or StepKind.Decision } step
                && flow.Lane(step.Lane) is { External: true })
                return new OnlineService(version, flow, begun.State, open.Number, step);
        }

        return null;
    }

    private sealed record Row(string Id, int Version, bool IsOnline);
}
