using Dapper;
using Microsoft.Extensions.Logging;

namespace SopEngine.Engine.Data;

/// <summary>Hears the database's notifications.</summary>
public static class Notifications
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    /// <summary>Listens to topics on a connection of its own until it is cancelled. A connection that breaks is made anew.</summary>
    /// <param name="began">Called each time it has begun to listen: earlier notifications are lost.</param>
    /// <param name="heard">Called with topic and payload. It throws nothing.</param>
    public static async Task Hear(
        this SopDatabase database, string[] topics, Action began, Action<string, string> heard, ILogger log, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await Listen(database, topics, began, heard, cancellation);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                log.LogWarning("Notifications of the database cannot be heard now: {Message}", e.Message);
                await Task.Delay(AfterFailure, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception)
            {
                return;
            }
        }
    }

    private static async Task Listen(
        SopDatabase database, string[] topics, Action began, Action<string, string> heard, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        connection.Notification += (_, notification) => heard(notification.Channel, notification.Payload);
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(For("listen"), cancellationToken: cancellation));
            began();
            while (true)
            {
                // A question now and then shows whether the other end is still there.
                if (!await connection.WaitAsync(AskEvery, cancellation))
                    await connection.ExecuteAsync(new CommandDefinition("select 1", cancellationToken: cancellation));
            }
        }
        finally
        {
            // A connection keeps its subscriptions when it goes back to the pool.
            if (connection.State == System.Data.ConnectionState.Open) await connection.ExecuteAsync(For("unlisten"));
        }

        string For(string verb) => string.Join("; ", topics.Select(topic => $"{verb} {topic}"));
    }
}
