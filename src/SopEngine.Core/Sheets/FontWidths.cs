using System.Globalization;
using System.Text;

namespace SopEngine.Core.Sheets;

/// <summary>
/// Advance widths of Arial, Helvetica and Liberation Sans, which are equal, in thousandths of the font size: the width of a line is known
/// without a font, and is the same on every machine with one of the three. Characters that these fonts lack, such as Chinese ones and
/// emoji, have the width of the widest font that may replace them.
/// </summary>
internal static class FontWidths
{
    private const int Full = 1000;
    private const int Emoji = 1300;
    private const int Latin = 760;
    private const int Joiner = 0x200d;

    /// <summary>DejaVu Sans, which many machines have instead, is wider by this factor.</summary>
    private const double Widening = 1.2;

    // From the space to the tilde, then from the no-break space to y with diaeresis.
    private static readonly int[] Regular =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
        556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
        667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
        556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
        278, 333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 333, 737, 552, 400, 549, 333, 333, 333, 576, 537, 278,
        333, 333, 365, 556, 834, 834, 834, 611, 667, 667, 667, 667, 667, 667, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278,
        722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611, 556, 556, 556, 556, 556, 556, 889, 500,
        556, 556, 556, 556, 278, 278, 278, 278, 556, 556, 556, 556, 556, 556, 556, 549, 611, 556, 556, 556, 556, 500, 556, 500,
    ];

    private static readonly int[] Bold =
    [
        278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
        556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
        667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611,
        611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
        278, 333, 556, 556, 556, 556, 280, 556, 333, 737, 370, 556, 584, 333, 737, 552, 400, 549, 333, 333, 333, 576, 556, 278,
        333, 333, 365, 556, 834, 834, 834, 611, 722, 722, 722, 722, 722, 722, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278,
        722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611, 556, 556, 556, 556, 556, 556, 889, 556,
        556, 556, 556, 556, 278, 278, 278, 278, 611, 611, 611, 611, 611, 611, 611, 549, 611, 611, 611, 611, 611, 556, 611, 556,
    ];

    /// <summary>
    /// The width of a text. A text that these fonts have only in part is drawn at its own width, in fonts that may all be wider.
    /// </summary>
    public static double Of(string text, bool bold)
    {
        var (known, estimated) = (0, 0);
        var isJoined = false;
        foreach (var rune in text.EnumerateRunes())
        {
            // Characters around a joiner are drawn as one picture.
            if (isJoined) { }
            else if (Known(rune, bold) is { } width) known += width;
            else estimated += Estimated(rune);
            isJoined = rune.Value == Joiner;
        }

        return estimated == 0 ? known : (known * Widening) + estimated;
    }

    /// <summary>True when the fonts have every character of a text, so that its width is certain.</summary>
    public static bool Know(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Known(rune, false) is null) return false;
        }

        return true;
    }

    /// <summary>True when a line may be broken on both sides of a character, because each is a word.</summary>
    public static bool IsIdeograph(Rune rune) => rune.Value is (>= 0x2e80 and <= 0x9fff) or (>= 0xac00 and <= 0xd7a3)
        or (>= 0xf900 and <= 0xfaff) or (>= 0xff00 and <= 0xffef) or >= 0x20000;

    private static int? Known(Rune rune, bool bold) => rune.Value switch
    {
        >= ' ' and <= '~' => (bold ? Bold : Regular)[rune.Value - ' '],
        >= 0xa0 and <= 0xff => (bold ? Bold : Regular)[rune.Value - 0xa0 + 95],
        0x2013 => 556,
        0x2212 => 584,
        0x2018 or 0x2019 => 278,
        0x201c or 0x201d => 500,
        0x2022 => 350,
        0x2026 => 1000,
        0x2264 or 0x2265 => 549,
        _ => null,
    };

    private static int Estimated(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        _ when rune.Value is >= 0x1f3fb and <= 0x1f3ff => 0, // a skin colour
        _ when rune.Value is (>= 0x2300 and <= 0x2bff) or (>= 0x1f000 and < 0x20000) => Emoji,
        _ when rune.Value is >= 0x100 and <= 0x24f => Latin,
        _ => Full,
    };
}
