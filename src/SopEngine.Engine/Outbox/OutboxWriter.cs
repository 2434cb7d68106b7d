using System.Text.Json;
using NodaTime;
using SopEngine.Engine.Background;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Outbox;

/// <summary>Puts messages into the outbox that come from outside any case.</summary>
public sealed class OutboxWriter(SopDatabase database, IClock clock)
{
    /// <summary>Publishes an event to the cases of a unit that wait for it.</summary>
    /// <param name="correlationId">When given, only to cases with this correlation id.</param>
    public Task PublishEvent(int unit, string name, string? correlationId, JsonElement payload, CancellationToken cancellation) => database.Execute(
        unit,
        "insert into outbox (unit_id, case_id, kind, message, created_at, next_at) values (@unit, 0, @kind, @message::json, @now, @now); "
        + WakeUps.Notify,
        new
        {
            kind = DeliverEvent.KindName,
            message = JsonSerializer.Serialize(new DeliverEvent(name, correlationId, false, payload), OutboxMessage.Json),
            now = clock.Now(),
        },
        cancellation);
}
