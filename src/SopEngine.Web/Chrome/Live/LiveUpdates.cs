using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Dapper;
using SopEngine.Engine.Background;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Chrome.Live;

/// <summary>
/// Tells open pages of changes in their unit, on whichever node they happen. A commit only marks the case in this process; a few times a
/// second, the marked cases go out as one notification of the database, whatever their number, so that completing a step pays nothing.
/// Each node hears all notifications and tells its own browsers.
/// </summary>
internal sealed class LiveUpdates(SopDatabase database, CaseEngine engine, ILogger<LiveUpdates> log) : BackgroundService
{
    /// <summary>Stands for more cases than are worth naming.</summary>
    public const string Many = "*";

    private const string Topic = "sop_live";
    /// <summary>The topic by which nodes tell each other of changed people: unit and number.</summary>
    public const string PeopleTopic = "sop_people";
    private const int MostNamed = 30;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LookForMessages = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(int Unit, long Case), bool> _changed = new();
    private readonly ConcurrentDictionary<Listener, bool> _listeners = new();
    private readonly Signal _marked = new();

    /// <summary>A person's account or rights were changed on some node.</summary>
    public event Action<int, long>? PersonChanged;

    /// <summary>The number of browsers connected to this node.</summary>
    public int Listeners => _listeners.Count;

    /// <summary>Begins to listen; disposing ends it.</summary>
    public Listener Listen(Person person)
    {
        var listener = new Listener(person, gone => _listeners.TryRemove(gone, out _));
        _listeners[listener] = true;
        return listener;
    }

    public override void Dispose()
    {
        _marked.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        engine.CaseChanged += Mark;
        try
        {
            await Task.WhenAll(Announce(stoppingToken), Hear(stoppingToken), CountMessages(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
        finally
        {
            engine.CaseChanged -= Mark;
        }
    }

    private void Mark(int unit, long id)
    {
        _changed[(unit, id)] = true;
        _marked.Set();
    }

    private async Task Announce(CancellationToken stopping)
    {
        while (true)
        {
            await _marked.Wait(Timeout.InfiniteTimeSpan, stopping);
            await Task.Delay(Between, stopping);
            var changed = _changed.Keys.ToList();
            foreach (var key in changed) _changed.TryRemove(key, out _);
            try
            {
                await using var connection = await database.System.OpenConnectionAsync(stopping);
                var texts = changed.GroupBy(key => key.Unit, key => key.Case)
                    .Select(unit => string.Create(CultureInfo.InvariantCulture, $"{unit.Key}:{Cases([.. unit])}")).ToArray();
                await connection.ExecuteAsync(new CommandDefinition(
                    "select pg_notify(@Topic, text) from unnest(@texts) text", new { Topic, texts }, cancellationToken: stopping));
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                // Pages stay a little behind; the next change brings them up.
                log.LogWarning("Pages could not be told of changes: {Message}", e.Message);
            }
        }
    }

    private static string Cases(long[] cases) =>
        cases.Length > MostNamed ? Many : string.Join(',', cases.Select(id => id.ToString(CultureInfo.InvariantCulture)));

    // Changes made while this node did not listen are unknown: everything may have changed.
    private Task Hear(CancellationToken stopping) => database.Hear([Topic, PeopleTopic], began: TellAll, heard: Tell, log, stopping);

    private void TellAll()
    {
        foreach (var listener in _listeners.Keys) listener.Changed(Many);
    }

    private void Tell(string topic, string payload)
    {
        var (unit, cases) = (payload.Split(':')[0], payload.Split(':')[1]);
        var id = int.Parse(unit, CultureInfo.InvariantCulture);
        if (topic == PeopleTopic)
        {
            PersonChanged?.Invoke(id, long.Parse(cases, CultureInfo.InvariantCulture));
            return;
        }

        foreach (var listener in _listeners.Keys.Where(listener => listener.Person.UnitId == id)) listener.Changed(cases);
    }

    /// <summary>
    /// Counts the unread messages of each connected person: one query a unit and second, and none while nobody is connected.
    /// </summary>
    private async Task CountMessages(CancellationToken stopping)
    {
        const string Sql =
            """
            select p.id, (select count(*)::int from (select from messages m
              where m.unit_id = @unit and m.person_id = p.id and m.read_at is null limit @Most) unread)
            from unnest(@people) as p (id)
            """;
        while (true)
        {
            await Task.Delay(LookForMessages, stopping);
            foreach (var unit in _listeners.Keys.GroupBy(listener => listener.Person.UnitId))
            {
                try
                {
                    var people = unit.Select(listener => listener.Person.Id).Distinct().ToArray();
                    var counts = (await database.Query<(long Person, int Count)>(
                        unit.Key, Sql, new { people, UnreadMessages.Most }, stopping))
                        .ToDictionary(row => row.Person, row => row.Count);
                    foreach (var listener in unit) listener.Unread(counts[listener.Person.Id]);
                }
                catch (Exception e) when (!stopping.IsCancellationRequested)
                {
                    log.LogWarning("Messages could not be counted: {Message}", e.Message);
                }
            }
        }
    }

    /// <summary>One open page. Changes that come while it is being told of others are put together.</summary>
    internal sealed class Listener(Person person, Action<Listener> leave) : IDisposable
    {
        private readonly Channel<bool> _news =
            Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        private readonly Lock _lock = new();
        private readonly HashSet<string> _cases = [];
        private int? _unread;
        private bool _isCounted;

        public Person Person => person;

        public void Changed(string cases)
        {
            lock (_lock)
            {
                if (_cases.Count > MostNamed) cases = Many;
                if (cases == Many) _cases.Clear();
                if (!_cases.Contains(Many)) _cases.UnionWith(cases.Split(','));
            }

            _news.Writer.TryWrite(true);
        }

        public void Unread(int count)
        {
            lock (_lock)
            {
                if (_unread == count) return;
                _unread = count;
                _isCounted = true;
            }

            _news.Writer.TryWrite(true);
        }

        /// <summary>Waits for news: the changed cases, and the number of unread messages; null for a part without news.</summary>
        public async ValueTask<(string? Cases, int? Unread)> Next(CancellationToken cancellation)
        {
            await _news.Reader.ReadAsync(cancellation);
            lock (_lock)
            {
                var news = (_cases.Count == 0 ? null : string.Join(',', _cases), _isCounted ? _unread : null);
                _cases.Clear();
                _isCounted = false;
                return news;
            }
        }

        public void Dispose() => leave(this);
    }
}
