using SopEngine.Core.Survey;

namespace SopEngine.Engine.Surveys;

/// <summary>
/// The index of an office or of a service in a period, and what it is made of. Nothing in it is about fewer than five respondents, not even
/// by subtraction: see <see cref="Suppression"/>.
/// </summary>
/// <param name="Service">Id of the SOP; null for the office.</param>
/// <param name="ServiceName">Its name; null for the office.</param>
/// <param name="Weights">Stored name of <see cref="SurveyWeights"/>.</param>
/// <param name="Respondents">Of all channels.</param>
/// <param name="OnPaper">Of them, those who answered on paper.</param>
/// <param name="Served">The people served in the period.</param>
/// <param name="Minimum">How many respondents they ask for.</param>
/// <param name="Index">Null without answers, or when it is hidden.</param>
/// <param name="IsHidden">True when there are answers, and so few that nothing of them is shown.</param>
public sealed record SurveyFigures(
    string Period, string? Service, string? ServiceName, string Weights, int Respondents, int OnPaper, int Served, int Minimum,
    decimal? Index, SurveyGrade? Grade, bool IsHidden, IReadOnlyList<ElementIndex> Elements, IReadOnlyList<ElementIndex> Weakest,
    IReadOnlyList<SurveyBreakdown> Breakdowns)
{
    public bool IsEmpty => Respondents == 0;

    /// <summary>True when fewer people answered than the sample needs.</summary>
    public bool IsBelowMinimum => Respondents < Minimum;
}

/// <summary>The respondents by one trait.</summary>
/// <param name="Trait">"sex", "age", "education" or "occupation".</param>
public sealed record SurveyBreakdown(string Trait, IReadOnlyList<SurveyCell> Cells);

/// <param name="Value">Stored name of the trait's value; empty for respondents who did not say.</param>
/// <param name="Respondents">Null for a hidden cell.</param>
/// <param name="Index">Null for a hidden cell, and for one whose respondents left an element out.</param>
public sealed record SurveyCell(string Value, int? Respondents, decimal? Index);

/// <summary>A service, or a period, beside others.</summary>
/// <param name="Key">Id of the service, or name of the period.</param>
/// <param name="Name">Name of the service.</param>
/// <param name="Respondents">Null when they are hidden.</param>
public sealed record SurveyLine(string Key, string Name, int? Respondents, int Served, decimal? Index, SurveyGrade? Grade)
{
    public int Minimum => MinimumSample.Of(Served);
}

/// <summary>The answers to a further question.</summary>
/// <param name="Average">From 1 to 4; null for too few answers.</param>
public sealed record QuestionFigures(int No, string Text, int? Answers, decimal? Average);

/// <summary>A report of a period: the office, and each of its services.</summary>
public sealed record SurveyContent(
    SurveyFigures Office, IReadOnlyList<SurveyFigures> Services, IReadOnlyList<SurveyLine> Lines, string LegalBasis);

/// <summary>The figures that an office has published: those of one period, and the other periods to choose from.</summary>
public sealed record PublishedSurveys(string Office, string City, IReadOnlyList<SurveyPeriod> Periods, SurveyContent Content);
