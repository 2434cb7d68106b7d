using System.Text.RegularExpressions;

namespace SopEngine.Core.Contacts;

/// <summary>An e-mail address as far as its form tells; only a message to it tells whether it is somebody's.</summary>
public static partial class EmailAddress
{
    public const int Longest = 200;

    /// <summary>The address without the blanks around it; null when the text is none.</summary>
    public static string? Read(string text)
    {
        var address = text.Trim();
        return address.Length <= Longest && Written().IsMatch(address) ? address : null;
    }

    [GeneratedRegex(@"^[^\s@<>,;""]+@[^\s@<>,;""]+\.[^\s@<>,;""]+$")]
    private static partial Regex Written();
}
