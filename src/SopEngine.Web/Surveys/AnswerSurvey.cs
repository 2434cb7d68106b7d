using NodaTime;
using SopEngine.Core.Survey;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Surveys;

namespace SopEngine.Web.Surveys;

/// <summary>An answer by a link: into the box, and for the link of a case by doing its survey step.</summary>
internal sealed class AnswerSurvey(SurveyBox box, CaseEngine engine, IClock clock)
{
    /// <summary>The day and the half of it in which an answer comes in now: all that is kept of the time.</summary>
    public (LocalDate Day, TimeBand Band) Now(string zone)
    {
        var now = clock.Now().InZone(DateTimeZoneProviders.Tzdb[zone]);
        return (now.Date, SurveyAnswer.BandOf(now.TimeOfDay));
    }

    /// <param name="form">The key of the page's form.</param>
    /// <returns>False when this form, or the case of the link, has answered already.</returns>
    public async Task<bool> Take(SurveyLink link, string form, SurveyAnswer answer, CancellationToken cancellation)
    {
        if (link.Case is not { } caseId) return await box.Put(link.Unit, form, answer, clerk: null, cancellation);
        if (link is { Task: { } task, Customer: { } customer, IsAnswered: false })
        {
            var done = await engine.Execute(
                new AdvanceCase(link.Unit, caseId, new TaskCompleted(task, customer), customer, form) { Survey = answer }, cancellation);
            if (done is CaseResult.Done) return true;
        }

        // The step is done already, or asks for more than the survey: the answer counts nonetheless, once.
        return await box.Put(link.Unit, [(caseId, answer)], cancellation) == 1;
    }
}
