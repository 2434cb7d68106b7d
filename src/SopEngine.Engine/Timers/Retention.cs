using Dapper;
using Microsoft.Extensions.Configuration;
using NodaTime;
using Quartz;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Documents;

namespace SopEngine.Engine.Timers;

/// <summary>
/// Deletes what has been kept long enough. Cases, their history and the log of SOPs are never deleted; how the jobs themselves ran, Quartz
/// deletes after <see cref="RecurringJobs.KeepRuns"/>.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class Retention(SopDatabase database, DocumentStore documents, TaskDrafts drafts, IClock clock, IConfiguration settings) : IJob
{
    /// <summary>How many days each is kept, unless <c>Sop:Retention:{table}</c> says otherwise, and by which of its columns.</summary>
    private static readonly (string Table, string Since, int Days)[] Kept =
    [
        ("schedule_runs", "ran_at", 3 * 365), ("case_views", "at", 3 * 365), ("sessions", "expires_at", 180), ("messages", "at", 2 * 365),
        ("sign_in_failures", "last_at", 30), ("kept_forms", "kept_at", 2),
    ];

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellationToken);
        var deleted = await documents.RemoveOrphans(cancellationToken) + await drafts.RemoveOld(cancellationToken);
        foreach (var (table, since, days) in Kept)
        {
            var before = clock.Now() - Duration.FromDays(settings.GetValue($"Sop:Retention:{table}", days));
            deleted += await connection.ExecuteAsync(new CommandDefinition($"delete from {table} where {since} < @before", new { before }, cancellationToken: cancellationToken));
        }

        context.Result = (deleted == 0 ? JobRunReport.Skipped() : JobRunReport.Succeeded()).With("deleted", deleted);
    }
}
