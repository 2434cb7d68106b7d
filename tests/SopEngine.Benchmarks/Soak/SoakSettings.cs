using System.Globalization;

namespace SopEngine.Benchmarks.Soak;

/// <summary>How long and how hard the service is used.</summary>
/// <param name="Rate">Requests a second in all.</param>
/// <param name="Seed">Of everything that is chosen by chance.</param>
internal sealed record SoakSettings(double Minutes, double Rate, int Seed)
{
    /// <summary>Of the requests: broken off by the client at a random moment.</summary>
    public const double BrokenOff = 0.05;

    /// <summary>Of the requests: such as no proper client sends.</summary>
    public const double Malformed = 0.01;

    /// <summary>Below this, a node has not had the time to show that its memory stays flat.</summary>
    public const double LongEnoughForMemory = 20;

    public static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(10);

    public TimeSpan Length => TimeSpan.FromMinutes(Minutes);

    /// <summary>Five minutes; a shorter run has its kills, too.</summary>
    public TimeSpan KillEvery => TimeSpan.FromMinutes(Math.Min(5, Minutes / 3));

    /// <summary>People who are at it at once: more than the rate needs, so that slow answers do not lower it.</summary>
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
