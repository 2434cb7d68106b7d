using Microsoft.Extensions.Localization;
using SopEngine.Core.Contacts;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Accounts;

/// <summary>A channel by which a link can be sent to its person.</summary>
/// <param name="Address">The e-mail address or telephone number, as it is shown.</param>
public sealed record LinkWay(string Channel, string Address);

/// <summary>Sends a link that was just made to its person, while its maker waits.</summary>
public sealed class LinkSending(
    SopDatabase database, DirectMessages messages, AccountLinks links, Problems problems, IStringLocalizer<Texts> texts)
{
    /// <summary>True when e-mails can be sent.</summary>
    public bool HasMail => messages.Has("email");

    public async Task<IReadOnlyList<LinkWay>> Ways(int unit, long person, CancellationToken cancellation)
    {
        var (email, phone, hasGateway) = await database.QuerySingle<(string?, string?, bool)>(
            unit,
            """
            select email, phone, exists (select from webhooks where unit_id = @unit) from people where unit_id = @unit and id = @person
            """,
            new { person }, cancellation);
        return
        [
            .. email is not null && HasMail ? [new("email", email)] : Array.Empty<LinkWay>(),
            .. phone is not null && hasGateway ? [new("webhook", PhoneNumber.Show(phone))] : Array.Empty<LinkWay>(),
        ];
    }

    /// <param name="path">The path of the link, as it was made.</param>
    public async Task<LinkOutcome> Send(int unit, long person, string path, string channel, CancellationToken cancellation)
    {
        var invited = await links.Find(AccountLinks.Token(path), cancellation);
        if (invited is null || invited.UnitId != unit || invited.PersonId != person)
            throw new ProblemException(problems.Invalid("path", texts["Welcome.Gone"]));
        if ((await Ways(unit, person, cancellation)).FirstOrDefault(way => way.Channel == channel) is not { } chosen)
            throw new ProblemException(problems.Invalid("channel", texts["Staff.Link.NoWay"]));

        var to = await messages.Addressee(unit, person, cancellation);
        var (subject, text) = OutgoingLanguage.In(to.Language, () => (
            texts["Staff.Link.Mail.Subject", invited.UnitName].Value,
            texts["Staff.Link.Mail.Text", to.Name, invited.UnitName, to.UserName, AccountLinks.ValidFor.TotalDays].Value));
        var problem = await messages.Send(to, channel, subject, text, path, cancellation);
        // Only of a mail that went out: otherwise the use of the link says nothing about the address.
        if (channel == "email" && problem is null) await links.SentTo(invited, to.Email!, cancellation);
        return new(chosen.Address, problem);
    }
}
