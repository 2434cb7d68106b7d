using NodaTime;

namespace SopEngine.Core.Assessments;

/// <summary>The two kinds of assessment of a SOP in force (PermenPANRB 35/2012).</summary>
public enum AssessmentKind
{
    /// <summary>Every six months: is each step carried out as it is written?</summary>
    Monitoring,

    /// <summary>Once a year, unless the office says otherwise: does the SOP still serve its purpose?</summary>
    Evaluation,
}

/// <summary>The standing of an assessment on a day.</summary>
public enum AssessmentStanding
{
    Later,

    /// <summary>Due within <see cref="AssessmentCycle.NoticeDays"/>.</summary>
    Soon,

    Overdue,
}

/// <summary>How often an office assesses its SOPs.</summary>
/// <param name="EvaluationMonths">Months between two evaluations; sources differ, so each office chooses.</param>
public readonly record struct AssessmentCycle(int EvaluationMonths)
{
    /// <summary>Months between two monitorings, by the regulation.</summary>
    public const int MonitoringMonths = 6;

    public const int FewestMonths = 6, MostMonths = 60;

    /// <summary>The days between the first reminder and the day on which an assessment is due.</summary>
    public const int NoticeDays = 14;

    /// <summary>A day behind this one counts as this one: the months after it would lie outside of the calendar.</summary>
    private static readonly LocalDate Farthest = LocalDate.MaxIsoValue.PlusMonths(-MostMonths);

    /// <param name="inForceSince">A version that came into force after the last assessment begins the cycle anew.</param>
    /// <param name="last">The day of the last assessment of this kind; null for none.</param>
    public LocalDate DueOn(AssessmentKind kind, LocalDate inForceSince, LocalDate? last) =>
        LocalDate.Min(LocalDate.Max(inForceSince, last ?? inForceSince), Farthest)
            .PlusMonths(kind == AssessmentKind.Monitoring ? MonitoringMonths : EvaluationMonths);

    public static AssessmentStanding Standing(LocalDate due, LocalDate today) =>
        due < today ? AssessmentStanding.Overdue
        : due <= today.PlusDays(NoticeDays) ? AssessmentStanding.Soon
        : AssessmentStanding.Later;
}
