using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Cases;

/// <summary>An event as stored in the table <c>history</c>.</summary>
public sealed record StoredEvent(DateTime At, string Event);

/// <summary>Replays the stored history of a case, from version to version.</summary>
public static class StoredHistory
{
    /// <summary>The version on which the case began: the origin of its first move, or else the present version.</summary>
    /// <param name="current">The case's present version.</param>
    public static DefinitionVersion FirstVersion(DefinitionVersion current, IEnumerable<string> events) =>
        events.Where(text => text.Contains("\"moved\"", StringComparison.Ordinal)).Select(CaseEventJson.Read).OfType<CaseMoved>()
            .FirstOrDefault() is { } move
            ? current with { Version = move.From }
            : current;

    /// <summary>Replays one more event.</summary>
    public static async ValueTask<Decision> Next(
        HistoryReplay replay, FlowCache flows, DefinitionVersion of, StoredEvent stored, CancellationToken cancellation) =>
        CaseEventJson.Read(stored.Event) switch
        {
            CaseMoved moved => replay.Move(moved, await flows.Get(of with { Version = moved.To }, cancellation), stored.At.ToInstant()),
            var happened => replay.Next(happened, stored.At.ToInstant()),
        };

    /// <param name="current">The case's present version.</param>
    /// <param name="events">All of its history, in order.</param>
    /// <exception cref="InvalidOperationException">An event cannot have happened.</exception>
    public static async Task<HistoryReplay> Replay(
        FlowCache flows, DefinitionVersion current, IReadOnlyList<StoredEvent> events, CancellationToken cancellation)
    {
        var replay = new HistoryReplay(await flows.Get(FirstVersion(current, events.Select(stored => stored.Event)), cancellation));
        foreach (var stored in events)
        {
            if ((await Next(replay, flows, current, stored, cancellation)).Refusal is { } refusal)
                throw new InvalidOperationException($"The history cannot be replayed: {refusal.Reason} {refusal.Subject}");
        }

        return replay;
    }
}
