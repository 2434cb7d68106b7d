using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Background;
using SopEngine.Engine.Data;
using SopEngine.Engine.Units;

namespace SopEngine.Engine.Messages;

/// <summary>
/// Sends messages over the channels that people chose, on every node. A piece is claimed just before it is sent, without an open
/// transaction, and the claim is renewed for as long as the receiver takes, so that the piece goes out once. The claims of a node that
/// dies run out, and another node sends the pieces again under the same ids. Failed pieces are tried again at growing intervals, and in
/// the end wait for a person.
/// </summary>
public sealed class MessageDelivery(
    SopDatabase database, UnitCalendars calendars, IEnumerable<IMessageChannel> channels, IClock clock, ILogger<MessageDelivery> log)
    : DueWork(apart: TimeSpan.FromSeconds(1), atMost: TimeSpan.FromSeconds(30), log)
{
    private const int LongestFailure = 500;

    private const string NextPiece = "select min(next_at) from message_deliveries where sent_at is null";

    /// <summary>
    /// Longer than any channel waits. Without it a receiver that answers byte by byte would keep a sender for ever.
    /// </summary>
    private static readonly TimeSpan LongestSend = TimeSpan.FromMinutes(30);

    /// <summary>The time for pieces in flight when the node stops: pieces given up at once might arrive twice.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan NoteAgain = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<string, IMessageChannel> _channels = channels.ToDictionary(channel => channel.Name);
    private readonly ConcurrentDictionary<(string Channel, string Receiver), DeliveryQueue> _queues = new();
    private readonly CancellationTokenSource _abandoned = new();
    private DeliveryClaims? _claims;

    /// <summary>The time after which other nodes may take over a piece that this node no longer renews.</summary>
    internal TimeSpan ClaimedFor { get; init; } = TimeSpan.FromMinutes(1);

    private DeliveryClaims Claims => _claims ??= new DeliveryClaims(database, ClaimedFor);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        var ended = Task.WhenAll(_queues.Values.Select(queue => queue.Ended));
        await ended.WaitAsync(Farewell, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _abandoned.CancelAsync();
        await ended;
    }

    public override void Dispose()
    {
        _abandoned.Dispose();
        base.Dispose();
    }

    protected override Task<TimeSpan> RunOnce(CancellationToken cancellation) =>
        database.RunWhenDue(clock, NextPiece, WakeSenders, cancellation);

    /// <summary>Starts senders for the due messages, and does not wait for them.</summary>
    private async Task WakeSenders(CancellationToken cancellation)
    {
        foreach (var due in await Claims.Due(_channels.Keys, cancellation))
        {
            var channel = _channels[due.Channel];
            var queue = _queues.GetOrAdd((due.Channel, due.Receiver), _ => new DeliveryQueue(channel.AtOnce));
            queue.Add(due.Unit);
            queue.Start(() => SendAll(channel, queue, cancellation));
        }
    }

    private async Task SendAll(IMessageChannel channel, DeliveryQueue queue, CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested && queue.TryTake(out var unit))
            {
                if (await Claims.Next(unit, channel.Name) is not { } piece) continue;

                // The office may have more due messages.
                queue.Add(unit);
                queue.Start(() => SendAll(channel, queue, stopping));
                await Deliver(channel, piece);
            }
        }
        catch (Exception e) when (DatabaseWatch.IsFault(e))
        {
            Log.LogWarning("Messages over {Channel} wait for the database: {Message}", channel.Name, e.Message);
        }
        catch (Exception e)
        {
            Log.LogError(e, "Messages over {Channel} could not be claimed or noted; it is tried again in a moment", channel.Name);
        }

        // A failed message may be due again before the end of its claim.
        Wake();
    }

    private async Task Deliver(IMessageChannel channel, DeliveryPiece piece)
    {
        var first = piece.First;
        // After a change of address the new one gets e-mails once it is confirmed. The messages for the old one stand on the pages.
        if (!channel.IsAvailable || first is { Channel: "email", Email: null })
        {
            await Claims.Remove(piece);
            return;
        }

        if (first is { Channel: "email", IsDigest: false, Attempts: 1, Choice: "daily" })
        {
            var calendar = await calendars.Get(first.UnitId, first.CalendarVersion, _abandoned.Token);
            await Claims.Gather(piece, DeliveryTimes.NextDigest(calendar, clock.Now()));
            return;
        }

        try
        {
            await Send(channel, piece);
        }
        catch (Exception e)
        {
            // When the node ends meanwhile, it is unknown whether the piece arrived: its claim runs out, and another node sends it again.
            if (!_abandoned.IsCancellationRequested) await Fail(piece, e);
            return;
        }

        await NoteArrival(piece);
    }

    private async Task Send(IMessageChannel channel, DeliveryPiece piece)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(_abandoned.Token);
        limited.CancelAfter(LongestSend);
        // Cancels the sending when the claim is not renewed: by then another node may send.
        using var claim = CancellationTokenSource.CreateLinkedTokenSource(limited.Token);
        claim.CancelAfter(ClaimedFor);
        var sending = channel.Send(piece.Addressee, piece.Messages, claim.Token);
        while (true)
        {
            await sending.WaitAsync(ClaimedFor / 3).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (sending.IsCompleted) break;
            await Renew(piece, claim);
        }

        await sending;
    }

    private async Task Renew(DeliveryPiece piece, CancellationTokenSource claim)
    {
        try
        {
            if (await Claims.Renew(piece)) claim.CancelAfter(ClaimedFor);
            else await claim.CancelAsync();
        }
        catch (NpgsqlException e)
        {
            Log.LogWarning(
                "The claim of message {Id} of unit {Unit} could not be renewed: {Failure}",
                piece.First.MessageId, piece.First.UnitId, e.Message);
        }
    }

    /// <summary>Notes the arrival, and retries as long as the node lives: without the note the piece would go out again.</summary>
    private async Task NoteArrival(DeliveryPiece piece)
    {
        while (!_abandoned.IsCancellationRequested)
        {
            try
            {
                await Claims.Arrived(piece, clock.Now());
                return;
            }
            catch (NpgsqlException e)
            {
                Log.LogWarning(
                    "Message {Id} of unit {Unit} arrived, which could not be noted yet: {Failure}",
                    piece.First.MessageId, piece.First.UnitId, e.Message);
                await Task.Delay(NoteAgain, _abandoned.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Fail(DeliveryPiece piece, Exception why)
    {
        var first = piece.First;
        Log.LogWarning(
            "Message {Id} of unit {Unit} was not delivered over {Channel}, attempt {Attempt}: {Failure}",
            first.MessageId, first.UnitId, first.Channel, first.Attempts, why.Message);
        var isLast = why is DeliveryException { IsFinal: true } || first.Attempts >= DeliveryTimes.MostAttempts;
        var failure = why is OperationCanceledException ? "Timeout" : why.Message;
        await Claims.Failed(
            piece, isLast ? Instant.MaxValue : clock.Now() + DeliveryTimes.Pause(first.Attempts),
            StorableText.Start(StorableText.Clean(failure), LongestFailure));
    }
}
