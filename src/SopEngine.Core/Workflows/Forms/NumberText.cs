using System.Globalization;

namespace SopEngine.Core.Workflows.Forms;

/// <summary>
/// Numbers as people type them. Indonesian writers group thousands by points and begin decimals with a comma: <c>1.250.000</c>,
/// <c>1250000,50</c>, <c>Rp 210.000,-</c>. A single point that cannot group, as in <c>12.5</c>, begins decimals.
/// </summary>
public static class NumberText
{
    private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    public static bool TryRead(string text, out decimal number)
    {
        var plain = string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
        if (plain.StartsWith("Rp", StringComparison.OrdinalIgnoreCase)) plain = plain[2..].TrimStart('.');
        // "Rp 210.000,-" says that there are no sen.
        if (plain.EndsWith(",-", StringComparison.Ordinal)) plain = plain[..^2];

        number = 0;
        return (WithMarks(plain, '.', ',') ?? WithMarks(plain, ',', '.')) is { } written
            && decimal.TryParse(written, Plain, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>The number in its shortest form that is read back as the same: <c>1250000,5</c> for a control of a form.</summary>
    public static string Write(decimal number) =>
        number.ToString("0.############################", CultureInfo.InvariantCulture).Replace('.', ',');

    /// <summary>Only whole groups of three digits count as groups; null when the text is not written so.</summary>
    private static string? WithMarks(string text, char group, char point)
    {
        var at = text.IndexOf(point);
        var (whole, rest) = at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
        if (rest.Contains(point) || rest.Contains(group)) return null;
        var groups = whole.TrimStart('-', '+').Split(group);
        var isGrouped = groups.Length > 1 && groups[0].Length is > 0 and <= 3 && groups[0][0] != '0'
            && groups.Skip(1).All(part => part.Length == 3);
        // "1,250" is a number with decimals to an Indonesian reader; grouping commas need a second one, or a point behind them.
        if (groups.Length > 1 && (!isGrouped || (group == ',' && groups.Length == 2 && at < 0))) return null;
        return whole.Replace(group.ToString(), "", StringComparison.Ordinal) + (at < 0 ? "" : "." + rest);
    }
}
