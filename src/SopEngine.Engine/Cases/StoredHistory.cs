using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Cases;

/// <summary>An event as the table has it.</summary>
public sealed record StoredEvent(DateTime At, string Event);

/// <summary>Replays the stored history of a case, from version to version.</summary>
public static class StoredHistory
{
    /// <summary>The version that the case began on: where its first move left from.</summary>
    /// <param name="current">The version that it is on now.</param>
    public static DefinitionVersion FirstVersion(DefinitionVersion current, IEnumerable<string> events) =>
        events.Where(text => text.Contains("\"moved\"", StringComparison.Ordinal)).Select(CaseEventJson.Read).OfType<CaseMoved>().FirstOrDefault() is { } move
            ? current with { Version = move.From }
            : current;

    /// <summary>Lets one more event happen.</summary>
    public static async ValueTask<Decision> Next(HistoryReplay replay, FlowCache flows, DefinitionVersion of, StoredEvent stored, CancellationToken cancellation) =>
        CaseEventJson.Read(stored.Event) switch
        {
            CaseMoved moved => replay.Move(moved, await flows.Get(of with { Version = moved.To }, cancellation), stored.At.ToInstant()),
            var happened => replay.Next(happened, stored.At.ToInstant()),
        };

    /// <param name="current">The version that the case is on now.</param>
    /// <param name="events">All of its history, in order.</param>
    /// <exception cref="InvalidOperationException">An event cannot have happened.</exception>
    public static async Task<HistoryReplay> Replay(FlowCache flows, DefinitionVersion current, IReadOnlyList<StoredEvent> events, CancellationToken cancellation)
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
