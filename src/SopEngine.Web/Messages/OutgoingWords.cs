using SopEngine.Engine.Cases;
using SopEngine.Engine.Messages;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Messages;

/// <summary>Messages in words for readers elsewhere: in their language and their unit's zone, with links that lead here.</summary>
public sealed class OutgoingWords(MessageTexts texts, PublicAddress address)
{
    /// <summary>Sets a reader's language and zone for the rest of the calling method.</summary>
    public static void For(Addressee reader) => OutgoingLanguage.Use(reader.Language, reader.Zone);

    public async Task<IReadOnlyList<Words>> Write(Addressee reader, IEnumerable<OutgoingMessage> messages, CancellationToken cancellation)
    {
        var own = await texts.Own(reader.Unit, reader.Language, cancellation);
        For(reader); // behind the await: a setting is gone with the async method that made it
        return [.. messages.Select(message => Write(reader, message, own))];
    }

    /// <summary>The address that a message leads to.</summary>
    public string Link(OutgoingMessage message) => Address + (message.Path ?? $"/messages/{message.Id}");

    /// <summary>The beginning of all links.</summary>
    public string Address => address.ForMessages;

    private Words Write(Addressee reader, OutgoingMessage message, IReadOnlyDictionary<string, Template> own)
    {
        if (message.Kind == OutgoingMessage.Service) return new Words(message.Details["subject"], message.Details["text"]);
        if (MessageKind.Find(message.Kind) is not { } kind) return new Words(message.Kind, "");
        var details = new Dictionary<string, string>(message.Details)
        {
            ["person"] = reader.Name,
            ["office"] = reader.Office,
            ["by"] = message.By ?? "",
            ["link"] = Link(message),
        };
        return texts.Write(own.GetValueOrDefault(message.Kind) ?? texts.Default(kind), details);
    }
}
