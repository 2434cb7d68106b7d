using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace SopEngine.Core.Documents;

/// <summary>
/// The numbering of the documents of a kind: <c>B-{seq}/{class}/{unit}/{roman:MM}/{yyyy}</c>. <c>{seq:000}</c> is filled up with zeros.
/// Numbers are counted by kind, and by year where the number shows the year: otherwise the same number would come twice. (Number formats:
/// domain.md 6.2.)
/// </summary>
public sealed partial class NumberRule
{
    private const int MostDigits = 9;

    private static readonly string[] Roman = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

    private readonly string _template;

    private NumberRule(string template) => _template = template;

    /// <summary>True when counting begins anew each year.</summary>
    public bool IsYearly => _template.Contains("{yyyy}", StringComparison.Ordinal);

    /// <returns>Null when the template has not exactly one <c>{seq}</c>, or has an unknown place.</returns>
    public static NumberRule? Parse(string template)
    {
        var places = Place().Matches(template).Select(place => place.Value).ToList();
        var rest = Place().Replace(template, "");
        return places.Count(place => place.StartsWith("{seq", StringComparison.Ordinal)) == 1
            && !rest.Contains('{') && !rest.Contains('}') && template.Length <= 100
            ? new NumberRule(template)
            : null;
    }

    /// <param name="seq">Counts from 1.</param>
    /// <param name="unit">The office's short name.</param>
    /// <param name="classification">Of the office's filing plan; may be empty.</param>
    /// <param name="on">The day on which the number is given.</param>
    public string Number(int seq, string unit, string classification, LocalDate on) =>
        Place().Replace(_template, place => place.Value switch
        {
            "{unit}" => unit,
            "{class}" => classification,
            "{roman:MM}" => Roman[on.Month - 1],
            "{MM}" => on.Month.ToString("00", CultureInfo.InvariantCulture),
            "{yyyy}" => on.Year.ToString("0000", CultureInfo.InvariantCulture),
            var digits =>
                seq.ToString(new string('0', Math.Clamp(digits.Count(digit => digit == '0'), 1, MostDigits)), CultureInfo.InvariantCulture),
        });

    [GeneratedRegex(@"\{(seq(:0{1,9})?|unit|class|roman:MM|MM|yyyy)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
