namespace SopEngine.Web.Demo.Simulation;

/// <summary>The random draws of a simulation: the same seed gives the same draws, on every machine.</summary>
internal sealed class Chance(int seed)
{
    private readonly Random _random = new(seed);

    public bool Happens(double probability) => _random.NextDouble() < probability;

    public double Between(double low, double high) => low + (_random.NextDouble() * (high - low));

    public int Between(int low, int high) => _random.Next(low, high + 1);

    /// <summary>Time until the next random event, on average <paramref name="mean"/>.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - _random.NextDouble());

    /// <summary>Duration of work: half of the times below the median, with a long tail.</summary>
    public double LogNormal(double median, double spread) =>
        median * Math.Exp(spread * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));

    /// <summary>Number of arrivals when the average is <paramref name="mean"/>.</summary>
    public int Poisson(double mean)
    {
        var count = -1;
        for (var passed = 0.0; passed < mean; count++) passed += Exponential(1);
        return Math.Max(0, count);
    }

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    /// <summary>One of them, each as likely as its weight says; 1 where it says nothing.</summary>
    public string Pick(IReadOnlyList<string> from, IReadOnlyDictionary<string, double>? weights)
    {
        double Weight(string name) => weights is null ? 1 : weights.GetValueOrDefault(name, 0);
        var left = _random.NextDouble() * from.Sum(Weight);
        foreach (var name in from)
        {
            left -= Weight(name);
            if (left < 0) return name;
        }

        return Pick(from);
    }

    /// <summary>Characters drawn from an alphabet.</summary>
    public string Characters(string alphabet, int count) => new(_random.GetItems<char>(alphabet, count));
}
