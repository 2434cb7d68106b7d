using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Logging;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Timers;
using SopEngine.Engine.Units;

namespace SopEngine.Engine.Messages;

/// <summary>
/// Sends messages over the channels that people chose, on every node. What is due is claimed for a while, sent without a transaction being
/// open, and then marked; what a node was sending when it died is sent again by another, under the same id. What fails is tried again later
/// and later, and in the end waits for a person.
/// </summary>
public sealed class MessageDelivery(
    SopDatabase database, UnitCalendars calendars, IEnumerable<IMessageChannel> channels, IClock clock, ILogger<MessageDelivery> log)
    : PeriodicWork(TimeSpan.FromSeconds(1), log)
{
    private const int Batch = 100;
    private const int AtOnce = 8;
    private const int LongestFailure = 500;

    /// <summary>Longer than any channel takes; whoever has not answered by then has died.</summary>
    private static readonly Duration ClaimedFor = Duration.FromMinutes(3);

    private static readonly TimeSpan LongestSend = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, IMessageChannel> _channels = channels.ToDictionary(channel => channel.Name);

    // One node claims at a time, so that a person's digest is not taken apart.
    private const string Claim =
        """
        with due as (
          select unit_id, message_id, channel from message_deliveries where sent_at is null and next_at <= @now order by next_at limit @Batch for update skip locked),
        digest as (
          select d.unit_id, d.message_id, d.channel from message_deliveries d
          where d.sent_at is null and d.next_at <= @now and d.is_digest and exists (
            select from due join message_deliveries f using (unit_id, message_id, channel) where f.is_digest and f.unit_id = d.unit_id and f.person_id = d.person_id and f.channel = d.channel)
          for update skip locked),
        claimed as (
          update message_deliveries d set next_at = @until, attempts = d.attempts + 1
          from (select * from due union select * from digest) due
          where d.unit_id = due.unit_id and d.message_id = due.message_id and d.channel = due.channel
          returning d.unit_id, d.message_id, d.channel, d.is_digest, d.attempts, d.person_id)
        select c.unit_id, c.message_id, c.channel, c.is_digest, c.attempts,
          m.kind, m.details::text, m.at, m.case_id, m.task_no, b.name as by_name,
          p.id as person_id, p.name, p.user_name, case when p.email_confirmed_at is not null then p.email end as email, p.phone, p.language, u.short_name as office, u.calendar ->> 'zone' as zone, u.calendar_version,
          coalesce(chosen.email, 'now') as choice
        from claimed c
        join messages m on m.unit_id = c.unit_id and m.id = c.message_id
        join people p on p.unit_id = c.unit_id and p.id = c.person_id
        join units u on u.id = c.unit_id
        left join people b on b.unit_id = m.unit_id and b.id = m.by_id
        left join message_choices chosen on chosen.unit_id = c.unit_id and chosen.person_id = c.person_id and chosen.kind = m.kind
        order by c.unit_id, c.message_id
        """;

    private const string Sent = "update message_deliveries set sent_at = @now, failure = null where unit_id = @unit and message_id = any (@ids) and channel = @channel";

    private const string Failed =
        "update message_deliveries set next_at = @next, failure = @failure where unit_id = @unit and message_id = any (@ids) and channel = @channel";

    private const string Gather =
        "update message_deliveries set next_at = @next, is_digest = true, attempts = 0 where unit_id = @unit and message_id = any (@ids) and channel = @channel";

    private const string Drop = "delete from message_deliveries where unit_id = @unit and message_id = any (@ids) and channel = @channel";

    /// <summary>Sends all that is due now. Returns how many pieces were sent or tried.</summary>
    public async Task<int> SendDue(CancellationToken cancellation)
    {
        var sent = 0;
        List<Row> rows;
        do
        {
            rows = await ClaimDue(cancellation);
            var pieces = rows.GroupBy(row => (row.UnitId, row.PersonId, row.Channel, Alone: row.IsDigest ? 0 : row.MessageId)).Select(piece => piece.ToList()).ToList();
            sent += pieces.Count;
            await Parallel.ForEachAsync(pieces, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
                async (piece, stopping) => await Deliver(piece, stopping));
        }
        while (rows.Count >= Batch);

        return sent;
    }

    protected override Task Look(CancellationToken cancellation) => SendDue(cancellation);

    private async Task<List<Row>> ClaimDue(CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_xact_lock(hashtext('sop.message-delivery'))", cancellationToken: cancellation));
        var now = clock.Now();
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(Claim, new { now, until = now + ClaimedFor, Batch }, cancellationToken: cancellation))).AsList();
        await transaction.CommitAsync(cancellation);
        return rows;
    }

    private async Task Deliver(List<Row> piece, CancellationToken stopping)
    {
        var first = piece[0];
        // Who has another address since is written to there when he has confirmed it; what waited for the old one stands on the pages.
        if (_channels.GetValueOrDefault(first.Channel) is not { IsAvailable: true } channel || first is { Channel: "email", Email: null })
        {
            await Mark(Drop, piece, null, null, stopping);
            return;
        }

        if (first is { Channel: "email", IsDigest: false, Attempts: 1, Choice: "daily" })
        {
            var calendar = await calendars.Get(first.UnitId, first.CalendarVersion, stopping);
            await Mark(Gather, piece, DeliveryTimes.NextDigest(calendar, clock.Now()), null, stopping);
            return;
        }

        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limited.CancelAfter(LongestSend);
        try
        {
            await channel.Send(first.Addressee(), [.. piece.Select(row => row.Message())], limited.Token);
            await Mark(Sent, piece, null, null, stopping);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            var isLast = e is DeliveryException { IsFinal: true } || first.Attempts >= DeliveryTimes.MostAttempts;
            Log.LogWarning("Message {Id} of unit {Unit} was not delivered over {Channel}, attempt {Attempt}: {Failure}", first.MessageId, first.UnitId, first.Channel, first.Attempts, e.Message);
            var failure = e is OperationCanceledException ? "Timeout" : e.Message;
            await Mark(Failed, piece, isLast ? Instant.MaxValue : clock.Now() + DeliveryTimes.Pause(first.Attempts),
                StorableText.Start(StorableText.Clean(failure), LongestFailure), stopping);
        }
    }

    private async Task Mark(string sql, List<Row> piece, Instant? next, string? failure, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(sql, new
        {
            unit = piece[0].UnitId,
            ids = piece.Select(row => row.MessageId).ToArray(),
            channel = piece[0].Channel,
            now = clock.Now(),
            next,
            failure,
        }, cancellationToken: cancellation));
    }

    private sealed record Row(
        int UnitId, long MessageId, string Channel, bool IsDigest, int Attempts, string Kind, string Details, DateTime At, long? CaseId, int? TaskNo, string? ByName,
        long PersonId, string Name, string UserName, string? Email, string? Phone, string Language, string Office, string Zone, int CalendarVersion, string Choice)
    {
        public Addressee Addressee() => new(UnitId, Office, Zone, PersonId, Name, UserName, Email, Phone, Language);

        public OutgoingMessage Message() =>
            new(MessageId, Kind, JsonSerializer.Deserialize<Dictionary<string, string>>(Details)!, At.ToInstant(), CaseId, TaskNo, ByName);
    }
}
