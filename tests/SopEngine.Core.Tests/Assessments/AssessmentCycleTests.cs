using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Assessments;

namespace SopEngine.Core.Tests.Assessments;

[Parallelizable(ParallelScope.All)]
public sealed class AssessmentCycleTests
{
    private static readonly LocalDate Today = new(2026, 11, 30);

    [TestCase(AssessmentKind.Monitoring, "2026-05-30", null, "2026-11-30")]
    [TestCase(AssessmentKind.Monitoring, "2026-08-31", null, "2027-02-28", Description = "a month without that day ends earlier")]
    [TestCase(AssessmentKind.Monitoring, "2025-01-10", "2026-07-01", "2027-01-01")]
    [TestCase(AssessmentKind.Monitoring, "2026-09-01", "2026-07-01", "2027-03-01", Description = "a new version begins the cycle anew")]
    [TestCase(AssessmentKind.Evaluation, "2026-05-30", null, "2028-05-30")]
    [TestCase(AssessmentKind.Monitoring, "9999-12-31", null, "9995-06-30", Description = "at the end of the calendar, nothing fails")]
    public void An_assessment_is_due_some_months_after_the_last_one_or_the_coming_into_force(
        AssessmentKind kind, string since, string? last, string due) =>
        Assert.That(
            new AssessmentCycle(24).DueOn(kind, Day(since), last is null ? null : Day(last)), Is.EqualTo(Day(due)));

    [TestCase(-1, AssessmentStanding.Overdue)]
    [TestCase(0, AssessmentStanding.Soon)]
    [TestCase(14, AssessmentStanding.Soon)]
    [TestCase(15, AssessmentStanding.Later)]
    public void It_is_overdue_from_the_day_behind(int days, AssessmentStanding standing) =>
        Assert.That(AssessmentCycle.Standing(Today.PlusDays(days), Today), Is.EqualTo(standing));

    private static LocalDate Day(string text) => NodaTime.Text.LocalDatePattern.Iso.Parse(text).Value;
}
