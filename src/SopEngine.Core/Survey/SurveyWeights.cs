namespace SopEngine.Core.Survey;

/// <summary>The weight of each element. It is one ninth; printed guides round it, and the three give different indexes.</summary>
public enum SurveyWeights
{
    /// <summary>1/9.</summary>
    Exact,

    /// <summary>0.11.</summary>
    Hundredths,

    /// <summary>0.111.</summary>
    Thousandths,
}

public static class SurveyWeightNames
{
    /// <summary>The stored name.</summary>
    public static string Name(this SurveyWeights weights) => weights switch
    {
        SurveyWeights.Hundredths => "W0_11",
        SurveyWeights.Thousandths => "W0_111",
        _ => "EXACT",
    };

    /// <summary>Null for an unknown name.</summary>
    public static SurveyWeights? Find(string? name) =>
        Enum.GetValues<SurveyWeights>().Where(weights => weights.Name() == name).Select(weights => (SurveyWeights?)weights)
            .FirstOrDefault();

    /// <summary>The weight as a fraction.</summary>
    internal static (int Numerator, int Denominator) Fraction(this SurveyWeights weights) => weights switch
    {
        SurveyWeights.Hundredths => (11, 100),
        SurveyWeights.Thousandths => (111, 1000),
        _ => (1, 9),
    };
}
