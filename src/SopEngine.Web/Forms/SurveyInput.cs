using System.Globalization;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Survey;
using SopEngine.Engine.Surveys;
using SopEngine.Web.Language;

namespace SopEngine.Web.Forms;

/// <summary>
/// The fields of the satisfaction survey in a sent form. Their names begin with two underscores: such fields are kept neither in drafts nor
/// in forms that outlive a session, which belong to a person.
/// </summary>
public static class SurveyInput
{
    public const string Sex = Prefix + "sex", Age = Prefix + "age", Education = Prefix + "education", Occupation = Prefix + "occupation";

    /// <summary>Checked by a customer who closes the step without an answer.</summary>
    public const string Declined = Prefix + "declined";

    private const string Prefix = "__skm-";

    public static string Of(SurveyElement element) => Prefix + element.Key();

    public static string Of(SurveyQuestion question) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}q{question.No}");

    /// <summary>Key of the text of an answer.</summary>
    public static string AnswerText(SurveyElement element, int score) =>
        string.Create(CultureInfo.InvariantCulture, $"Survey.Answer.{element.Key()}.{score}");

    /// <summary>The stored name of a respondent's trait, which the form sends, too.</summary>
    public static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>Reads the form.</summary>
    /// <param name="takesGaps">True for paper, on which questions may have been left out.</param>
    /// <param name="errors">Gets a message for each missing or wrong field.</param>
    public static SurveyAnswer Read(
        IFormCollection form, SurveySettings settings, LocalDate day, TimeBand band, string service, SurveyChannel channel, bool takesGaps,
        Dictionary<string, string[]> errors, IStringLocalizer<Texts> texts)
    {
        var scores = new Dictionary<SurveyElement, int>();
        foreach (var element in SurveyElements.Asked)
        {
            if (Score(Of(element), element.QuestionNumber()) is { } score) scores[element] = score;
        }

        var further = new Dictionary<int, int>();
        foreach (var (i, question) in settings.Questions.Index())
        {
            if (Score(Of(question), SurveyElements.All.Count + i + 1) is { } score) further[question.No] = score;
        }

        if (takesGaps && scores.Count == 0 && errors.Count == 0) errors[Of(SurveyElements.Asked[0])] = [texts["Survey.Nothing"]];
        return new SurveyAnswer(
            day, band, service, channel,
            new Respondent(
                Chosen<RespondentSex>(form[Sex]), Chosen<AgeBand>(form[Age]), Chosen<Education>(form[Education]),
                Chosen<Occupation>(form[Occupation])),
            scores, further);

        int? Score(string field, int number)
        {
            var text = form[field].ToString().Trim();
            if (text.Length == 1 && text[0] - '0' is >= SurveyElements.Worst and <= SurveyElements.Best and var score) return score;
            if (text.Length > 0) errors[field] = [texts["Survey.Wrong", number]];
            else if (!takesGaps) errors[field] = [texts["Survey.Missing", number]];
            return null;
        }
    }

    /// <summary>Null for nothing and for a text that no value has: a respondent may leave everything about themself out.</summary>
    private static T? Chosen<T>(string? text) where T : struct, Enum =>
        Enum.GetValues<T>().Where(value => Name(value) == text).Select(value => (T?)value).FirstOrDefault();
}
