namespace SopEngine.Engine.Messages;

/// <summary>
/// The senders of this node to one receiver (a mail server or the address of a webhook), and the offices with messages for it, which take
/// turns. A slow receiver keeps only its own senders busy; an office with many messages lets the others in between.
/// </summary>
/// <param name="atOnce">The most senders at once.</param>
internal sealed class DeliveryQueue(int atOnce)
{
    private readonly Lock _lock = new();
    private readonly Queue<int> _turns = new();
    private readonly Task[] _senders = [.. Enumerable.Repeat(Task.CompletedTask, atOnce)];

    /// <summary>Completes when the last sender has ended.</summary>
    public Task Ended
    {
        get
        {
            lock (_lock) return Task.WhenAll(_senders);
        }
    }

    /// <summary>Adds an office at the end of the queue, unless it waits there already.</summary>
    public void Add(int unit)
    {
        lock (_lock)
        {
            if (!_turns.Contains(unit)) _turns.Enqueue(unit);
        }
    }

    /// <summary>Takes the next office out of the queue.</summary>
    public bool TryTake(out int unit)
    {
        lock (_lock) return _turns.TryDequeue(out unit);
    }

    /// <summary>Starts one more sender, unless the most are at work.</summary>
    public void Start(Func<Task> send)
    {
        lock (_lock)
        {
            var free = Array.FindIndex(_senders, sender => sender.IsCompleted);
            if (free >= 0) _senders[free] = Task.Run(send);
        }
    }
}
