using SopEngine.Core.Contacts;

namespace SopEngine.Web.Customers;

/// <summary>The register's fields of a customer, as they are typed.</summary>
/// <param name="Title">The organisation; empty for none, as the others are.</param>
public sealed record CustomerFields(string Name, string Title, string Phone, string Email, string Address, string Npwp)
{
    public const int LongestName = 200;

    public static readonly CustomerFields Empty = new("", "", "", "", "", "");

    internal static CustomerFields Read(Func<string, string?> field)
    {
        return new(Text("name"), Text("title"), Text("phone"), Text("email"), Text("address"), Text("npwp"));

        string Text(string name) => field(name)?.Trim() ?? "";
    }

    /// <summary>The telephone as it is stored; null for a text that is no telephone number. So are the others.</summary>
    internal string? KeptPhone => PhoneNumber.Read(Phone);

    internal string? KeptEmail => EmailAddress.Read(Email);

    internal string? KeptNpwp => TaxNumber.Read(Npwp);
}
