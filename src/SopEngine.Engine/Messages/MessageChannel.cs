using System.Globalization;
using NodaTime;

namespace SopEngine.Engine.Messages;

/// <summary>A way on which messages leave the program.</summary>
public interface IMessageChannel
{
    /// <summary>As deliveries name it.</summary>
    string Name { get; }

    /// <summary>Whether it can be used at all; what would go out over one that cannot is dropped, and stands on the pages only.</summary>
    bool IsAvailable { get; }

    /// <summary>How many pieces one node sends to one receiver at once.</summary>
    int AtOnce { get; }

    /// <summary>
    /// Sends messages to one person, as one piece. More than one are a digest. It waits for the answer as long as the channel's rules say, since a message
    /// that was given up too early is sent twice.
    /// </summary>
    /// <exception cref="DeliveryException">It did not arrive, and why.</exception>
    Task Send(Addressee to, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellation);
}

/// <summary>Who gets messages, and what is needed to write to them.</summary>
/// <param name="Zone">Of the unit, in which moments are told.</param>
public sealed record Addressee(int Unit, string Office, string Zone, long Person, string Name, string UserName, string? Email, string? Phone, string Language);

/// <param name="Details">Values of the places in the kind's texts.</param>
/// <param name="By">Name of who caused it.</param>
public sealed record OutgoingMessage(long Id, string Kind, IReadOnlyDictionary<string, string> Details, Instant At, long? Case, int? Task, string? By)
{
    /// <summary>Of one that is about the channel itself and nothing else: its <c>subject</c> and <c>text</c> are its words, and it is stored nowhere.</summary>
    public const string Service = "service";

    /// <summary>Where it leads; null for to itself.</summary>
    public string? Path { get; init; }

    /// <summary>What it is known by elsewhere, the same at every attempt.</summary>
    public string Key => Id > 0 ? Id.ToString(CultureInfo.InvariantCulture) : $"{Kind}-{At.ToUnixTimeTicks().ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>A message did not arrive.</summary>
/// <param name="isFinal">Whether another try would end the same way.</param>
public sealed class DeliveryException(string message, bool isFinal, Exception? inner = null) : Exception(message, inner)
{
    public bool IsFinal => isFinal;
}
