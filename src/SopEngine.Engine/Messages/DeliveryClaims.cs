using System.Text.Json;
using Dapper;
using NodaTime;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Messages;

/// <summary>
/// Shares the sending out among nodes. A node claims one piece, a message or a person's digest, for a while: other nodes may claim it from
/// <c>next_at</c> on, which moves on while the piece is being sent. The number of the attempt tells a claim from a later one. Each
/// statement is a transaction of its own. All go by the database's clock, because the clocks of two nodes may differ.
/// </summary>
internal sealed class DeliveryClaims(SopDatabase database, TimeSpan claimedFor)
{
    /// <summary>
    /// Offices with due messages. Offices are looked at one by one, and only when a message is due, which one look at an index tells. The
    /// orders keep the planner from reading the table from its beginning to find one row.
    /// </summary>
    private const string FindDue =
        """
        select c.channel, u.id as unit, coalesce(w.url, '') as receiver
        from units u
        cross join unnest(@channels) as c (channel)
        cross join lateral (
          select from message_deliveries d where d.channel = c.channel and d.unit_id = u.id and d.sent_at is null and d.next_at <= now()
          order by d.next_at, d.person_id, d.message_id limit 1) due
        left join webhooks w on w.unit_id = u.id and c.channel = 'webhook'
        where (select min(next_at) from message_deliveries where sent_at is null) <= now()
        """;

    /// <summary>
    /// A digest is the messages that came due together. Only its first message can be claimed, and it takes the others along: two nodes
    /// cannot split a digest, and it is the same at every attempt.
    /// </summary>
    private const string Claim =
        """
        with first as (
          select d.message_id, d.person_id, d.is_digest, d.next_at, d.attempts from message_deliveries d
          where d.channel = @channel and d.unit_id = @unit and d.sent_at is null and d.next_at <= now() and not (d.is_digest and exists (
            select from message_deliveries f
            where f.channel = d.channel and f.unit_id = d.unit_id and f.sent_at is null and f.next_at = d.next_at
              and f.person_id = d.person_id and f.message_id < d.message_id and f.is_digest and f.attempts = d.attempts))
          order by d.next_at, d.person_id, d.message_id limit 1 for update skip locked),
        claimed as (
          update message_deliveries d set next_at = now() + make_interval(secs => @seconds), attempts = d.attempts + 1
          from first f
          where d.channel = @channel and d.unit_id = @unit and d.sent_at is null and d.next_at = f.next_at and d.person_id = f.person_id
            and (d.message_id = f.message_id or (f.is_digest and d.is_digest and d.attempts = f.attempts))
          returning d.unit_id, d.message_id, d.channel, d.is_digest, d.attempts, d.person_id)
        select c.unit_id, c.message_id, c.channel, c.is_digest, c.attempts,
          m.kind, m.details::text, m.at, m.case_id, m.task_no, b.name as by_name,
          p.id as person_id, p.name, p.user_name, case when p.email_confirmed_at is not null then p.email end as email, p.phone,
          p.language, u.short_name as office, u.calendar ->> 'zone' as zone, u.calendar_version,
          coalesce(chosen.email, 'now') as choice
        from claimed c
        join messages m on m.unit_id = c.unit_id and m.id = c.message_id
        join people p on p.unit_id = c.unit_id and p.id = c.person_id
        join units u on u.id = c.unit_id
        left join people b on b.unit_id = m.unit_id and b.id = m.by_id
        left join message_choices chosen on chosen.unit_id = c.unit_id and chosen.person_id = c.person_id and chosen.kind = m.kind
        order by c.message_id
        """;

    private const string Piece = "unit_id = @unit and channel = @channel and message_id = any (@ids) and sent_at is null";

    /// <summary>The piece, unless another node has claimed it since.</summary>
    private const string Claimed = $"{Piece} and attempts = @attempts";

    private const string Renewal = $"update message_deliveries set next_at = now() + make_interval(secs => @seconds) where {Claimed}";

    /// <summary>Notes that the piece has arrived, even if another node has claimed it since.</summary>
    private const string Arrival = $"update message_deliveries set sent_at = @now, failure = null where {Piece}";

    private const string Failure = $"update message_deliveries set next_at = @next, failure = @failure where {Claimed}";

    private const string Gathering = $"update message_deliveries set next_at = @next, is_digest = true, attempts = 0 where {Claimed}";

    private const string Removal = $"delete from message_deliveries where {Claimed}";

    public async Task<IReadOnlyList<DueDelivery>> Due(IEnumerable<string> channels, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<DueDelivery>(new CommandDefinition(
            FindDue, new { channels = channels.ToArray() }, cancellationToken: cancellation))).AsList();
    }

    /// <summary>Claims an office's next piece; null when nothing is due. Not cancellable: a cancelled claim may have been made.</summary>
    public async Task<DeliveryPiece?> Next(int unit, string channel)
    {
        await using var connection = await database.System.OpenConnectionAsync();
        var rows = (await connection.QueryAsync<DeliveryRow>(Claim, new { unit, channel, seconds = claimedFor.TotalSeconds })).AsList();
        return rows.Count == 0 ? null : new DeliveryPiece(rows);
    }

    /// <summary>Renews a claim; false when the piece is another node's by now, or has arrived.</summary>
    public async Task<bool> Renew(DeliveryPiece piece) => await Run(Renewal, piece) > 0;

    public Task Arrived(DeliveryPiece piece, Instant now) => Run(Arrival, piece, now);

    public Task Failed(DeliveryPiece piece, Instant next, string failure) => Run(Failure, piece, next: next, failure: failure);

    /// <summary>Moves a piece to the person's next digest.</summary>
    public Task Gather(DeliveryPiece piece, Instant next) => Run(Gathering, piece, next: next);

    public Task Remove(DeliveryPiece piece) => Run(Removal, piece);

    private async Task<int> Run(string sql, DeliveryPiece piece, Instant? now = null, Instant? next = null, string? failure = null)
    {
        var first = piece.First;
        await using var connection = await database.System.OpenConnectionAsync();
        return await connection.ExecuteAsync(sql, new
        {
            unit = first.UnitId,
            channel = first.Channel,
            ids = piece.Rows.Select(row => row.MessageId).ToArray(),
            attempts = first.Attempts,
            seconds = claimedFor.TotalSeconds,
            now,
            next,
            failure,
        });
    }
}

/// <summary>An office with due messages for a receiver.</summary>
/// <param name="Receiver">Address of the unit's webhook; empty for the one receiver of the channel.</param>
internal sealed record DueDelivery(string Channel, int Unit, string Receiver);

/// <summary>One message to a person, or several that go out together as a digest.</summary>
internal sealed record DeliveryPiece(IReadOnlyList<DeliveryRow> Rows)
{
    public DeliveryRow First => Rows[0];

    public Addressee Addressee =>
        new(First.UnitId, First.Office, First.Zone, First.PersonId, First.Name, First.UserName, First.Email, First.Phone, First.Language);

    public IReadOnlyList<OutgoingMessage> Messages => [.. Rows.Select(row => row.Message())];
}

internal sealed record DeliveryRow(
    int UnitId, long MessageId, string Channel, bool IsDigest, int Attempts, string Kind, string Details, DateTime At, long? CaseId,
    int? TaskNo, string? ByName, long PersonId, string Name, string UserName, string? Email, string? Phone, string Language,
    string Office, string Zone, int CalendarVersion, string Choice)
{
    public OutgoingMessage Message() =>
        new(MessageId, Kind, JsonSerializer.Deserialize<Dictionary<string, string>>(Details)!, At.ToInstant(), CaseId, TaskNo, ByName);
}
