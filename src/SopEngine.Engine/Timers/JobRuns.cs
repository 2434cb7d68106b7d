using System.Text.Json;
using Dapper;
using NodaTime;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Timers;

/// <summary>
/// The last run of each recurring job, in a table of the program: the page shows it also while Hangfire's tables cannot be read.
/// </summary>
public sealed class JobRuns(SopDatabase database)
{
    private const string Upsert =
        """
        insert into job_runs (name, at, took, result, counts, place) values (@name, @at, @took, @result, @counts::json, @Place)
        on conflict (name) do update set
          at = excluded.at, took = excluded.took, result = excluded.result, counts = excluded.counts,
          place = coalesce(excluded.place, job_runs.place)
        """;

    internal async Task<string?> Place(string name, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<string?>(
            new CommandDefinition("select place from job_runs where name = @name", new { name }, cancellationToken: cancellation));
    }

    internal async Task Keep(string name, Instant at, Duration took, JobResult result, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(Upsert, new
        {
            name,
            at,
            took = took.ToTimeSpan(),
            result = Word(result.End),
            counts = JsonSerializer.Serialize(result.Counts),
            result.Place,
        }, cancellationToken: cancellation));
    }

    /// <summary>Reads the last runs by job name.</summary>
    internal async Task<Dictionary<string, JobRun>> Read(CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition("select name, at, took, result, counts::text from job_runs", cancellationToken: cancellation));
        return rows.ToDictionary(row => row.Name, row => new JobRun(
            row.At.ToInstant(), Duration.FromTimeSpan(row.Took), Enum.Parse<JobEnd>(row.Result, ignoreCase: true),
            JsonSerializer.Deserialize<Dictionary<string, long>>(row.Counts)!));
    }

    private static string Word(JobEnd end) => end.ToString().ToLowerInvariant();

    private sealed record Row(string Name, DateTime At, TimeSpan Took, string Result, string Counts);
}
