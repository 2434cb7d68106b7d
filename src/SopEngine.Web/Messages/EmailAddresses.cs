using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Messages;

/// <summary>
/// Asks a person by e-mail to confirm their address. The link holds person and address, signed with the service's keys, so nothing is
/// stored; it confirms no address that was changed since.
/// </summary>
public sealed class EmailAddresses(IDataProtectionProvider protection, DirectMessages messages, IStringLocalizer<Texts> texts)
{
    private static readonly TimeSpan ValidFor = TimeSpan.FromDays(7);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("SopEngine.EmailAddresses")
        .ToTimeLimitedDataProtector();

    /// <returns>Null when the mail server took it; otherwise the reason.</returns>
    public Task<string?> Ask(Person person, string email, CancellationToken cancellation) => messages.Send(
        person, "email", email, texts["Address.Mail.Subject"], texts["Address.Mail.Text", person.Name, person.UnitName],
        Link(person.UnitId, person.Id, email), cancellation);

    /// <summary>The link that confirms the address when that person follows it signed in.</summary>
    public string Link(int unit, long person, string email) =>
        "/messages/addresses/" + _protector.Protect($"{Whose(unit, person)}\n{email}", ValidFor);

    /// <summary>The address that a link confirms; null for a link that is invalid, too old, or another person's.</summary>
    public string? Read(Person person, string token)
    {
        try
        {
            return _protector.Unprotect(token).Split('\n', 2) is [var who, var email]
                && who == Whose(person.UnitId, person.Id) ? email : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string Whose(int unit, long person) => string.Create(CultureInfo.InvariantCulture, $"{unit}-{person}");
}
