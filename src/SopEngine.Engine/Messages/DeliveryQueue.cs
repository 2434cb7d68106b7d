namespace SopEngine.Engine.Messages;

/// <summary>
/// The senders of this node to one receiver (a mail server or the address of a webhook), and the offices with messages for it, which take turns. A receiver that is
/// slow keeps its own senders busy and nobody else's; an office with very much to send lets the others in between.
/// </summary>
/// <param name="atOnce">The most that send at once.</param>
internal sealed class DeliveryQueue(int atOnce)
{
    private readonly Lock _lock = new();
    private readonly Queue<int> _turns = new();
    private readonly Task[] _senders = [.. Enumerable.Repeat(Task.CompletedTask, atOnce)];

    /// <summary>Completes when nobody sends any more.</summary>
    public Task Ended
    {
        get
        {
            lock (_lock) return Task.WhenAll(_senders);
        }
    }

    /// <summary>Puts an office behind all that wait for their turn, unless it waits itself.</summary>
    public void Add(int unit)
    {
        lock (_lock)
        {
            if (!_turns.Contains(unit)) _turns.Enqueue(unit);
        }
    }

    /// <summary>The office whose turn it is. It waits no more until it is added again.</summary>
    public bool TryTake(out int unit)
    {
        lock (_lock) return _turns.TryDequeue(out unit);
    }

    /// <summary>Lets one more send, unless as many do as may.</summary>
    public void Start(Func<Task> send)
    {
        lock (_lock)
        {
            var free = Array.FindIndex(_senders, sender => sender.IsCompleted);
            if (free >= 0) _senders[free] = Task.Run(send);
        }
    }
}
