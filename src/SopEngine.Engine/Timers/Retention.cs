using System.Globalization;
using Dapper;
using Microsoft.Extensions.Configuration;
using NodaTime;
using SopEngine.Engine.Asking;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Documents;

namespace SopEngine.Engine.Timers;

/// <summary>Deletes rows after their time of keeping. Cases, their history and the log of SOPs are never deleted.</summary>
internal sealed class Retention(SopDatabase database, DocumentStore documents, TaskDrafts drafts, AskedCases asked, IClock clock,
    IConfiguration settings)
    : IRecurringJob
{
    /// <summary>The days that rows are kept, unless <c>Sop:Retention:{table}</c> sets others, and the column of their age.</summary>
    private static readonly (string Table, string Since, int Days)[] Kept =
    [
        ("schedule_runs", "ran_at", 3 * 365), ("case_views", "at", 3 * 365), ("sessions", "expires_at", 180), ("messages", "at", 2 * 365),
        ("sign_in_failures", "last_at", 30), ("kept_forms", "kept_at", 2),
        // Hangfire itself deletes succeeded jobs after a day, and failed ones never.
        ("hangfire.job", "createdat", 30),
    ];

    public async Task<JobResult> Run(string? place, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var deleted = await documents.RemoveOrphans(cancellation) + await drafts.RemoveOld(cancellation)
            + await asked.RemoveOld(cancellation);
        foreach (var (table, since, days) in Kept)
        {
            var kept = settings[$"Sop:Retention:{table}"] is { } set ? int.Parse(set, CultureInfo.InvariantCulture) : days;
            var before = clock.Now() - Duration.FromDays(kept);
            deleted += await connection.ExecuteAsync(
                new CommandDefinition($"delete from {table} where {since} < @before", new { before }, cancellationToken: cancellation));
        }

        return JobResult.Of("deleted", deleted);
    }
}
