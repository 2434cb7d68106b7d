using System.Net.Sockets;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Engine.Messages;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Accounts;

/// <summary>Sends a message while somebody waits for it: a message about a channel, or with a link, must not fail unseen.</summary>
public sealed class DirectMessages(SopDatabase database, IEnumerable<IMessageChannel> channels, IClock clock, IStringLocalizer<Texts> texts)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const string Sql =
        """
        select p.unit_id as unit, u.short_name as office, u.calendar ->> 'zone' as zone, p.id as person, p.name, p.user_name, p.email,
          p.phone, p.language
        from people p join units u on u.id = p.unit_id where p.unit_id = @unit and p.id = @person
        """;

    public bool Has(string channel) => channels.Any(found => found.Name == channel && found.IsAvailable);

    /// <summary>A person as a receiver, with their address whether they have confirmed it or not.</summary>
    public async Task<Addressee> Addressee(int unit, long person, CancellationToken cancellation) =>
        (await database.QuerySingle<Addressee>(unit, Sql, new { person }, cancellation))!;

    /// <param name="path">The page that the message leads to.</param>
    /// <returns>Null when the channel took it; otherwise the reason, in the other side's words.</returns>
    public async Task<string?> Send(
        Person person, string channel, string? email, string subject, string text, string path, CancellationToken cancellation) =>
        await Send(
            await Addressee(person.UnitId, person.Id, cancellation) with { Email = email }, channel, subject, text, path, cancellation);

    /// <inheritdoc cref="Send(Person, string, string?, string, string, string, CancellationToken)"/>
    public async Task<string?> Send(
        Addressee to, string channel, string subject, string text, string path, CancellationToken cancellation)
    {
        if (channels.FirstOrDefault(found => found.Name == channel) is not { IsAvailable: true } way) return texts["Choices.NoMail"];

        var message = new OutgoingMessage(0, OutgoingMessage.Service,
            new Dictionary<string, string> { ["subject"] = subject, ["text"] = text }, clock.Now(), null, null, null)
        { Path = path };
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(Patience);
        try
        {
            await way.Send(to, [message], limited.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return texts["Trial.NoAnswer", Patience.TotalSeconds];
        }
        catch (Exception e) when (e is DeliveryException or SocketException or IOException)
        {
            return e.Message;
        }
    }
}
