using System.Globalization;
using System.Text;

namespace SopEngine.Core.Workflows.Definitions;

internal static class VisibleText
{
    /// <summary>True for a text with something to read: not for blanks, dots, dashes and characters that take no room.</summary>
    public static bool Is(string? text)
    {
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol) return true;
        }

        return false;
    }
}
