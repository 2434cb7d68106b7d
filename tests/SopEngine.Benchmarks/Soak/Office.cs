namespace SopEngine.Benchmarks.Soak;

/// <summary>The people of one office, and the cases, tasks and SOPs that they have seen lately.</summary>
internal sealed class Office(string name, IReadOnlyList<Visitor> visitors)
{
    public string Name => name;

    public IReadOnlyList<Visitor> Visitors => visitors;

    public IReadOnlyList<Visitor> Customers { get; } = [.. visitors.Where(visitor => visitor.Person.IsCustomer)];

    /// <summary>Numbers of cases, for people who may see every case.</summary>
    public Recent<long> Cases { get; } = new();

    /// <summary>Ids of tasks that were open when seen.</summary>
    public Recent<string> Tasks { get; } = new();

    public Recent<string> Sops { get; } = new();

    /// <summary>SOPs that begin with a customer.</summary>
    public Recent<string> SopsForCustomers { get; } = new();

    public Recent<long> Documents { get; } = new();
}

/// <summary>The last items seen, for a random pick.</summary>
internal sealed class Recent<T> where T : notnull
{
    private const int Most = 200;

    private readonly List<T> _items = [];
    private readonly HashSet<T> _known = [];

    public void See(T item)
    {
        lock (_items)
        {
            if (!_known.Add(item)) return;
            _items.Add(item);
            if (_items.Count <= Most) return;
            _known.Remove(_items[0]);
            _items.RemoveAt(0);
        }
    }

    /// <returns>False when there is none.</returns>
    public bool Pick(Random random, out T item)
    {
        lock (_items)
        {
            item = _items.Count == 0 ? default! : _items[random.Next(_items.Count)];
            return _items.Count > 0;
        }
    }
}
