using System.Text.RegularExpressions;

namespace SopEngine.Core.PublicInformation;

/// <summary>What a requester wrote, as the public register shows it: without who they are, also where they wrote it themself.</summary>
public static partial class WithoutIdentity
{
    private const string Hidden = "•••";

    /// <param name="of">The requester's name, address and contact, in whatever way they stand in the register.</param>
    public static string Text(string text, params IEnumerable<string> of)
    {
        text = Email().Replace(text, Hidden);
        text = LongNumber().Replace(text, Hidden);
        // Longer ones first: a name within an address.
        foreach (var own in of.SelectMany(value => value.Split('\n', ',')).Select(value => value.Trim())
            .Where(value => value.Length >= 3).OrderByDescending(value => value.Length))
            text = text.Replace(own, Hidden, StringComparison.OrdinalIgnoreCase);
        return text;
    }

    [GeneratedRegex(@"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")]
    private static partial Regex Email();

    /// <summary>
    /// A telephone, a NIK, an account: nine digits or more, also in groups. Years, spans of them and numbers of laws are shorter.
    /// </summary>
    [GeneratedRegex(@"\+?\d(?:[ .\-/()]?\d){8,}")]
    private static partial Regex LongNumber();
}
