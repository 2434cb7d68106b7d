using System.Globalization;

namespace SopEngine.Benchmarks.Soak;

/// <summary>The length and load of a run.</summary>
/// <param name="Rate">Requests a second in all.</param>
/// <param name="Seed">The seed of all random choices.</param>
internal sealed record SoakSettings(double Minutes, double Rate, int Seed)
{
    /// <summary>The share of requests that the client breaks off at a random moment.</summary>
    public const double BrokenOff = 0.05;

    /// <summary>The share of malformed requests.</summary>
    public const double Malformed = 0.01;

    /// <summary>The fewest minutes in which a node's memory can show to be flat.</summary>
    public const double LongEnoughForMemory = 20;

    public static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(10);

    public TimeSpan Length => TimeSpan.FromMinutes(Minutes);

    /// <summary>Five minutes, or less in a short run, so that it has kills too.</summary>
    public TimeSpan KillEvery => TimeSpan.FromMinutes(Math.Min(5, Minutes / 3));

    /// <summary>The people active at once: more than the rate needs, so that slow answers do not lower it.</summary>
    public int AtOnce => Math.Clamp((int)Rate, 8, 200);

    public static SoakSettings Of(string[] args)
    {
        return new SoakSettings(Math.Clamp(Number(0, 60), 0.5, 24 * 60), Math.Clamp(Number(1, 40), 1, 1_000), (int)Number(2, 1));

        double Number(int index, double otherwise) =>
            args.Length > index ? double.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Minutes} minutes at {Rate} requests a second, seed {Seed}");
}
