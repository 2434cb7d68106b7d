using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Messages;

/// <summary>
/// Asks at an address whether it belongs to the person who gave it. The link says itself whose and which address it is about, signed with
/// the service's keys, so nothing has to be kept; it confirms no address that was changed since.
/// </summary>
public sealed class EmailAddresses(IDataProtectionProvider protection, DirectMessages messages, IStringLocalizer<Texts> texts)
{
    private static readonly TimeSpan ValidFor = TimeSpan.FromDays(7);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("SopEngine.EmailAddresses").ToTimeLimitedDataProtector();

    /// <returns>Null when the mail server took it; otherwise why not.</returns>
    public Task<string?> Ask(Person person, string email, CancellationToken cancellation) => messages.Send(
        person, "email", email, texts["Address.Mail.Subject"], texts["Address.Mail.Text", person.Name, person.UnitName], Link(person.UnitId, person.Id, email), cancellation);

    /// <summary>By which that person confirms the address, when they follow it signed in.</summary>
    public string Link(int unit, long person, string email) => "/messages/addresses/" + _protector.Protect($"{Whose(unit, person)}\n{email}", ValidFor);

    /// <summary>The address that a link is about; null for one that is none, is too old, or is another person's.</summary>
    public string? Read(Person person, string token)
    {
        try
        {
            return _protector.Unprotect(token).Split('\n', 2) is [var who, var email] && who == Whose(person.UnitId, person.Id) ? email : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string Whose(int unit, long person) => string.Create(CultureInfo.InvariantCulture, $"{unit}-{person}");
}
