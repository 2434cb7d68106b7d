using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SopEngine.Engine.Asking;
using SopEngine.Engine.Assessments;
using SopEngine.Engine.Background;
using SopEngine.Engine.Messages;
using SopEngine.Engine.Outbox;
using SopEngine.Engine.Reports;
using SopEngine.Engine.Rollups;
using SopEngine.Engine.Schedules;
using SopEngine.Engine.Surveys;

namespace SopEngine.Engine.Timers;

/// <summary>The list of all work that the service does by itself. Hangfire's server on every node runs it.</summary>
public static class WorkList
{
    /// <summary>Work by the clock, once for all nodes.</summary>
    public static IReadOnlyList<RecurringJob> Jobs { get; } =
    [
        // Every minute, since schedules have whole minutes: a case due at eight starts at eight.
        new("start-sops", "* * * * *", typeof(StartSops)),
        // A request is with its sender for a minute; one that a crash has left is finished then.
        new("finish-requests", "* * * * *", typeof(FinishRequests)),
        new("foresee-breaches", "*/10 * * * *", typeof(ForeseeBreaches)),
        // Every morning, so that a missed month or quarter is made up for the next day.
        new("make-reports", "0 5 * * *", typeof(MakeReports)),
        // Before the office opens.
        new("remind-assessments", "0 6 * * *", typeof(RemindAssessments)),
        new("verify-history", "0 2 * * *", typeof(VerifyHistory)),
        new("retention", "30 1 * * *", typeof(Retention)),
    ];

    /// <summary>
    /// Work on every node, as soon as it is due: the node that claims a row of the database does it. The dashboards add the watch over
    /// their thresholds, because the figures stand there.
    /// </summary>
    public static IReadOnlyList<Type> WhenDue { get; } =
    [
        typeof(AlarmSweep), // late steps, timers of cases, promises for whole cases
        typeof(OutboxDelivery), // sub-cases, events, documents
        typeof(RollupJob), // figures for dashboards
        typeof(SurveyCounting), // answers to the satisfaction survey
        typeof(CalendarRecount), // open tasks after a change of the calendar
        typeof(EscalationMessages), // messages to people on the ladders of late steps
        typeof(OverdueQuestions), // unanswered questions among colleagues
        typeof(MessageDelivery), // e-mail and webhooks
        typeof(RecurringJobs), // keeps Hangfire's jobs as they stand above
    ];

    public static void AddWorkList(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<DueSchedules>();
        services.AddSingleton<ScheduleStore>();
        services.AddSingleton<PeriodReports>().AddSingleton<MonthTable>();
        services.AddSingleton<SurveyReports>();
        services.AddSingleton<AskDrafts>().AddSingleton<AskedCases>().AddSingleton<FollowLinks>();
        services.AddSingleton<AssessedSops>();
        services.AddSingleton<AssessmentReminders>();
        services.AddSingleton<AssessmentStore>();
        foreach (var job in Jobs) services.AddTransient(job.Type);
        foreach (var work in WhenDue)
        {
            services.AddSingleton(work);
            services.AddSingleton(provider => (DueWork)provider.GetRequiredService(work));
        }

        services.AddSingleton<WakeUps>();
        services.AddHostedService(provider => provider.GetRequiredService<WakeUps>());
        services.AddSingleton<JobRuns>();
        services.AddSingleton<JobRunner>();
        services.AddSingleton<JobStorage, SteadyStorage>();
        services.AddHostedService<JobServer>();
    }
}
