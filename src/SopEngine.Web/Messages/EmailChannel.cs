using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using SopEngine.Engine.Messages;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Messages;

/// <summary>The office's mail server: section <c>Smtp</c> of the settings. Without a host there is no e-mail.</summary>
public sealed class SmtpSettings
{
    public string? Host { get; set; }

    public int Port { get; set; } = 587;

    /// <summary>With a user name, the password goes over the wire: keep <see cref="Tls"/> on.</summary>
    public string? User { get; set; }

    public string? Password { get; set; }

    public string From { get; set; } = "";

    /// <summary>STARTTLS, and no message without it. Off only for a server on the same machine or network.</summary>
    public bool Tls { get; set; } = true;
}

/// <summary>E-mail over SMTP, as text and as simple HTML.</summary>
internal sealed class EmailChannel(IOptions<SmtpSettings> settings, OutgoingWords outgoing, IStringLocalizer<Texts> texts) : IMessageChannel
{
    private readonly SmtpSettings _settings = settings.Value;

    public string Name => "email";

    public bool IsAvailable => !string.IsNullOrWhiteSpace(_settings.Host) && MailAddress.TryCreate(_settings.From, out _);

    public async Task Send(Addressee to, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellation)
    {
        if (!MailAddress.TryCreate(to.Email, to.Name, Encoding.UTF8, out var address)) throw new DeliveryException($"“{to.Email}” is no e-mail address.", isFinal: true);

        var words = await outgoing.Write(to, messages, cancellation);
        OutgoingWords.For(to);
        using var mail = new MailMessage(new MailAddress(_settings.From, to.Office, Encoding.UTF8), address)
        {
            Subject = words is [var single] ? single.Subject : texts["Mail.Digest", words.Count],
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        // The same message again, after a crash, is known by the same id.
        mail.Headers["Message-ID"] = $"<{to.Unit}.{messages[^1].Key}.{messages.Count}@{mail.From!.Host}>";
        mail.Headers["Auto-Submitted"] = "auto-generated";
        var items = words.Zip(messages, (said, message) => (said, outgoing.Link(message))).ToList();
        mail.AlternateViews.Add(View(AsText(to, items), MediaTypeNames.Text.Plain));
        mail.AlternateViews.Add(View(AsHtml(to, items), MediaTypeNames.Text.Html));

        try
        {
            using var client = new SmtpClient(_settings.Host!, _settings.Port) { EnableSsl = _settings.Tls, DeliveryFormat = SmtpDeliveryFormat.SevenBit };
            if (!string.IsNullOrEmpty(_settings.User)) client.Credentials = new NetworkCredential(_settings.User, _settings.Password);
            await client.SendMailAsync(mail, cancellation);
        }
        catch (SmtpException e)
        {
            // 550 to 554: the server will not have this message, now or later. All else may have passed in a while.
            throw new DeliveryException(e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message, (int)e.StatusCode is >= 550 and <= 554, e);
        }
    }

    private string AsText(Addressee to, IEnumerable<(Words Words, string Link)> items)
    {
        var text = new StringBuilder();
        foreach (var (words, link) in items) text.Append(words.Subject).Append("\n\n").Append(words.Body).Append("\n\n").Append(link).Append("\n\n");
        return text.Append("-- \n").Append(texts["Mail.Why", to.Office]).Append('\n').Append(outgoing.Address).Append("/messages/choices\n").ToString();
    }

    private string AsHtml(Addressee to, IEnumerable<(Words Words, string Link)> items)
    {
        var html = new StringBuilder($"<!DOCTYPE html><html lang=\"{to.Language}\"><body style=\"font-family:system-ui,Arial,sans-serif;color:#1d2733;max-width:36rem\">");
        foreach (var (words, link) in items)
        {
            html.Append("<h2 style=\"font-size:1.1rem\">").Append(Html(words.Subject)).Append("</h2><p>").Append(Html(words.Body).Replace("\n", "<br>", StringComparison.Ordinal))
                .Append("</p><p><a href=\"").Append(Html(link)).Append("\" style=\"background:#0b5d64;color:#ffffff;padding:0.5rem 1rem;border-radius:4px;text-decoration:none\">")
                .Append(Html(texts["Mail.Open"])).Append("</a></p>");
        }

        return html.Append("<hr><p style=\"color:#5b6675;font-size:0.85rem\">").Append(Html(texts["Mail.Why", to.Office])).Append(" <a href=\"").Append(Html(outgoing.Address))
            .Append("/messages/choices\">").Append(Html(texts["Messages.Choices"])).Append("</a></p></body></html>").ToString();
    }

    private static AlternateView View(string text, string type) => AlternateView.CreateAlternateViewFromString(text, Encoding.UTF8, type);

    private static string Html(string text) => WebUtility.HtmlEncode(text.ReplaceLineEndings("\n"));
}
