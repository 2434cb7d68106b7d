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
/// Sends messages over the channels that people chose, on every node. A piece is claimed just before it is sent, without a transaction
/// being open, and the
/// claim is renewed for as long as the receiver takes: it goes out once, however slow that is. A node that dies while it sends leaves its
/// claims to run out,
/// and another sends those pieces again, under the same id. What fails is tried again later and later, and in the end waits for a person.
/// </summary>
public sealed class MessageDelivery(
    SopDatabase database, UnitCalendars calendars, IEnumerable<IMessageChannel> channels, IClock clock, ILogger<MessageDelivery> log)
    : DueWork(apart: TimeSpan.FromSeconds(1), atMost: TimeSpan.FromSeconds(30), log)
{
    private const int LongestFailure = 500;

    private const string NextPiece = "select min(next_at) from message_deliveries where sent_at is null";

    /// <summary>
    /// Longer than any channel waits: a receiver that answers a little of something again and again would keep a sender for ever.
    /// </summary>
    private static readonly TimeSpan LongestSend = TimeSpan.FromMinutes(30);

    /// <summary>For pieces that are being sent when the node stops: given up, some of them would arrive twice.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan NoteAgain = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<string, IMessageChannel> _channels = channels.ToDictionary(channel => channel.Name);
    private readonly ConcurrentDictionary<(string Channel, string Receiver), DeliveryQueue> _queues = new();
    private readonly CancellationTokenSource _abandoned = new();
    private DeliveryClaims? _claims;

    /// <summary>How long others leave alone what this node is sending, should it be heard of no more.</summary>
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

    /// <summary>Wakes those who send what is due, and does not wait for them.</summary>
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

                // There may be more where this came from.
                queue.Add(unit);
                queue.Start(() => SendAll(channel, queue, stopping));
                await Deliver(channel, piece);
            }
        }
        catch (Exception e)
        {
            Log.LogError(e, "Messages over {Channel} could not be claimed or noted; it is tried again in a moment", channel.Name);
        }

        // A message that failed may be due again sooner than its claim would have ended.
        Wake();
    }

    private async Task Deliver(IMessageChannel channel, DeliveryPiece piece)
    {
        var first = piece.First;
        // Who has another address since is written to there when he has confirmed it; what waited for the old one stands on the pages.
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
            // When the node ends meanwhile, nobody knows whether the piece arrived: its claim runs out, and another node asks the receiver.
            if (!_abandoned.IsCancellationRequested) await Fail(piece, e);
            return;
        }

        await NoteArrival(piece);
    }

    private async Task Send(IMessageChannel channel, DeliveryPiece piece)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(_abandoned.Token);
        limited.CancelAfter(LongestSend);
        // Ends by itself when it is not renewed: by then another node may send.
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
            Log.LogWarning("The claim of message {Id} of unit {Unit} could not be renewed: {Failure}", piece.First.MessageId, piece.First.UnitId, e.Message);
        }
    }

    /// <summary>As long as the node lives: without its note it would go out again.</summary>
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
                Log.LogWarning("Message {Id} of unit {Unit} arrived, which could not be noted yet: {Failure}", piece.First.MessageId, piece.First.UnitId, e.Message);
                await Task.Delay(NoteAgain, _abandoned.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Fail(DeliveryPiece piece, Exception why)
    {
        var first = piece.First;
        Log.LogWarning("Message {Id} of unit {Unit} was not delivered over {Channel}, attempt {Attempt}: {Failure}", first.MessageId, first.UnitId, first.Channel, first.Attempts, why.Message);
        var isLast = why is DeliveryException { IsFinal: true } || first.Attempts >= DeliveryTimes.MostAttempts;
        var failure = why is OperationCanceledException ? "Timeout" : why.Message;
        await Claims.Failed(
            piece, isLast ? Instant.MaxValue : clock.Now() + DeliveryTimes.Pause(first.Attempts), StorableText.Start(StorableText.Clean(failure), LongestFailure));
    }
}
