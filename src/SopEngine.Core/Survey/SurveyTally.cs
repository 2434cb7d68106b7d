using System.Numerics;

namespace SopEngine.Core.Survey;

/// <summary>The answers to one element's question: how many respondents answered it, and the sum of their scores.</summary>
public readonly record struct ElementTally(int Answers, int Total)
{
    public static ElementTally operator +(ElementTally left, ElementTally right) =>
        new(left.Answers + right.Answers, left.Total + right.Total);
}

/// <summary>The average score (NRR) and the index of an element, rounded for print; graded on the rounded index.</summary>
public sealed record ElementIndex(SurveyElement Element, int Answers, decimal Average, decimal Index, SurveyGrade Grade);

/// <summary>The index of a service's satisfaction (IKM), rounded to two decimals, and its grade.</summary>
public readonly record struct SurveyIndex(decimal Value, SurveyGrade Grade);

/// <summary>The summed answers of a group of respondents.</summary>
public sealed class SurveyTally
{
    private readonly ElementTally[] _elements = new ElementTally[SurveyElements.All.Count];

    public int Respondents { get; private set; }

    public ElementTally this[SurveyElement element] => _elements[(int)element];

    /// <summary>Adds the sums of a group.</summary>
    public void Add(int respondents, Func<SurveyElement, ElementTally> elements)
    {
        Respondents += respondents;
        foreach (var element in SurveyElements.All) _elements[(int)element] += elements(element);
    }

    public void Add(SurveyTally other) => Add(other.Respondents, element => other[element]);

    /// <summary>Adds one respondent, who may have left questions out.</summary>
    public void Add(IReadOnlyDictionary<SurveyElement, int> scores) =>
        Add(1, element => scores.TryGetValue(element, out var score) ? new ElementTally(1, score) : default);

    /// <summary>
    /// The index; null as long as some element has no answer at all, since the nine are weighed together. Computed as an exact fraction and
    /// rounded once, at the end, half away from zero.
    /// </summary>
    public SurveyIndex? Index(SurveyWeights weights)
    {
        if (_elements.Any(element => element.Answers == 0)) return null;
        var (numerator, denominator) = (BigInteger.Zero, BigInteger.One);
        foreach (var (answers, total) in _elements)
            (numerator, denominator) = (numerator * answers + total * denominator, denominator * answers);
        var (weight, of) = weights.Fraction();
        var value = Rounded(numerator * weight * 25, denominator * of, 2);
        return new SurveyIndex(value, SurveyGrades.Of(value));
    }

    /// <summary>The index of one element; null without an answer.</summary>
    public ElementIndex? Index(SurveyElement element)
    {
        var (answers, total) = this[element];
        if (answers == 0) return null;
        var index = Rounded(new BigInteger(total) * 25, answers, 2);
        return new ElementIndex(element, answers, Rounded(total, answers, 3), index, SurveyGrades.Of(index));
    }

    /// <summary>The indexes of the elements that have answers, in the order of the rule's list.</summary>
    public IReadOnlyList<ElementIndex> Indexes() => [.. SurveyElements.All.Select(element => Index(element)).OfType<ElementIndex>()];

    /// <summary>The three elements with the lowest averages, the lowest first; of equal ones, that which the rule lists first.</summary>
    public IReadOnlyList<ElementIndex> Weakest() =>
    [
        .. Indexes().Order(Comparer<ElementIndex>.Create((one, other) =>
        {
            var (left, right) = (this[one.Element], this[other.Element]);
            // As fractions: two averages can be equal only once they are rounded.
            var order = ((long)left.Total * right.Answers).CompareTo((long)right.Total * left.Answers);
            return order != 0 ? order : one.Element.CompareTo(other.Element);
        })).Take(3),
    ];

    private static decimal Rounded(BigInteger numerator, BigInteger denominator, int decimals)
    {
        var scaled = BigInteger.Pow(10, decimals) * numerator;
        // Half away from zero: every value here is positive.
        var whole = (2 * scaled + denominator) / (2 * denominator);
        return new decimal((int)whole, 0, 0, false, (byte)decimals);
    }
}
