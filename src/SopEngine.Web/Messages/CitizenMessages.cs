using SopEngine.Engine.Asking;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Messages;
using SopEngine.Web.Cases;

namespace SopEngine.Web.Messages;

/// <summary>
/// Messages to customers without an account: their links open the request on the office's site instead of a page behind the sign-in, and
/// the receipt has its secret. A link is made at each attempt, because the service keeps none of them.
/// </summary>
internal sealed class CitizenMessages(SopDatabase database, FollowLinks links, FollowSecrets secrets)
{
    private const string Read =
        """
        select u.is_public and c.customer_id = p.id as is_reached, s.sealed
        from people p join units u on u.id = p.unit_id
          left join cases c on c.unit_id = p.unit_id and c.id = @Case
          left join follow_secrets s on s.unit_id = c.unit_id and s.case_id = c.id
        where p.unit_id = @unit and p.id = @Person and p.kind = 'customer' and p.password_hash is null
        """;

    /// <summary>The path below which a citizen ends their messages.</summary>
    public static string StopPath(OutgoingMessage message) => $"{message.Path}/messages";

    public static bool IsForCitizen(OutgoingMessage message) =>
        message is { Id: > 0, Path: { } path } && path.StartsWith("/f/", StringComparison.Ordinal);

    public async Task<IReadOnlyList<OutgoingMessage>> Of(
        Addressee to, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellation)
    {
        if (!messages.Any(message => message is { Id: > 0, Case: not null, Path: null })) return messages;
        var made = new List<OutgoingMessage>();
        foreach (var message in messages) made.Add(await Of(to, message, cancellation));
        return made;
    }

    private async Task<OutgoingMessage> Of(Addressee to, OutgoingMessage message, CancellationToken cancellation)
    {
        if (message is not { Id: > 0, Case: { } about, Path: null }) return message;
        var row = await database.QuerySingle<Row>(to.Unit, Read, new { to.Person, message.Case }, cancellation);
        if (row is not { IsReached: true }) return message;
        var details = message.Details;
        if (message.Kind == MessageKind.CaseReceived.Name && row.Sealed is { } text && secrets.Open(text) is { } secret)
        {
            details = new Dictionary<string, string>(details)
            {
                ["secret"] = SopEngine.Core.Contacts.ReceiptSecret.Show(secret),
            };
        }

        return message with { Details = details, Path = $"/f/{await links.Make(to.Unit, about, to.Person, cancellation)}" };
    }

    private sealed record Row(bool? IsReached, string? Sealed);
}
