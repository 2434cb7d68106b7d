using SopEngine.Core.Contacts;

namespace SopEngine.Web.Asking;

/// <summary>A citizen's contact at an office: an e-mail address, or a telephone that the office's gateway reaches.</summary>
/// <param name="Address">In lower case, or as <c>+628123456789</c>.</param>
public sealed record CitizenContact(string Address)
{
    public bool IsEmail => Address.Contains('@');

    /// <summary>The channel by which it is reached.</summary>
    public string Channel => IsEmail ? "email" : "webhook";

    /// <summary>For the page of the browser that typed it in.</summary>
    public string Shown => IsEmail ? Address : PhoneNumber.Show(Address);

    /// <summary>Null for a text that is neither.</summary>
    public static CitizenContact? Read(string text) => text.Contains('@')
        ? EmailAddress.Read(text) is { } email ? new(email.ToLowerInvariant()) : null
        : text.Length <= 40 && PhoneNumber.Read(text) is { } phone ? new(phone) : null;
}

/// <summary>The ways by which an office reaches citizens.</summary>
/// <param name="ShowsCodes">True in a demo without a mail server: the page shows the code that would have been mailed.</param>
public sealed record CitizenWays(bool Email, bool Phone, bool ShowsCodes)
{
    public bool Any => Email || Phone;

    public bool Reach(CitizenContact contact) => contact.IsEmail ? Email : Phone;
}
