using NodaTime;

namespace SopEngine.Core.Survey;

/// <summary>The half of the day in which somebody answered, as the questionnaire has it; the exact time is kept nowhere.</summary>
public enum TimeBand
{
    /// <summary>08.00 to 12.00, and earlier.</summary>
    Morning,

    /// <summary>13.00 to 17.00, and everything from noon on.</summary>
    Afternoon,
}

public enum RespondentSex
{
    Male,
    Female,
}

/// <summary>Bands instead of the age in years, which with the day and the service would say who it was.</summary>
public enum AgeBand
{
    Under21,
    From21,
    From31,
    From41,
    From51,
    From61,
}

public enum Education
{
    Primary,
    LowerSecondary,
    UpperSecondary,
    Bachelor,
    Master,
    Doctor,
}

/// <summary>Without the free words for another occupation, which could name a person.</summary>
public enum Occupation
{
    CivilServant,
    Military,
    Police,
    Employee,
    SelfEmployed,
    Other,
}

/// <summary>How an answer came in.</summary>
public enum SurveyChannel
{
    /// <summary>In the step of a case, by its customer or the counter, or by the link of the case.</summary>
    Case,

    /// <summary>By the office's own link or QR code.</summary>
    Link,

    /// <summary>On paper, typed in by a clerk.</summary>
    Paper,
}

/// <summary>The respondent's block of the questionnaire: sex, age, education, occupation. Each may be left out.</summary>
public sealed record Respondent(RespondentSex? Sex, AgeBand? Age, Education? Education, Occupation? Occupation)
{
    public static readonly Respondent Unknown = new(null, null, null, null);
}

/// <summary>A filled questionnaire. Nothing in it leads to a person or a case.</summary>
/// <param name="Service">Id of the SOP; empty for the office as a whole.</param>
/// <param name="Scores">From 1 to 4; an element that was left out is missing.</param>
/// <param name="Further">Answers to the office's further questions, by the question's number; outside of the index.</param>
public sealed record SurveyAnswer(
    LocalDate Day, TimeBand Band, string Service, SurveyChannel Channel, Respondent Respondent,
    IReadOnlyDictionary<SurveyElement, int> Scores, IReadOnlyDictionary<int, int> Further)
{
    /// <summary>The band of a moment in the office's time.</summary>
    public static TimeBand BandOf(LocalTime time) => time.Hour < 12 ? TimeBand.Morning : TimeBand.Afternoon;
}
