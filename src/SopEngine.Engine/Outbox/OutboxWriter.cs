using System.Text.Json;
using NodaTime;
using SopEngine.Engine.Background;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Outbox;

/// <summary>Writes messages from outside any case into the outbox.</summary>
public sealed class OutboxWriter(SopDatabase database, IClock clock)
{
    /// <summary>Publishes an event to the waiting cases of a unit.</summary>
    /// <param name="correlationId">Limits the event to cases with this correlation id; null for all.</param>
    public Task PublishEvent(
        int unit, string name, string? correlationId, JsonElement payload, CancellationToken cancellation) => database.Execute(
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
