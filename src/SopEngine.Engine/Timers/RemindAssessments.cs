using SopEngine.Engine.Assessments;

namespace SopEngine.Engine.Timers;

/// <summary>Reminds offices of the monitorings and evaluations of their SOPs.</summary>
internal sealed class RemindAssessments(AssessmentReminders reminders) : IRecurringJob
{
    public async Task<JobResult> Run(string? place, CancellationToken cancellation) =>
        JobResult.Of("reminded", await reminders.RemindDue(cancellation));
}
