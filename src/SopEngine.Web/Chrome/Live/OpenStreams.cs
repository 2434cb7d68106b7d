using System.Collections.Concurrent;
using SopEngine.Web.Http;

namespace SopEngine.Web.Chrome.Live;

/// <summary>
/// Counts the open live pages and sockets of each session on this node, so that no session takes more than people need.
/// </summary>
internal sealed class OpenStreams
{
    public const int Most = 20;

    private readonly ConcurrentDictionary<(int Unit, long Session), int> _open = new();

    /// <summary>Takes a place; disposing gives it back.</summary>
    /// <returns>Null when the session has no place left.</returns>
    public IDisposable? Open(Person person)
    {
        var key = (person.UnitId, person.Session);
        if (_open.AddOrUpdate(key, 1, (_, count) => count + 1) <= Most) return new Place(this, key);
        Close(key);
        return null;
    }

    private void Close((int, long) key)
    {
        // Removed only while it is still zero: another place may be taken meanwhile.
        if (_open.AddOrUpdate(key, 0, (_, count) => count - 1) <= 0) _open.TryRemove(KeyValuePair.Create(key, 0));
    }

    private sealed class Place(OpenStreams streams, (int, long) key) : IDisposable
    {
        private int _isClosed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isClosed, 1) == 0) streams.Close(key);
        }
    }
}
