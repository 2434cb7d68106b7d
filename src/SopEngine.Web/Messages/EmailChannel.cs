using System.Net;
using System.Net.Sockets;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using MimeKit;
using SopEngine.Engine.Messages;
using SopEngine.Web.Language;

namespace SopEngine.Web.Messages;

/// <summary>E-mail over SMTP, as text and as simple HTML.</summary>
internal sealed class EmailChannel(
    IOptions<SmtpSettings> settings, OutgoingWords outgoing, CitizenMessages citizens, IEnumerable<MailFiles> files,
    IStringLocalizer<Texts> texts) : IMessageChannel
{
    /// <summary>Milliseconds for each answer of the server (RFC 5321, 4.5.3.2), and for a goodbye, which nothing depends on.</summary>
    private const int Patience = 5 * 60_000, Goodbye = 5_000;

    /// <summary>
    /// Milliseconds for the server's answer to a message. It may take a message over long before it answers; a message given up in between
    /// arrives twice.
    /// </summary>
    private const int PatienceWithMessage = 10 * 60_000;

    private readonly SmtpSettings _settings = settings.Value;

    public string Name => "email";

    /// <summary>For all offices together: they share one server.</summary>
    public int AtOnce => 8;

    public bool IsAvailable => !string.IsNullOrWhiteSpace(_settings.Host) && MailboxAddress.TryParse(_settings.From, out _);

    public async Task Send(Addressee to, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellation)
    {
        if (!MailboxAddress.TryParse(to.Email, out var address))
            throw new DeliveryException($"“{to.Email}” is no e-mail address.", isFinal: true);

        messages = await citizens.Of(to, messages, cancellation);
        var words = await outgoing.Write(to, messages, cancellation);
        var attached = new List<MailFile>();
        foreach (var message in messages)
        {
            foreach (var find in files) attached.AddRange(await find(to, message, cancellation));
        }

        OutgoingWords.For(to);
        var from = MailboxAddress.Parse(_settings.From);
        var items = words.Zip(messages, (said, message) => (said, outgoing.Link(message))).ToList();
        var (why, choices) = Foot(to, messages);
        using var mail = new MimeMessage
        {
            From = { new MailboxAddress(to.Office, from.Address) },
            To = { new MailboxAddress(to.Name, address.Address) },
            Subject = words is [var single] ? single.Subject : texts["Mail.Digest", words.Count],
            // A node that dies before it notes the delivery sends the message again: the reader's mailbox knows it by its id.
            MessageId = $"{to.Unit}.{messages[^1].Key}.{messages.Count}@{from.Domain}",
            Headers = { { "Auto-Submitted", "auto-generated" } },
            Body = BodyOf(to, items, attached, why, choices),
        };

        if (messages.Any(CitizenMessages.IsForCitizen) && choices is not null)
        {
            // RFC 8058: mail programs show a button of their own, which posts.
            mail.Headers.Add("List-Unsubscribe", $"<{choices}>");
            mail.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }

        try
        {
            await Give(mail, cancellation);
        }
        catch (SmtpCommandException e)
        {
            // 550 to 554: the server refuses this message for good. Other errors may pass.
            throw new DeliveryException($"{(int)e.StatusCode} {e.Message}", (int)e.StatusCode is >= 550 and <= 554, e);
        }
        catch (Exception e) when (e is ProtocolException or ServiceNotConnectedException or AuthenticationException
            or SslHandshakeException or SocketException or IOException or TimeoutException or NotSupportedException
            or System.Security.Cryptography.CryptographicException)
        {
            throw new DeliveryException(e.Message, isFinal: false, e);
        }
    }

    /// <summary>Why the reader gets this, and the page on which they choose; null for a contact that is no person yet.</summary>
    private (string Why, string? Choices) Foot(Addressee to, IReadOnlyList<OutgoingMessage> messages) =>
        messages.FirstOrDefault(CitizenMessages.IsForCitizen) is { } citizens
            ? (texts["Mail.WhyCitizen", to.Office], outgoing.Address + CitizenMessages.StopPath(citizens))
            : to.Person == 0
                ? (texts["Mail.WhyContact", to.Office], null)
                : (texts["Mail.Why", to.Office], $"{outgoing.Address}/messages/choices");

    private MimeEntity BodyOf(
        Addressee to, List<(Words Words, string Link)> items, List<MailFile> attached, string why, string? choices)
    {
        var body = new BodyBuilder { TextBody = AsText(items, why, choices), HtmlBody = AsHtml(to, items, why, choices) };
        foreach (var file in attached) body.Attachments.Add(file.Name, file.Content, ContentType.Parse(file.Type));
        var message = body.ToMessageBody();
        var words = message as MultipartAlternative ?? (message as Multipart)?.OfType<MultipartAlternative>().FirstOrDefault();
        // Beside the words, mail programs show an invitation with its buttons; attached, others can open it.
        foreach (var entry in attached.Select(file => (Type: ContentType.Parse(file.Type), file.Content))
            .Where(file => file.Type.IsMimeType("text", "calendar")))
            words?.Add(new MimePart(entry.Type)
            {
                Content = new MimeContent(new MemoryStream(entry.Content)),
                ContentTransferEncoding = ContentEncoding.Base64,
            });
        return message;
    }

    private async Task Give(MimeMessage mail, CancellationToken cancellation)
    {
        var client = new SmtpClient { Timeout = Patience };
        try
        {
            // Revocation lists stand on the internet, which an office's server may not reach.
            client.CheckCertificateRevocation = false;
            if (_settings.Authority is { Length: > 0 } authority)
                client.ServerCertificateValidationCallback = (_, certificate, chain, faults) =>
                    OfficeAuthority.Vouches(authority, certificate, chain, faults);
            await client.ConnectAsync(_settings.Host!, _settings.Port, _settings.Encryption, cancellation);
            if (!string.IsNullOrEmpty(_settings.User))
                await client.AuthenticateAsync(_settings.User, _settings.Password ?? "", cancellation);
            client.Timeout = PatienceWithMessage;
            await client.SendAsync(mail, cancellation);
        }
        catch
        {
            client.Dispose();
            throw;
        }

        // Not awaited, so that the delivery is noted at once.
        _ = Leave(client);
    }

    /// <summary>Says goodbye after the delivery. An error here must not count as a failure: the message would be sent again.</summary>
    private static async Task Leave(SmtpClient client)
    {
        using var _ = client;
        try
        {
            client.Timeout = Goodbye;
            await client.DisconnectAsync(quit: true);
        }
        catch (Exception e) when (e is CommandException or ProtocolException or ServiceNotConnectedException
            or SocketException or IOException or TimeoutException)
        {
            // The connection ends with the client.
        }
    }

    private static string AsText(IEnumerable<(Words Words, string Link)> items, string why, string? choices)
    {
        var text = new StringBuilder();
        foreach (var (words, link) in items)
            text.Append(words.Subject).Append("\n\n").Append(words.Body).Append("\n\n").Append(link).Append("\n\n");
        text.Append("-- \n").Append(why).Append('\n');
        return (choices is null ? text : text.Append(choices).Append('\n')).ToString();
    }

    private string AsHtml(Addressee to, IEnumerable<(Words Words, string Link)> items, string why, string? choices)
    {
        var html = new StringBuilder($"<!DOCTYPE html><html lang=\"{to.Language}\">"
            + "<body style=\"font-family:system-ui,Arial,sans-serif;color:#1d2733;max-width:36rem\">");
        foreach (var (words, link) in items)
        {
            html.Append("<h2 style=\"font-size:1.1rem\">").Append(Html(words.Subject))
                .Append("</h2><p>").Append(Html(words.Body).Replace("\n", "<br>", StringComparison.Ordinal))
                .Append("</p><p><a href=\"").Append(Html(link))
                .Append("\" style=\"background:#0b5d64;color:#ffffff;padding:0.5rem 1rem;border-radius:4px;text-decoration:none\">")
                .Append(Html(texts["Mail.Open"])).Append("</a></p>");
        }

        html.Append("<hr><p style=\"color:#5b6675;font-size:0.85rem\">").Append(Html(why));
        if (choices is not null)
            html.Append(" <a href=\"").Append(Html(choices)).Append("\">").Append(Html(texts["Messages.Choices"])).Append("</a>");
        return html.Append("</p></body></html>").ToString();
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text.ReplaceLineEndings("\n"));
}
