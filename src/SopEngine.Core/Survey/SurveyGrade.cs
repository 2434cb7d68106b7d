namespace SopEngine.Core.Survey;

/// <summary>The grade of a unit's service (mutu pelayanan), the best first.</summary>
public enum SurveyGrade
{
    A,
    B,
    C,
    D,
}

public static class SurveyGrades
{
    /// <summary>
    /// The grade of an index on the scale to 100, rounded to two decimals: the rule's intervals leave gaps between unrounded values. An
    /// index below 25, which rounded weights can give, is a D.
    /// </summary>
    public static SurveyGrade Of(decimal index) => index switch
    {
        >= 88.31m => SurveyGrade.A,
        >= 76.61m => SurveyGrade.B,
        >= 65.00m => SurveyGrade.C,
        _ => SurveyGrade.D,
    };
}
