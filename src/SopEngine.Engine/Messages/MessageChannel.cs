using System.Globalization;
using NodaTime;

namespace SopEngine.Engine.Messages;

/// <summary>A way by which messages leave the program.</summary>
public interface IMessageChannel
{
    /// <summary>The channel's name in deliveries.</summary>
    string Name { get; }

    /// <summary>True when it can be used. Deliveries over an unusable channel are dropped; the messages stand on the pages only.</summary>
    bool IsAvailable { get; }

    /// <summary>The most pieces that one node sends to one receiver at once.</summary>
    int AtOnce { get; }

    /// <summary>
    /// Sends messages to one person, as one piece. More than one are a digest. It waits for the answer as long as the channel's rules say,
    /// since a message given up too early is sent twice.
    /// </summary>
    /// <exception cref="DeliveryException">The piece did not arrive; the message says why.</exception>
    Task Send(Addressee to, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellation);
}

/// <summary>A receiver of messages, with their addresses.</summary>
/// <param name="Zone">The unit's time zone, for moments in the texts.</param>
public sealed record Addressee(
    int Unit, string Office, string Zone, long Person, string Name, string UserName, string? Email, string? Phone, string Language);

/// <param name="Details">Values of the places in the kind's texts.</param>
/// <param name="By">The name of the person who caused it.</param>
public sealed record OutgoingMessage(
    long Id, string Kind, IReadOnlyDictionary<string, string> Details, Instant At, long? Case, int? Task, string? By)
{
    /// <summary>
    /// The kind of a message about the channel itself. Its words are the details <c>subject</c> and <c>text</c>, and it is not stored.
    /// </summary>
    public const string Service = "service";

    /// <summary>The page that it links to; null for the message's own.</summary>
    public string? Path { get; init; }

    /// <summary>Its id for receivers, the same at every attempt.</summary>
    public string Key =>
        Id > 0 ? Id.ToString(CultureInfo.InvariantCulture) : $"{Kind}-{At.ToUnixTimeTicks().ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>The files that go with a message by e-mail, in the reader's language; none for most messages.</summary>
public delegate Task<IReadOnlyList<MailFile>> MailFiles(Addressee to, OutgoingMessage message, CancellationToken cancellation);

/// <param name="Type">Its media type, such as <c>application/pdf</c>.</param>
public sealed record MailFile(string Name, string Type, byte[] Content);

/// <summary>A message did not arrive.</summary>
/// <param name="isFinal">True when another try would end the same way.</param>
public sealed class DeliveryException(string message, bool isFinal, Exception? inner = null) : Exception(message, inner)
{
    public bool IsFinal => isFinal;
}
