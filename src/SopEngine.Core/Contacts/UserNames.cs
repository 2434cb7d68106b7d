using System.Globalization;
using System.Text;

namespace SopEngine.Core.Contacts;

/// <summary>User names made of people's names.</summary>
public static class UserNames
{
    private const int Longest = 40;
    private const int Shortest = 3;

    /// <summary>"PT Karet Musi Lestari" is pt-karet-musi-lestari; a name without Latin letters begins with the word.</summary>
    public static string Of(string name, string otherwise, char between = '-')
    {
        var stem = new StringBuilder();
        foreach (var character in name.ToLowerInvariant().Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(character)) stem.Append(character);
            else if (stem.Length > 0 && stem[^1] != between
                && CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark) stem.Append(between);
            if (stem.Length == Longest) break;
        }

        var text = stem.ToString().Trim(between);
        return text.Length < Shortest ? $"{otherwise}{between}{text}".TrimEnd(between) : text;
    }
}
