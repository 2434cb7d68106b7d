namespace SopEngine.Core.Survey;

/// <summary>
/// The nine elements of the satisfaction survey (SKM, PermenPANRB 14/2017), in the order of the rule's list. Stored by key, because the
/// questionnaire asks for the last two the other way round.
/// </summary>
public enum SurveyElement
{
    Requirements,
    Procedure,
    Time,
    Cost,
    Product,
    Competence,
    Behaviour,
    Complaints,
    Facilities,
}

/// <summary>The keys and the two numberings of the elements.</summary>
public static class SurveyElements
{
    /// <summary>The least and the best answer to a question.</summary>
    public const int Worst = 1, Best = 4;

    private static readonly Dictionary<string, SurveyElement> ByKey = Enum.GetValues<SurveyElement>().ToDictionary(Key);

    /// <summary>In the order of the rule's list: U1 to U9.</summary>
    public static IReadOnlyList<SurveyElement> All { get; } = Enum.GetValues<SurveyElement>();

    /// <summary>In the order in which the questionnaire asks: facilities (8) before complaints (9).</summary>
    public static IReadOnlyList<SurveyElement> Asked { get; } = [.. All.OrderBy(QuestionNumber)];

    /// <summary>The stored name.</summary>
    public static string Key(this SurveyElement element) => element.ToString().ToLowerInvariant();

    /// <summary>Null for a key that no element has.</summary>
    public static SurveyElement? Find(string? key) => key is not null && ByKey.TryGetValue(key, out var element) ? element : null;

    /// <summary>Its code in the rule's list: U8 is the handling of complaints.</summary>
    public static string Code(this SurveyElement element) => $"U{(int)element + 1}";

    /// <summary>Its number in the questionnaire: question 8 asks for the facilities.</summary>
    public static int QuestionNumber(this SurveyElement element) => element switch
    {
        SurveyElement.Facilities => 8,
        SurveyElement.Complaints => 9,
        _ => (int)element + 1,
    };
}
