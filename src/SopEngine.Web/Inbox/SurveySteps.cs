using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Survey;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Surveys;
using SopEngine.Web.Forms;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Inbox;

/// <summary>The survey of a step, as its page asks it.</summary>
/// <param name="IsAnswered">True when the case has answered, by a link or when the step was done before.</param>
public sealed record SurveyStep(SurveySettings Settings, bool IsAnswered);

/// <summary>The survey steps of cases: what they ask, and what a sent form answers.</summary>
internal sealed class SurveySteps(
    SopDatabase database, SurveyBox box, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
{
    /// <returns>Null for another step, and for a person who may not do it now.</returns>
    public async Task<SurveyStep?> Of(Person person, ReadTask.TaskDetail task, CancellationToken cancellation) =>
        task is { Step: { Kind: StepKind.Survey, ChecksRequirements: false }, MayFill: true }
            ? new SurveyStep(
                await SurveySettings.Read(database, person.UnitId, cancellation),
                await box.HasAnswered(person.UnitId, task.Item.Case, cancellation))
            : null;

    /// <summary>The answer of a sent form; null when the customer declined, or the case has answered already.</summary>
    /// <exception cref="ProblemException">Questions were left out.</exception>
    public async Task<SurveyAnswer?> Read(
        Person person, ReadTask.TaskDetail task, IFormCollection form, CancellationToken cancellation)
    {
        if (form[SurveyInput.Declined] == "true" || await Of(person, task, cancellation) is not { IsAnswered: false } step) return null;
        var now = clock.Now().InZone(DateTimeZoneProviders.Tzdb[person.Zone]);
        var errors = new Dictionary<string, string[]>();
        var answer = SurveyInput.Read(
            form, step.Settings, now.Date, SurveyAnswer.BandOf(now.TimeOfDay), "", SurveyChannel.Case, takesGaps: false, errors, texts);
        return errors.Count == 0 ? answer : throw new ProblemException(problems.Invalid(errors));
    }
}
