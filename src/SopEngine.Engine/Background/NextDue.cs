using NodaTime;
using Npgsql;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Background;

/// <summary>Runs due work whose next moment stands in the database.</summary>
internal static class NextDue
{
    /// <summary>Costs one statement while nothing is due.</summary>
    /// <param name="nextDue">A query for the next due moment; it returns null for none.</param>
    /// <returns>The time until something is due again.</returns>
    public static async Task<TimeSpan> RunWhenDue(
        this SopDatabase database, IClock clock, string nextDue, Func<CancellationToken, Task> run, CancellationToken cancellation)
    {
        var left = await Left(database, clock, nextDue, cancellation);
        if (left > TimeSpan.Zero) return left;
        await run(cancellation);
        return await Left(database, clock, nextDue, cancellation);
    }

    private static async Task<TimeSpan> Left(SopDatabase database, IClock clock, string nextDue, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand(nextDue, connection);
        await using var reader = await command.ExecutePrepared(cancellation);
        await reader.ReadAsync(cancellation);
        return await reader.IsDBNullAsync(0, cancellation) ? DueWork.Never : (reader.GetDateTime(0).ToInstant() - clock.Now()).ToTimeSpan();
    }
}
