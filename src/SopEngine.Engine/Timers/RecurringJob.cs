using Quartz;

namespace SopEngine.Engine.Timers;

/// <summary>Work of the service that recurs by itself, once for all nodes.</summary>
/// <param name="Name">What settings, the page and the log call it.</param>
/// <param name="Cron">When, unless <c>Sop:Jobs:{name}</c> says otherwise: as Quartz writes it, in Jakarta's time.</param>
/// <param name="Type">The job. What it did is what it leaves as the result of its run.</param>
public sealed record RecurringJob(string Name, string Cron, Type Type)
{
    public const string Zone = "Asia/Jakarta";

    public JobKey Key => new(Name);

    public TriggerKey TriggerKey => new(Name);

    /// <summary>The one list of all that recurs.</summary>
    public static IReadOnlyList<RecurringJob> All { get; } =
    [
        // Times of schedules are whole minutes, and so are its own: what is due at eight starts at eight.
        new("start-sops", "0 * * * * ?", typeof(StartSops)),
        new("foresee-breaches", "0 */10 * * * ?", typeof(ForeseeBreaches)),
        // Every morning, also for what was missed: a new month or quarter is found whenever it begins.
        new("make-reports", "0 0 5 * * ?", typeof(MakeReports)),
        new("verify-history", "0 0 2 * * ?", typeof(VerifyHistory)),
        new("retention", "0 30 1 * * ?", typeof(Retention)),
    ];
}
